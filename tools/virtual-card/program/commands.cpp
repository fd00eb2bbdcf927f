// SPDX-License-Identifier: Apache-2.0
#include "program/commands.hpp"

#include "base/hex.hpp"
#include "program/fault_words.hpp"
#include "program/pad_commands.hpp"

#include <algorithm>
#include <array>
#include <sstream>
#include <vector>

namespace openbeid::virtual_card {

namespace {

using Words = std::vector<std::string>;

const CommandResult done{"ok"};

CommandResult refuse(const std::string& why)
{
    return {"error " + why};
}

std::string describe(const Error& error)
{
    return std::string{name_of(error.code)} + " (" + error.where + ")";
}

CommandResult insert(Station& station, const Words& /*words*/)
{
    return station.insert() ? done : refuse("the reader does not answer");
}

CommandResult remove(Station& station, const Words& /*words*/)
{
    station.remove();
    return done;
}

CommandResult reset(Station& station, const Words& /*words*/)
{
    station.card().reset();
    return done;
}

CommandResult persona(Station& station, const Words& words)
{
    if (words.size() == 1) {
        return {"ok " + station.card().persona_name()};
    }
    const auto swapped = station.swap(words[1]);
    return swapped ? done : refuse(describe(swapped.error()));
}

CommandResult counters(Station& station, const Words& words)
{
    if (words.size() == 1) {
        return {"ok " + to_json(station.card().counters())};
    }
    if (words[1] != "reset") {
        return refuse("counters [reset]");
    }
    station.card().reset_counters();
    return done;
}

CommandResult tries(Station& station, const Words& words)
{
    if (words.size() == 1) {
        return {"ok " + std::to_string(station.card().tries_left())};
    }
    constexpr std::string_view digits = "0123";
    const auto value = digits.find(words[1]);
    if (words[1].size() != 1 || value == std::string_view::npos) {
        return refuse("tries [0..3]");
    }
    station.card().set_tries_left(static_cast<unsigned>(value));
    return done;
}

CommandResult trace(Station& station, const Words& words)
{
    if (words.size() != 2 || (words[1] != "on" && words[1] != "off")) {
        return refuse("trace on|off");
    }
    station.trace(words[1] == "on");
    return done;
}

CommandResult fault(Station& station, const Words& words)
{
    if (words.size() == 2 && words[1] == "clear") {
        station.card().clear_faults();
        return done;
    }
    auto parsed = parse_fault({words.begin() + 1, words.end()});
    if (!parsed) {
        return refuse(fault_usage);
    }
    station.card().inject(*std::move(parsed));
    return done;
}

CommandResult quirk(Station& station, const Words& words)
{
    const auto quirks = parse_quirks({words.begin() + 1, words.end()});
    if (!quirks) {
        return refuse(quirk_usage);
    }
    station.card().set_quirks(*quirks);
    return done;
}

CommandResult file(Station& station, const Words& words)
{
    if (words.size() == 2) {
        const auto content = station.card().file(words[1]);
        return content ? CommandResult{"ok " + to_hex(*content)} : refuse("no such file");
    }
    if (words.size() == 3 && words[2] == "-") {
        station.card().erase_file(words[1]);
        return done;
    }
    auto content = words.size() == 3 ? from_hex(words[2]) : std::nullopt;
    if (!content) {
        return refuse("file PATH [HEX|-]");
    }
    station.card().set_file(words[1], *std::move(content));
    return done;
}

CommandResult run_apdu(Station& station, const Words& words)
{
    std::string digits;
    std::for_each(words.begin() + 1, words.end(), [&](const auto& word) { digits += word; });
    const auto command = from_hex(digits);
    if (!command || command->empty()) {
        return refuse("run-apdu HEX");
    }
    const auto exchange = station.card().exchange(*command);
    return exchange.delivery == Delivery::answered ? CommandResult{"ok " + to_hex(exchange.answer)}
                                                   : refuse("no answer");
}

CommandResult quit(Station& /*station*/, const Words& /*words*/)
{
    return {"ok", true};
}

struct Entry {
    const char* name;
    CommandResult (*run)(Station&, const Words&);
};

constexpr std::array table = {
    Entry{"insert", insert},
    Entry{"remove", remove},
    Entry{"reset", reset},
    Entry{"persona", persona},
    Entry{"counters", counters},
    Entry{"tries", tries},
    Entry{"trace", trace},
    Entry{"fault", fault},
    Entry{"quirk", quirk},
    Entry{"file", file},
    Entry{"run-apdu", run_apdu},
    Entry{"pad", pad_command},
    Entry{"line", line_command},
    Entry{"quit", quit},
};

} // namespace

CommandResult execute(Station& station, const std::string& line)
{
    std::istringstream in{line};
    Words words;
    for (std::string word; in >> word;) {
        words.push_back(word);
    }
    if (words.empty()) {
        return refuse("empty command");
    }
    const auto* found = std::find_if(
        table.begin(), table.end(), [&](const Entry& entry) { return entry.name == words[0]; });
    return found == table.end() ? refuse("unknown command " + words[0])
                                : found->run(station, words);
}

} // namespace openbeid::virtual_card
