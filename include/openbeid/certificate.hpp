// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>

#include <chrono>
#include <cstdint>
#include <string>

namespace openbeid {

/// The certificates on a card, by their place (card reference §2.1).
enum class CertificateId : std::uint8_t {
    authentication,    ///< the holder's, to log in with
    signature,         ///< the holder's, for legally binding signatures; minors have none
    ca,                ///< the citizen or foreigner CA that issued the two
    root,              ///< a copy of the Belgian root
    national_register, ///< signs the identity data; it is no object of PKCS#11
};

enum class KeyType : std::uint8_t { rsa, ec };

/**
 * A certificate as read from a card. Nothing of it is verified. The names of a holder's certificate
 * are personal data.
 */
struct Certificate {
    Bytes der{}; ///< the whole certificate, without the padding of the file
    /// commonName, valid UTF-8: U+FFFD stands for what is none; empty if there is no name.
    std::string subject{};
    std::string issuer{};                  ///< likewise
    Bytes serial_number{};                 ///< big-endian, as in the certificate
    std::chrono::sys_seconds not_before{}; ///< UTC
    std::chrono::sys_seconds not_after{};
    KeyType key_type{};
    unsigned key_bits{0}; ///< of modulus or field; 0 for a key that is not understood
    Bytes public_key{};   ///< SubjectPublicKeyInfo, DER
};

} // namespace openbeid
