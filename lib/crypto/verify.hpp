// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/context.hpp"
#include "crypto/public_key.hpp"
#include "crypto/signature_scheme.hpp"

#include <openbeid/bytes.hpp>
#include <openbeid/result.hpp>

namespace openbeid::crypto {

/**
 * Whether `signature` is one of `key` over `input` under `scheme`.
 * @param input      what the scheme signs, see there; one that it can't sign has no true signature
 * @param signature  key.signature_size() bytes, r‖s for ECDSA; any other length is false
 * Fails: unsupported (the scheme is not one of the key's type), crypto_failure.
 */
[[nodiscard]] Result<bool> verify(const Context& context,
                                  const PublicKey& key,
                                  const SignatureScheme& scheme,
                                  ByteView input,
                                  ByteView signature);

} // namespace openbeid::crypto
