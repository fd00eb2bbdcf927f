// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/certificate.hpp"
#include "crypto/context.hpp"
#include "crypto/hash.hpp"
#include "crypto/public_key.hpp"

#include <openbeid/result.hpp>

#include <optional>

namespace openbeid::crypto {

/**
 * Whether the signature of `certificate` is one of `issuer_key`: the hash that it was made with if
 * so, else nothing. Names, times and purposes are not looked at.
 *
 * PKCS#1 v1.5 and ECDSA, with SHA-1 and SHA-2. A key of the other kind than the signature has not
 * made it.
 * Fails: malformed (not a certificate, or it names two algorithms), unsupported (another
 *        algorithm), crypto_failure.
 */
[[nodiscard]] Result<std::optional<Hash>>
signature_hash(const Context& context, const Certificate& certificate, const PublicKey& issuer_key);

} // namespace openbeid::crypto
