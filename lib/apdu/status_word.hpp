// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

namespace openbeid::apdu {

/// ISO 7816-4 status words, named where code branches on them.
enum class Sw : std::uint16_t {
    ok = 0x9000,
    no_diagnostic = 0x6400,
    wrong_length = 0x6700,
    wrong_file_structure = 0x6981,
    security_status_not_satisfied = 0x6982,
    pin_blocked = 0x6983,
    conditions_not_satisfied = 0x6985,
    no_current_ef = 0x6986,
    wrong_data = 0x6A80,
    file_not_found = 0x6A82,
    record_not_found = 0x6A83,
    wrong_p1_p2 = 0x6A86,
    lc_inconsistent = 0x6A87,
    reference_not_found = 0x6A88,
    wrong_parameters = 0x6B00,
    ins_unknown = 0x6D00,
    cla_unknown = 0x6E00,
    channel_not_supported = 0x6881,
};

[[nodiscard]] constexpr std::uint16_t raw(Sw sw) noexcept
{
    return static_cast<std::uint16_t>(sw);
}
[[nodiscard]] constexpr std::uint8_t sw1(Sw sw) noexcept
{
    return static_cast<std::uint8_t>(raw(sw) >> 8U);
}
[[nodiscard]] constexpr std::uint8_t sw2(Sw sw) noexcept
{
    return static_cast<std::uint8_t>(raw(sw) & 0xFFU);
}

/// 63Cx: the PIN was wrong, x tries are left.
[[nodiscard]] constexpr std::optional<std::uint8_t> tries_left(Sw sw) noexcept
{
    return (raw(sw) & 0xFFF0U) == 0x63C0U
               ? std::optional{static_cast<std::uint8_t>(raw(sw) & 0x0FU)}
               : std::nullopt;
}
static_assert(tries_left(Sw{0x63C2}) == 2);

} // namespace openbeid::apdu
