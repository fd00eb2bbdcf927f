// SPDX-License-Identifier: Apache-2.0
#include "virtual_card/applet.hpp"

#include <algorithm>

namespace openbeid::virtual_card {

namespace {

constexpr std::uint8_t cardholder_pin = 0x01;
constexpr std::size_t block_size = 8;
constexpr std::size_t min_digits = 4;
constexpr std::size_t max_digits = 12;
constexpr std::uint8_t control = 0x20;
constexpr std::uint8_t filler = 0xF;

/// `2L`, the digits, filled with F (card reference 5.5).
Bytes block_of(const std::string& digits)
{
    Bytes block(block_size, 0xFF);
    block[0] = static_cast<std::uint8_t>(control | digits.size());
    for (std::size_t i = 0; i < digits.size(); ++i) {
        const auto digit = static_cast<unsigned>(digits[i] - '0');
        auto& byte = block[1 + i / 2];
        byte = static_cast<std::uint8_t>(i % 2 == 0 ? (digit << 4U | filler)
                                                    : ((byte & 0xF0U) | digit));
    }
    return block;
}

/// The digits of a well-formed block.
std::optional<std::string> digits_of(ByteView block)
{
    const std::size_t length = block[0] & 0x0FU;
    if ((block[0] & 0xF0U) != control || length < min_digits || length > max_digits) {
        return std::nullopt;
    }
    std::string digits;
    for (std::size_t i = 0; i < length; ++i) {
        const auto byte = block[1 + i / 2];
        digits += static_cast<char>('0' + (i % 2 == 0 ? byte >> 4U : byte & 0x0FU));
    }
    const bool decimal =
        std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!decimal || !std::ranges::equal(block_of(digits), block)) {
        return std::nullopt;
    }
    return digits;
}

/// Compares and counts. The last wrong try itself is answered with 6983 (5.5).
std::uint16_t compare(Secret& secret, ByteView block)
{
    if (secret.tries_left == 0) {
        return 0x6983;
    }
    if (std::ranges::equal(block_of(secret.digits), block)) {
        secret.tries_left = secret.max_tries;
        return 0x9000;
    }
    --secret.tries_left;
    return static_cast<std::uint16_t>(secret.tries_left == 0 ? 0x6983U
                                                             : 0x63C0U | secret.tries_left);
}

} // namespace

Answer EidApplet::verify(const Command& command)
{
    ++counters_.verify_commands;
    counters_.verify_pins += command.p3 != 0 ? 1 : 0;
    if (command.p1 != 0) {
        return {0x6A86};
    }
    if (command.p2 != cardholder_pin) {
        return {0x6A88};
    }
    if (command.p3 == 0 && traits_.empty_verify_is_query) {
        return verify_status(command);
    }
    // 1.0 and 1.1 take an empty VERIFY for a wrong PIN.
    if (command.p3 != 0 && command.p3 != block_size) {
        return {0x6700};
    }
    auto answer = compare_pin(command.data);
    if (answer.sw == 0x9000) {
        grant_rights();
    }
    return answer;
}

Answer EidApplet::verify_status(const Command& /*command*/)
{
    if (!persona_.pin.activated) {
        return {0x6985};
    }
    if (rights_.any()) {
        return {0x9000};
    }
    const auto tries = persona_.pin.tries_left;
    return {static_cast<std::uint16_t>(tries == 0 ? 0x6983U : 0x63C0U | tries)};
}

/// Compares with the cardholder PIN; a wrong one ends all rights.
Answer EidApplet::compare_pin(ByteView block)
{
    if (!persona_.pin.activated) {
        return {0x6985};
    }
    const auto before = persona_.pin.tries_left;
    const auto sw = compare(persona_.pin, block);
    if (sw != 0x9000) {
        rights_.clear();
        counters_.wrong_tries += before - persona_.pin.tries_left;
    }
    return {sw};
}

void EidApplet::grant_rights()
{
    rights_.grant(environment_ && environment_->key == 0x83);
    basic_key_uses_ = 0;
}

Answer EidApplet::change_pin(const Command& command)
{
    if (command.p1 == 0x01) {
        return refuse_administration(command);
    }
    if (command.p1 != 0) {
        return {0x6A86};
    }
    if (command.p2 != cardholder_pin) {
        return {0x6A88};
    }
    if (command.p3 != 2 * block_size) {
        return {0x6700};
    }
    auto answer = compare_pin(command.data.first(block_size));
    if (answer.sw != 0x9000) {
        return answer;
    }
    const auto digits = digits_of(command.data.subspan(block_size));
    if (!digits) {
        rights_.clear();
        return {0x6A80};
    }
    persona_.pin.digits = *digits;
    grant_rights();
    return answer;
}

Answer EidApplet::unblock_pin(const Command& command)
{
    if (command.p1 != 0) {
        return {0x6A86};
    }
    if (command.p2 != cardholder_pin) {
        return {0x6A88};
    }
    if (!traits_.has_unblock_by_puk) { // only without data, and after external authentication (5.7)
        return {static_cast<std::uint16_t>(command.p3 == 0 ? 0x6982 : 0x6700)};
    }
    if (command.p3 != block_size) {
        return {0x6700};
    }
    if (!persona_.puk) {
        return {0x6A88};
    }
    const auto sw = compare(*persona_.puk, command.data);
    if (sw == 0x9000) {
        persona_.pin.tries_left = persona_.pin.max_tries;
    }
    return {sw};
}

Answer EidApplet::log_off(const Command& command)
{
    if (command.p1 != 0 || command.p2 != 0) {
        return {0x6B00};
    }
    if (command.p3 != 0) {
        return {0x6700};
    }
    rights_.clear();
    environment_.reset();
    return {0x9000};
}

} // namespace openbeid::virtual_card
