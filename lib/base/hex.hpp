// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace openbeid {

/// Upper-case hexadecimal digits, two for each byte, without separators.
[[nodiscard]] std::string to_hex(ByteView bytes);

/// The bytes that `text` spells; white space between digits is ignored. Nothing if it has another
/// character or an odd number of digits.
[[nodiscard]] std::optional<Bytes> from_hex(std::string_view text);

} // namespace openbeid
