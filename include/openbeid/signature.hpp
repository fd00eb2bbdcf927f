// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace openbeid {

enum class HashAlgorithm : std::uint8_t { sha1, sha224, sha256, sha384, sha512 };

/// Bytes of a hash.
[[nodiscard]] constexpr std::size_t size_of(HashAlgorithm hash) noexcept
{
    switch (hash) {
    case HashAlgorithm::sha1: return 20;
    case HashAlgorithm::sha224: return 28;
    case HashAlgorithm::sha256: return 32;
    case HashAlgorithm::sha384: return 48;
    case HashAlgorithm::sha512: return 64;
    }
    return 0;
}

enum class SignatureAlgorithm : std::uint8_t {
    rsa_pkcs1, ///< RSASSA-PKCS1-v1_5
    rsa_pss,   ///< RSASSA-PSS, MGF1 with the same hash, a salt as long as the hash
    ecdsa,     ///< the signature is r‖s, each as long as the order of the curve
};

/// How to sign a hash.
struct SignatureScheme {
    SignatureAlgorithm algorithm{};
    HashAlgorithm hash{};

    friend bool operator==(const SignatureScheme&, const SignatureScheme&) = default;
};

} // namespace openbeid
