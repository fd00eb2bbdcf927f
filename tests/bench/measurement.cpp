// SPDX-License-Identifier: Apache-2.0
#include "measurement.hpp"

#include "card_control.hpp"
#include "marks.hpp"
#include "process.hpp"
#include "stranger.hpp"
#include "support/temporary_directory.hpp"
#include "system_calls.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace openbeid::bench {

namespace {

using Cards = std::vector<test::CardControl>;

std::string client_path(Client client)
{
    const auto folder = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    const auto* const name =
        client == Client::module ? "openbeid-bench-module" : "openbeid-bench-library";
    return (folder / name).string();
}

std::vector<std::string> command_of(const Scenario& scenario,
                                    const std::string& module,
                                    const Cards& cards,
                                    const Amount& amount)
{
    std::vector<std::string> words{client_path(scenario.client), scenario.work};
    if (scenario.client == Client::module) {
        words.insert(words.end(),
                     {module, std::to_string(amount.polls), std::to_string(amount.idle_ms)});
    }
    for (const auto& card : cards) {
        words.push_back(card.reader());
    }
    return words;
}

/// Home, caches and runtime directory of a process: nothing of ours, and nothing left for others.
std::vector<std::string> environment_in(const std::filesystem::path& home)
{
    return {"HOME=" + home.string(),
            "XDG_CACHE_HOME=" + (home / "cache").string(),
            "XDG_RUNTIME_DIR=" + home.string(),
            "OPENBEID_CACHE=runtime"};
}

/// Another card with keys of the same kind.
std::string neighbour_of(const std::string& persona)
{
    return persona == "v18-citizen"   ? "v18-foreigner"
           : persona == "v17-citizen" ? "v11-citizen"
                                      : "v17-citizen";
}

/// A fresh card of that persona in the first reader, another in the second one if the scenario
/// needs both.
Cards insert_cards(const Scenario& scenario, const std::string& persona)
{
    constexpr unsigned all_readers = 2;
    Cards cards;
    for (unsigned reader = 0; reader < all_readers; ++reader) {
        const test::CardControl card{reader};
        if (reader >= scenario.readers) {
            card.remove();
            continue;
        }
        card.exchange(reader == 0 ? persona : neighbour_of(persona));
        if (scenario.signature_ms > 0) {
            card.ask("fault delay ins=2A ms=" + std::to_string(scenario.signature_ms));
        }
        cards.push_back(card);
    }
    return cards;
}

void reset_counters(const Cards& cards)
{
    for (const auto& card : cards) {
        card.ask("counters reset");
    }
}

void read_counters(const Cards& cards, Measurement& result)
{
    for (const auto* const name : {"apdus", "bytes_to_card", "bytes_from_card", "characters"}) {
        for (const auto& card : cards) {
            result.numbers[name] += card.counter(name);
        }
    }
    auto& line_time = result.numbers["line_time_us"];
    for (const auto& card : cards) {
        line_time = std::max(line_time, card.counter("line_time_us"));
        result.card_held = result.card_held || test::is_in_use(card.reader());
    }
}

/// What a client says on one line, and what is to be done about it.
void hear(const std::string& line, Process& client, const Cards& cards, Measurement& result)
{
    const auto space = line.find(' ');
    const auto word = line.substr(0, space);
    if (word == begin_event) {
        reset_counters(cards);
        client.go_on();
    } else if (word == end_event) {
        read_counters(cards, result);
        client.go_on();
    } else if (word == failure_event) {
        result.failure = line.substr(space + 1);
    } else {
        result.numbers[word] = std::stoull(line.substr(space + 1));
    }
}

Measurement
run(const std::vector<std::string>& command, const std::filesystem::path& home, const Cards& cards)
{
    Process client{command, environment_in(home)};
    Measurement result;
    while (const auto line = client.line()) {
        hear(*line, client, cards, result);
    }
    if (!client.succeeded() && result.failure.empty()) {
        result.failure = "the program crashed";
    }
    if (!result.numbers.contains("apdus")) {
        read_counters(cards, result);
    }
    return result;
}

CardFacts facts_on(const test::CardControl& card)
{
    return facts_of(card.persona(), [&](const std::string& path) {
        try {
            return card.ask("file " + path);
        } catch (const std::runtime_error&) {
            return std::string{}; // this card has none
        }
    });
}

Cost minimum_of(const Scenario& scenario)
{
    Cost sum;
    for (unsigned reader = 0; reader < scenario.readers; ++reader) {
        sum = sum + scenario.minimum(facts_on(test::CardControl{reader}));
    }
    return sum;
}

/// The work once, from fresh cards on. Under strace where its system calls go to `log`.
Measurement run_fresh(const Scenario& scenario,
                      const std::string& module,
                      const std::string& persona,
                      const Amount& amount,
                      const std::filesystem::path& log)
{
    const auto cards = insert_cards(scenario, persona);
    const auto command = command_of(scenario, module, cards, amount);
    const test::TemporaryDirectory first;
    const test::TemporaryDirectory second;
    if (scenario.before != Before::nothing) {
        static_cast<void>(run(command, first.path(), cards));
    }
    const auto& home = scenario.before == Before::warm_cache ? first.path() : second.path();
    return run(log.empty() ? command : traced(command, log), home, cards);
}

} // namespace

std::optional<std::uint64_t> Measurement::number(const std::string& name) const
{
    const auto found = numbers.find(name);
    return found != numbers.end() ? std::optional{found->second} : std::nullopt;
}

std::optional<double> Measurement::ratio() const
{
    if (!failure.empty() || !minimum || minimum->characters == 0) {
        return std::nullopt;
    }
    return static_cast<double>(number("characters").value_or(0)) /
           static_cast<double>(minimum->characters);
}

Measurement measure(const Scenario& scenario,
                    const std::string& module,
                    const std::string& persona,
                    const Amount& amount)
{
    auto result = run_fresh(scenario, module, persona, amount, {});
    if (scenario.minimum != nullptr) {
        result.minimum = minimum_of(scenario);
    }
    if (amount.system_calls && result.failure.empty()) {
        const test::TemporaryDirectory folder;
        const auto log = folder / "strace";
        const auto again = run_fresh(scenario, module, persona, amount, log);
        result.system_calls =
            count_system_calls(log) - again.number("own_system_calls").value_or(0);
    }
    return result;
}

std::string name_of(const std::string& module)
{
    const auto client = module.empty() ? Client::library : Client::module;
    std::vector<std::string> words{client_path(client), "name"};
    if (!module.empty()) {
        words.insert(words.end(), {module, "0", "0"});
    }
    Process process{words, {}};
    const auto name = process.line();
    if (!process.succeeded() || !name) {
        throw std::runtime_error{module + ": " + name.value_or("can't be loaded")};
    }
    return *name;
}

} // namespace openbeid::bench
