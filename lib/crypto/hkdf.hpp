// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/context.hpp"

#include <openbeid/bytes.hpp>
#include <openbeid/result.hpp>

#include <cstdint>
#include <span>

namespace openbeid::crypto {

/**
 * HKDF with SHA-256 (RFC 5869): fills `out` with bytes that only who knows `secret` can make.
 * @param secret  of any length but 0; need not look random
 * @param info    what they are for: other bytes for each
 * @param out     at most 8160 bytes
 * Fails: crypto_failure.
 */
[[nodiscard]] Result<void> hkdf_sha256(const Context& context,
                                       ByteView secret,
                                       ByteView salt,
                                       ByteView info,
                                       std::span<std::uint8_t> out);

} // namespace openbeid::crypto
