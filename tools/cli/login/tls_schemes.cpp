// SPDX-License-Identifier: Apache-2.0
#include "login/tls_schemes.hpp"

#include <algorithm>
#include <array>

namespace openbeid::cli {

namespace {

using enum SignatureAlgorithm;
using enum HashAlgorithm;

constexpr std::array schemes{
    TlsScheme{0x0804, "rsa_pss_rsae_sha256", nullptr, {rsa_pss, sha256}, true, 0},
    TlsScheme{0x0805, "rsa_pss_rsae_sha384", nullptr, {rsa_pss, sha384}, true, 0},
    TlsScheme{0x0806, "rsa_pss_rsae_sha512", nullptr, {rsa_pss, sha512}, true, 0},
    TlsScheme{0x0401, "rsa_pkcs1_sha256", nullptr, {rsa_pkcs1, sha256}, false, 0},
    TlsScheme{0x0501, "rsa_pkcs1_sha384", nullptr, {rsa_pkcs1, sha384}, false, 0},
    TlsScheme{0x0601, "rsa_pkcs1_sha512", nullptr, {rsa_pkcs1, sha512}, false, 0},
    TlsScheme{0x0403, "ecdsa_secp256r1_sha256", "ecdsa_sha256", {ecdsa, sha256}, true, 256},
    TlsScheme{0x0503, "ecdsa_secp384r1_sha384", "ecdsa_sha384", {ecdsa, sha384}, true, 384},
    TlsScheme{0x0603, "ecdsa_secp521r1_sha512", "ecdsa_sha512", {ecdsa, sha512}, true, 521}};

} // namespace

const char* name_of(TlsVersion version) noexcept
{
    return version == TlsVersion::tls_1_2 ? "1.2" : "1.3";
}

const char* name_of(TlsVersion version, const TlsScheme& scheme) noexcept
{
    return version == TlsVersion::tls_1_2 && scheme.name_1_2 != nullptr ? scheme.name_1_2
                                                                        : scheme.name;
}

std::span<const TlsScheme> tls_schemes() noexcept
{
    return schemes;
}

const TlsScheme* find_tls_scheme(std::uint16_t code) noexcept
{
    const auto* const found = std::ranges::find(schemes, code, &TlsScheme::code);
    return found == schemes.end() ? nullptr : found;
}

bool usable(const KeyAbilities& key, TlsVersion version, const TlsScheme& scheme) noexcept
{
    const bool modern = version == TlsVersion::tls_1_3;
    const bool fits =
        !modern || (scheme.tls_1_3 && (scheme.curve_bits == 0 || scheme.curve_bits == key.bits));
    return fits && std::ranges::find(key.schemes, scheme.signature) != key.schemes.end();
}

} // namespace openbeid::cli
