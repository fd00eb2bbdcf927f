// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/certificate.hpp"
#include "crypto/context.hpp"
#include "identity/card_file.hpp"
#include "identity/chip_proof.hpp"

#include <openbeid/bytes.hpp>
#include <openbeid/result.hpp>
#include <openbeid/verification.hpp>

#include <span>

namespace openbeid::identity {

/// What was read from one card.
struct CardFiles {
    CardFile identity{};                      ///< 4031
    CardFile identity_signature{};            ///< 4032
    CardFile address{};                       ///< 4033
    CardFile address_signature{};             ///< 4034
    CardFile photo{};                         ///< 4035
    CardFile national_register_certificate{}; ///< 503C
    CardFile basic_key{};                     ///< 4040
    ByteView chip_serial{};                   ///< bytes 0 to 15 of GET CARD DATA; empty: not given
    CardFile authentication_certificate{};    ///< 5038
    CardFile signature_certificate{};         ///< 5039
    CardFile ca_certificate{};                ///< 503A
    CardFile root_certificate{};              ///< 503B, never trusted by itself
    ChipProof chip_proof{};
};

/**
 * Everything that can be checked of the files that were given (card reference §4). A pure function:
 * no card, no clock, no network; revocation is not looked at.
 *
 * What was asked for and is not there fails the checks that need it: a copy of a card could leave
 * out the file that would betray it. Absent, and in order, are only what a genuine card may lack:
 * the holder's certificates (§1.6), the address of somebody abroad (§3.5), and what the signed
 * identity does not name, a photo or a key of the chip.
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
