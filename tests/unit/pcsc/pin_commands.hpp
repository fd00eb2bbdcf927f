// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/hex.hpp"

#include <string_view>

namespace openbeid::test {

inline Bytes hex(std::string_view text)
{
    return from_hex(text).value();
}

/// VERIFY and CHANGE REFERENCE DATA as a reader gets them to fill in (card reference §6.3).
inline constexpr auto verify_command = "00 20 00 01 08 20 FF FF FF FF FF FF FF";
inline constexpr auto change_command =
    "00 24 00 01 10 20 FF FF FF FF FF FF FF 20 FF FF FF FF FF FF FF";

} // namespace openbeid::test
