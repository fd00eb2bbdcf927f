// SPDX-License-Identifier: Apache-2.0
#include "program/pad_commands.hpp"

#include "base/hex.hpp"

#include <charconv>

namespace openbeid::virtual_card {

namespace {

using Words = std::vector<std::string>;

constexpr const char* pad_usage =
    "error pad type PIN [NEW-PIN [AGAIN]] | cancel | leave | wait | state | asked";
constexpr const char* line_usage = "error line time-requests N | ask-again | garbage HEX | clear";

std::optional<PadUser> parse_user(const Words& words)
{
    constexpr std::size_t most_words = 5;
    if (words[1] == "type" && words.size() > 2 && words.size() <= most_words) {
        PadUser user{.act = PadUser::Act::type, .typed = {.pin = words[2]}};
        if (words.size() > 3) {
            user.typed.new_pin = words[3];
            user.typed.new_pin_again = words.back();
        }
        return user;
    }
    if (words.size() != 2) {
        return std::nullopt;
    }
    if (words[1] == "cancel") {
        return PadUser{.act = PadUser::Act::cancel};
    }
    if (words[1] == "leave") {
        return PadUser{.act = PadUser::Act::leave};
    }
    return words[1] == "wait" ? std::optional{PadUser{}} : std::nullopt;
}

std::string state_of(const CcidReader& reader)
{
    const auto& entry = reader.entry();
    std::string json = "{\"entries\": " + std::to_string(reader.entries()) + ", \"asking\": ";
    if (!entry) {
        return json + "\"nothing\"}";
    }
    json += entry->change ? "\"change\"" : "\"verify\"";
    json += ", \"min\": " + std::to_string(entry->min_digits);
    json += ", \"max\": " + std::to_string(entry->max_digits);
    return json + ", \"language\": " + std::to_string(entry->language) + "}";
}

} // namespace

CommandResult pad_command(Station& station, const Words& words)
{
    auto* const link = station.ccid();
    if (link == nullptr) {
        return {"error this reader has no PIN pad"};
    }
    if (words.size() < 2) {
        return {pad_usage};
    }
    if (words.size() == 2 && words[1] == "state") {
        return {"ok " + state_of(link->reader())};
    }
    if (words.size() == 2 && words[1] == "asked") {
        return {.answer = {}, .when_asked = true};
    }
    auto user = parse_user(words);
    if (!user) {
        return {pad_usage};
    }
    link->instruct(*std::move(user), station.card());
    return {"ok"};
}

CommandResult line_command(Station& station, const Words& words)
{
    auto* const link = station.ccid();
    if (link == nullptr) {
        return {"error this reader has no serial line"};
    }
    LineFaults faults;
    if (words.size() == 2 && words[1] == "ask-again") {
        faults.ask_again = true;
    } else if (words.size() == 3 && words[1] == "time-requests") {
        const auto* const end = words[2].data() + words[2].size();
        const auto [stop, error] = std::from_chars(words[2].data(), end, faults.time_requests);
        constexpr unsigned most = 1000;
        if (error != std::errc{} || stop != end || faults.time_requests > most) {
            return {line_usage};
        }
    } else if (words.size() == 3 && words[1] == "garbage" && from_hex(words[2])) {
        faults.garbage = *from_hex(words[2]);
    } else if (words.size() != 2 || words[1] != "clear") {
        return {line_usage};
    }
    link->inject(std::move(faults));
    return {"ok"};
}

} // namespace openbeid::virtual_card
