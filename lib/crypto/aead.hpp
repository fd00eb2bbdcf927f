// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/context.hpp"

#include <openbeid/bytes.hpp>
#include <openbeid/result.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace openbeid::crypto {

using AeadKey = std::array<std::uint8_t, 32>;

/// How many bytes seal() adds: a nonce in front, a tag behind.
inline constexpr std::size_t aead_nonce_size = 12;
inline constexpr std::size_t aead_tag_size = 16;
inline constexpr std::size_t aead_overhead = aead_nonce_size + aead_tag_size;

/**
 * Encrypts with AES-256-GCM under a random nonce.
 * @param associated  also authenticated, not contained
 * @return nonce ‖ ciphertext ‖ tag
 * Fails: crypto_failure.
 */
[[nodiscard]] Result<Bytes>
seal(const Context& context, const AeadKey& key, ByteView associated, ByteView plain);

/// What seal() was given. Fails: malformed if not a byte of it may be believed, crypto_failure.
[[nodiscard]] Result<Bytes>
unseal(const Context& context, const AeadKey& key, ByteView associated, ByteView sealed);

} // namespace openbeid::crypto
