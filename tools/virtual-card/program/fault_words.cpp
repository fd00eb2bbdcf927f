// SPDX-License-Identifier: Apache-2.0
#include "program/fault_words.hpp"

#include "base/hex.hpp"

#include <charconv>

namespace openbeid::virtual_card {

namespace {

std::optional<unsigned> number(const std::string& text)
{
    unsigned value = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    return error == std::errc{} && stop == end ? std::optional{value} : std::nullopt;
}

/// False if the word is none of a fault's.
bool apply(const std::string& name, const std::string& value, Fault& fault)
{
    const auto amount = number(value);
    const auto bytes = from_hex(value);
    if (name == "after" && amount && *amount > 0) {
        fault.after = *amount;
    } else if (name == "count" && amount) {
        fault.count = *amount;
    } else if (name == "ms" && amount) {
        fault.delay = std::chrono::milliseconds{*amount};
    } else if (name == "ins" && bytes && bytes->size() == 1) {
        fault.ins = bytes->front();
    } else if (name == "sw" && bytes && bytes->size() == 2) {
        fault.status = static_cast<std::uint16_t>((*bytes)[0] << 8U | (*bytes)[1]);
    } else if (name == "bytes" && bytes) {
        fault.bytes = *bytes;
    } else {
        return false;
    }
    return true;
}

} // namespace

std::optional<Fault> parse_fault(const std::vector<std::string>& words)
{
    const auto kind = words.empty() ? std::nullopt : fault_kind(words.front());
    if (!kind) {
        return std::nullopt;
    }
    Fault fault{.kind = *kind};
    for (std::size_t i = 1; i < words.size(); ++i) {
        const auto equals = words[i].find('=');
        if (equals == std::string::npos ||
            !apply(words[i].substr(0, equals), words[i].substr(equals + 1), fault)) {
            return std::nullopt;
        }
    }
    return fault;
}

std::optional<Quirks> parse_quirks(const std::vector<std::string>& words)
{
    constexpr std::string_view read_max = "read-max=";
    Quirks quirks;
    for (const auto& word : words) {
        if (word == "short-read") {
            quirks.short_read_past_end = true;
        } else if (word == "apdu-reader") {
            quirks.apdu_level_reader = true;
        } else if (word.rfind(read_max, 0) == 0 && number(word.substr(read_max.size()))) {
            quirks.read_binary_max = number(word.substr(read_max.size()));
        } else {
            return std::nullopt;
        }
    }
    return quirks;
}

} // namespace openbeid::virtual_card
