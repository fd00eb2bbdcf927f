// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/context.hpp"

#include <openbeid/bytes.hpp>
#include <openbeid/result.hpp>

#include <array>
#include <cstdint>
#include <span>

namespace openbeid::crypto {

/// HMAC-SHA-256 (RFC 2104). Key and data of any length. Fails: crypto_failure.
[[nodiscard]] Result<std::array<std::uint8_t, 32>>
hmac_sha256(const Context& context, ByteView key, ByteView data);

/// Fills `out` with unpredictable bytes, fit for keys and nonces. Fails: crypto_failure, and then
/// nothing may be taken from `out`. After a fork the child's bytes differ from its parent's.
[[nodiscard]] Result<void> random_bytes(const Context& context, std::span<std::uint8_t> out);

} // namespace openbeid::crypto
