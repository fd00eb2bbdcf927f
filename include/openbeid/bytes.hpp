// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace openbeid {

/// Bytes that somebody else owns, borrowed for the duration of a call.
using ByteView = std::span<const std::uint8_t>;

/// Bytes that the holder owns.
using Bytes = std::vector<std::uint8_t>;

} // namespace openbeid
