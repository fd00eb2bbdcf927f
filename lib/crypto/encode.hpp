// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>

#include <cstddef>
#include <optional>

namespace openbeid::crypto {

/// For this room only: the DER of an object by OpenSSL's i2d function for it; nothing if it fails.
template <typename T, typename I2d>
[[nodiscard]] std::optional<Bytes> encode(I2d i2d, const T* object)
{
    const int size = i2d(object, nullptr);
    if (size <= 0) {
        return std::nullopt;
    }
    Bytes der(static_cast<std::size_t>(size));
    auto* end = der.data();
    return i2d(object, &end) == size ? std::optional{std::move(der)} : std::nullopt;
}

} // namespace openbeid::crypto
