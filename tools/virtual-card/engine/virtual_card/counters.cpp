// SPDX-License-Identifier: Apache-2.0
#include "virtual_card/counters.hpp"

#include "base/hex.hpp"
#include "virtual_card/tpdu.hpp"

#include <array>

namespace openbeid::virtual_card {

namespace {

void member(std::string& json, const char* name, std::uint64_t value)
{
    json += '"';
    json += name;
    json += "\":" + std::to_string(value) + ',';
}

/// Clock cycles of one etu for a TA1 byte, ISO 7816-3 tables 7 and 8; 0 for values that no card
/// here uses.
std::uint64_t etu_cycles(std::uint8_t ta1)
{
    constexpr std::array<std::uint64_t, 16> f = {
        372, 372, 558, 744, 1116, 1488, 1860, 0, 0, 512, 768, 1024, 1536, 2048, 0, 0};
    constexpr std::array<std::uint64_t, 16> d = {
        0, 1, 2, 4, 8, 16, 32, 64, 12, 20, 0, 0, 0, 0, 0, 0};
    const auto divisor = d.at(ta1 & 0x0FU);
    return divisor == 0 ? 0 : f.at(ta1 >> 4U) / divisor;
}

} // namespace

std::string to_json(const Counters& counters)
{
    std::string json = "{";
    member(json, "apdus", counters.apdus);
    member(json, "bytes_to_card", counters.bytes_to_card);
    member(json, "bytes_from_card", counters.bytes_from_card);
    member(json, "characters", counters.characters);
    member(json, "line_time_us", counters.line_time_us);
    member(json, "power_ons", counters.power_ons);
    member(json, "resets", counters.resets);
    member(json, "verify_commands", counters.verify_commands);
    member(json, "verify_pins", counters.verify_pins);
    member(json, "wrong_tries", counters.wrong_tries);
    member(json, "signatures_82", counters.signatures_82);
    member(json, "signatures_83", counters.signatures_83);
    member(json, "refused_83", counters.refused_83);
    member(json, "internal_authentications", counters.internal_authentications);
    json += "\"by_ins\":{";
    for (const auto& [ins, count] : counters.by_ins) {
        member(json, to_hex(std::array{ins}).c_str(), count);
    }
    if (json.back() == ',') {
        json.pop_back();
    }
    return json + "}}";
}

std::uint64_t line_characters(ByteView command, ByteView answer)
{
    const std::size_t sent = command.size() > header_size ? command.size() - header_size : 0;
    const std::size_t received = answer.size() > status_size ? answer.size() - status_size : 0;
    const std::size_t procedure_byte = sent + received > 0 ? 1 : 0;
    return header_size + procedure_byte + sent + received + status_size;
}

std::uint64_t character_time_us(ByteView atr)
{
    constexpr std::uint64_t etu_per_character = 12;
    constexpr std::uint64_t clock_mhz = 4;
    constexpr std::uint64_t default_etu_cycles = 372;
    constexpr std::uint8_t ta1_present = 0x10;
    std::uint64_t cycles = 0;
    if (atr.size() > 2 && (atr[1] & ta1_present) != 0) {
        cycles = etu_cycles(atr[2]);
    }
    return etu_per_character * (cycles == 0 ? default_etu_cycles : cycles) / clock_mhz;
}

} // namespace openbeid::virtual_card
