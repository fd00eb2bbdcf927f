// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/hash.hpp"

#include <openbeid/bytes.hpp>

#include <cstddef>

namespace openbeid::crypto {

/// Bytes of the longest DigestInfo that digest_info() makes, the one of SHA-512.
inline constexpr std::size_t max_digest_info_size = 19 + 64;

/// The DER of DigestInfo (RFC 8017 §9.2): what PKCS#1 v1.5 pads.
/// @param digest  exactly size_of(hash) bytes; the result is empty otherwise.
[[nodiscard]] Bytes digest_info(Hash hash, ByteView digest);

} // namespace openbeid::crypto
