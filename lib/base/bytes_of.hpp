// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>

#include <string_view>

namespace openbeid {

/// The characters of a text as bytes.
[[nodiscard]] inline ByteView bytes_of(std::string_view text) noexcept
{
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): that is what it is for
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

} // namespace openbeid
