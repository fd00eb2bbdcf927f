// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>

#include <cstddef>

namespace openbeid {

/// What stands at the start of some bytes that should be UTF-8: a character, or a maximal part of
/// one.
struct Utf8Part {
    std::size_t size{0};
    bool complete{false};
};

/// @param bytes  at least one
[[nodiscard]] Utf8Part first_utf8_part(ByteView bytes) noexcept;

} // namespace openbeid
