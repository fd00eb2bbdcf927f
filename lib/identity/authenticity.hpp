// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/certificate.hpp"
#include "crypto/context.hpp"
#include "identity/chip_proof.hpp"

#include <openbeid/bytes.hpp>
#include <openbeid/result.hpp>
#include <openbeid/verification.hpp>

#include <span>

namespace openbeid::identity {

/// What was read from one card. Files as they were read, padding included where it was read; what
/// was not read is empty. Views.
struct CardFiles {
    ByteView identity{};                      ///< 4031
    ByteView identity_signature{};            ///< 4032
    ByteView address{};                       ///< 4033
    ByteView address_signature{};             ///< 4034
    ByteView photo{};                         ///< 4035
    ByteView national_register_certificate{}; ///< 503C
    ByteView basic_key{};                     ///< 4040
    ByteView chip_serial{};                   ///< bytes 0 to 15 of GET CARD DATA
    ByteView authentication_certificate{};    ///< 5038
    ByteView signature_certificate{};         ///< 5039
    ByteView ca_certificate{};                ///< 503A
    ByteView root_certificate{};              ///< 503B, never trusted by itself
    ChipProof chip_proof{};
};

/**
 * Everything that can be checked of the files that were given (card reference §4). A pure function:
 * no card, no clock, no network; revocation is not looked at.
 *
 * @param now         for the validities
 * @param test_roots  SubjectPublicKeyInfo (DER) of roots that count beside the Belgian ones; the
 *                    result says if one of them was needed
 * Fails: malformed, unsupported (one of test_roots); crypto_failure. What is wrong with the card's
 *        files is never an error but part of the result.
 */
[[nodiscard]] Result<Verification> verify(const crypto::Context& context,
                                          const CardFiles& files,
                                          const crypto::UtcTime& now,
                                          std::span<const Bytes> test_roots = {});

} // namespace openbeid::identity
