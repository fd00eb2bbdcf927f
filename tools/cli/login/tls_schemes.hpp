// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/signature.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace openbeid::cli {

/// A signature scheme of TLS: how a client proves that it has the key.
struct TlsScheme {
    std::uint16_t code;   ///< IANA's
    const char* name;     ///< IANA's
    const char* name_1_2; ///< where it means something else in TLS 1.2: there, ECDSA binds no curve
    SignatureScheme signature;
    bool tls_1_3;        ///< whether TLS 1.3 lets a client use it
    unsigned curve_bits; ///< of the key in TLS 1.3; 0: RSA
};

enum class TlsVersion : std::uint8_t { tls_1_2, tls_1_3 };

/// "1.2", "1.3"
[[nodiscard]] const char* name_of(TlsVersion version) noexcept;
[[nodiscard]] const char* name_of(TlsVersion version, const TlsScheme& scheme) noexcept;

/// Those with SHA-2, which portals accept.
[[nodiscard]] std::span<const TlsScheme> tls_schemes() noexcept;

/// Null if it is none of tls_schemes().
[[nodiscard]] const TlsScheme* find_tls_scheme(std::uint16_t code) noexcept;

/// What a key can do: as the card tells, and the size of the key.
struct KeyAbilities {
    std::vector<SignatureScheme> schemes;
    unsigned bits;
};

/// Whether a client with such a key can use the scheme.
[[nodiscard]] bool
usable(const KeyAbilities& key, TlsVersion version, const TlsScheme& scheme) noexcept;

} // namespace openbeid::cli
