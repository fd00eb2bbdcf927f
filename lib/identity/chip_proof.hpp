// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/context.hpp"
#include "identity/card_file.hpp"
#include "identity/trust.hpp"

#include <openbeid/bytes.hpp>
#include <openbeid/result.hpp>

#include <cstddef>
#include <optional>

namespace openbeid::identity {

/// INTERNAL AUTHENTICATE of applet 1.8 (card reference §5.12). The challenge must be fresh: random
/// bytes of the caller's, never used before. Views.
struct ChipProof {
    ByteView challenge{};
    CardFile answer{}; ///< r‖s; missing not_given: the chip was not asked
};

/// Bytes of the challenge that a basic key wants: 32, 48 or 64 by its curve. Nothing if EF 4040
/// holds no EC key. Fails: crypto_failure.
[[nodiscard]] Result<std::optional<std::size_t>> challenge_size(const crypto::Context& context,
                                                                ByteView basic_key_file);

/// EF(PuK#1 Basic), 4040, against tag 1A of the identity file: SHA-384 over the whole file.
/// Fails: crypto_failure.
[[nodiscard]] Result<Finding> check_basic_key(const crypto::Context& context,
                                              const CardFile& basic_key_file,
                                              ByteView basic_key_hash);

/// That the chip holds the key that the identity file names: checks the key's file as
/// check_basic_key() does, and the answer with the key. Fails: crypto_failure.
[[nodiscard]] Result<Finding> check_chip_proof(const crypto::Context& context,
                                               const ChipProof& proof,
                                               const CardFile& basic_key_file,
                                               ByteView basic_key_hash);

} // namespace openbeid::identity
