// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace openbeid::crypto {

/// The hash functions that we compute (FIPS 180-4).
enum class Hash : std::uint8_t { sha1, sha224, sha256, sha384, sha512 };

/// Bytes of a digest (FIPS 180-4, figure 1). 0 for a value that is no enumerator.
[[nodiscard]] constexpr std::size_t size_of(Hash hash) noexcept
{
    switch (hash) {
    case Hash::sha1: return 20;
    case Hash::sha224: return 28;
    case Hash::sha256: return 32;
    case Hash::sha384: return 48;
    case Hash::sha512: return 64;
    }
    return 0;
}

} // namespace openbeid::crypto
