// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "card/card.hpp"
#include "crypto/public_key.hpp"
#include "crypto/signature_scheme.hpp"

namespace openbeid::token {

/// What the card is told in order to sign: the algorithm for MSE SET and the data for COMPUTE
/// DIGITAL SIGNATURE.
struct SignaturePlan {
    card::AlgorithmReference algorithm{};
    Bytes data;
};

/// Whether the card can sign by this scheme with a key of this type and size. Needs no input, so it
/// is known before anybody is asked for a PIN.
[[nodiscard]] bool can_sign(const card::Applet& applet,
                            const crypto::PublicKey& key,
                            const crypto::SignatureScheme& scheme);

/**
 * @param input  a DigestInfo or other data to pad for PKCS#1, a digest for PSS and ECDSA
 * Fails: unsupported as can_sign(); bad_length if the input does not fit scheme and key.
 */
[[nodiscard]] Result<SignaturePlan> plan_signature(const card::Applet& applet,
                                                   const crypto::PublicKey& key,
                                                   const crypto::SignatureScheme& scheme,
                                                   ByteView input);

/// The algorithm of INTERNAL AUTHENTICATE for this key (card reference §5.12). Fails: bad_length
/// unless the challenge is as long as the hash that goes with the key's curve; unsupported.
[[nodiscard]] Result<card::AlgorithmReference>
challenge_algorithm(const crypto::PublicKey& basic_key, std::size_t challenge_size);

} // namespace openbeid::token
