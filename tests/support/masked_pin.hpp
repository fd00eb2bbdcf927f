// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace openbeid::test {

/// With it PINs are written down that must not stand in the memory of the process under test.
inline constexpr unsigned char pin_mask = 0xA5;

/// The bytes that hexadecimal digits spell, each unmasked with `mask`.
[[nodiscard]] inline std::string from_hex_masked(const std::string& hex, unsigned char mask)
{
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16) ^ mask);
    }
    return bytes;
}

/// The digits of a masked PIN, in `digits` and nowhere else.
inline void unmask(const std::string& masked, std::span<std::uint8_t> digits)
{
    const auto bytes = from_hex_masked(masked, 0);
    for (std::size_t i = 0; i < digits.size(); ++i) {
        digits[i] = static_cast<std::uint8_t>(bytes.at(i)) ^ pin_mask;
    }
}

} // namespace openbeid::test
