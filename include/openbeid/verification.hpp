// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/export.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace openbeid {

/// What can be checked of the data on a card. Each check stands for itself: a signature may be
/// right although the certificate that it was checked with is not trusted.
enum class Check : std::uint8_t {
    /// The national register's certificate is one, and a trusted root signed it.
    national_register_certificate,
    identity_signature, ///< the register signed the identity file
    address_signature,  ///< the register signed the address, for this identity
    photo_hash,         ///< the identity file names this photo
    chip_number,        ///< the identity file names this chip
    basic_key_hash,     ///< the identity file names this key of the chip
    chip_proof,         ///< the chip has that key: it answered a challenge with it
    /// Signed by the card's CA, and that by a trusted root; issued to the person of the identity
    /// file, if that was given.
    authentication_certificate,
    signature_certificate, ///< the same
    root_certificate,      ///< the root on the card is a trusted one
};
inline constexpr std::size_t check_count = 10;

enum class Outcome : std::uint8_t {
    passed,
    failed,
    not_checked, ///< something that the check needs was not given
    absent,      ///< the card does not have what would be checked, and that is in order
};

/// Why a check did not pass. Closed: map it in a switch without default.
enum class Reason : std::uint8_t {
    none,      ///< it passed
    not_given, ///< the file or the answer was not handed in
    no_key,    ///< the certificate that it needs is missing or unusable
    not_on_card,
    refused,       ///< the card does not give what every genuine card gives
    malformed,     ///< a file or a certificate breaks its own format
    mismatch,      ///< the signature or the hash belongs to other data
    unsigned_data, ///< there is no signature, or no hash, where there must be one
    unsupported_algorithm,
    untrusted_issuer,     ///< no trusted root signed it
    issuer_not_authority, ///< its issuer may not sign certificates
    wrong_issuer_name,
    wrong_subject_name, ///< a register's certificate whose name is not the register's
    wrong_policy,       ///< the same for its certificate policy
    wrong_key_usage,
    acts_as_authority,  ///< a certificate that must not sign others claims that it may
    unknown_constraint, ///< a critical extension that is not understood
    other_holder,       ///< a certificate of somebody else than the identity file names
};

/// One English sentence without full stop. Static storage.
[[nodiscard]] OPENBEID_EXPORT const char* describe(Reason reason) noexcept;

/// What the chain of certificates ends in: the public key of a Belgian root, built in, or one that
/// the caller gave.
enum class TrustAnchor : std::uint8_t {
    none,
    belgium_root_ca2,
    belgium_root_ca3,
    belgium_root_ca4,
    belgium_root_ca6,
    test_root, ///< given by the caller: proves nothing about a real card
};

struct CheckResult {
    Check check{};
    Outcome outcome{Outcome::not_checked};
    Reason reason{Reason::not_given};
    /// The data could only be compared by their SHA-1: cards until about 2014. Weaker, no failure.
    bool used_sha1{false};
    TrustAnchor anchor{TrustAnchor::none}; ///< of certificates that passed
};

/// What has a time of its own.
enum class Dated : std::uint8_t {
    card,
    national_register_certificate,
    authentication_certificate,
    signature_certificate,
    ca_certificate,
    trust_anchor, ///< the root that signed the register's certificate
};

enum class Validity : std::uint8_t {
    valid,
    not_yet_valid,
    expired,
    unknown, ///< its dates can't be read
};

struct ValidityResult {
    Dated what{};
    Validity validity{Validity::unknown};
};

/**
 * What was checked of the data on a card, and what failed. Whether something is genuine and whether
 * it is still valid are two questions: the times don't count for authentic().
 */
class OPENBEID_EXPORT Verification {
public:
    Verification() noexcept;

    /// Nothing failed; the register's certificate and the identity's signature passed. What was
    /// not given or is absent is not covered: look at result() of the photo or address before
    /// relying on them, and at that of the chip's proof before taking the card for no copy.
    [[nodiscard]] bool authentic() const noexcept;

    [[nodiscard]] const CheckResult& result(Check check) const noexcept;
    /// One for each check, in the order of the enumeration.
    [[nodiscard]] const std::array<CheckResult, check_count>& results() const noexcept
    {
        return results_;
    }
    /// The first check that failed, in the order of the enumeration.
    [[nodiscard]] std::optional<Check> first_failure() const noexcept;

    /// A root that the caller gave was needed: never so for a real card.
    [[nodiscard]] bool relies_on_test_root() const noexcept;
    /// A check that passed relies on SHA-1. A warning.
    [[nodiscard]] bool relies_on_sha1() const noexcept;

    /// Of what was given and is on the card, at the time of the verification.
    [[nodiscard]] const std::vector<ValidityResult>& validities() const noexcept
    {
        return validities_;
    }
    /// Nothing if it was not given.
    [[nodiscard]] std::optional<Validity> validity(Dated what) const noexcept;

    // For the library.
    void set(const CheckResult& result) noexcept;
    void add(const ValidityResult& validity);

private:
    std::array<CheckResult, check_count> results_;
    std::vector<ValidityResult> validities_;
};

/// The enumerators' names, for machine-readable output. Static storage.
[[nodiscard]] OPENBEID_EXPORT const char* name_of(Check check) noexcept;
[[nodiscard]] OPENBEID_EXPORT const char* name_of(Outcome outcome) noexcept;
[[nodiscard]] OPENBEID_EXPORT const char* name_of(Reason reason) noexcept;
[[nodiscard]] OPENBEID_EXPORT const char* name_of(TrustAnchor anchor) noexcept;
[[nodiscard]] OPENBEID_EXPORT const char* name_of(Dated what) noexcept;
[[nodiscard]] OPENBEID_EXPORT const char* name_of(Validity validity) noexcept;

} // namespace openbeid
