// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/hash.hpp"

#include <cstddef>
#include <variant>

namespace openbeid::crypto {

/// RSASSA-PKCS1-v1_5 (RFC 8017 §8.2). The input is what is padded: a DigestInfo, or any other at
/// most k - 11 bytes such as the 36 of MD5 and SHA-1 in old TLS.
struct Pkcs1 {
    friend bool operator==(const Pkcs1&, const Pkcs1&) = default;
};

/// RSASSA-PSS (RFC 8017 §8.1) with MGF1. The input is a digest of `hash`.
struct Pss {
    Hash hash{};
    Hash mgf_hash{};
    std::size_t salt_length{0}; ///< bytes

    friend bool operator==(const Pss&, const Pss&) = default;
};

/// ECDSA (FIPS 186-4 §6.4). The input is a digest of any length, the signature r‖s.
struct Ecdsa {
    friend bool operator==(const Ecdsa&, const Ecdsa&) = default;
};

using SignatureScheme = std::variant<Pkcs1, Pss, Ecdsa>;

/// Whether a key of that size can make such a signature: salt <= k* - 2 - size of the hash, where
/// k* is the modulus in bytes, one less if its bits are one more than a multiple of 8 (PKCS#11
/// 2.40 mechanisms §2.1.10; RFC 8017 §9.1.1, emBits = modBits - 1).
[[nodiscard]] bool pss_fits(const Pss& pss, std::size_t modulus_bits) noexcept;

} // namespace openbeid::crypto
