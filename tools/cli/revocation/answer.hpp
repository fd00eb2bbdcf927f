// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "revocation/web.hpp"

#include <openssl/asn1.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace openbeid::cli {

/// What is known of the revocation of a certificate. In the order in which the worst counts.
enum class Revocation : std::uint8_t {
    good,
    not_asked,       ///< there is nobody to ask
    unreachable,     ///< no answer
    not_trustworthy, ///< an answer that proves nothing
    unknown,         ///< the issuer does not know the certificate
    revoked,
};

/// Why there is no answer, or none to be believed.
enum class Doubt : std::uint8_t {
    none,
    no_address, ///< the certificate names nobody to ask, or its issuer is not known
    no_answer,
    refused,
    malformed,
    too_long,
    wrong_signer, ///< neither the issuer nor whom the issuer appointed
    wrong_signature,
    other_certificate,
    wrong_nonce,
    not_current, ///< too old, or from the future
};

/// One source's answer.
struct Answer {
    Revocation status{Revocation::not_asked};
    Doubt doubt{Doubt::no_address};
    std::optional<std::chrono::sys_seconds> as_of{};
    std::optional<std::chrono::sys_seconds> revoked_at{};
    int reason{-1};    ///< CRL_REASON_*; -1: none is given
    bool nonce{false}; ///< OCSP: the answer was made for this question

    static Answer doubtful(Doubt doubt)
    {
        const bool silent = doubt == Doubt::no_answer || doubt == Doubt::refused;
        return {.status = silent ? Revocation::unreachable : Revocation::not_trustworthy,
                .doubt = doubt};
    }
    static Answer failed(WebFailure failure)
    {
        switch (failure) {
        case WebFailure::no_answer: return doubtful(Doubt::no_answer);
        case WebFailure::refused: return doubtful(Doubt::refused);
        case WebFailure::malformed: return doubtful(Doubt::malformed);
        case WebFailure::too_long: return doubtful(Doubt::too_long);
        }
        return {};
    }
};

/// How far the clocks of issuer and computer may differ.
inline constexpr std::chrono::minutes clock_difference{5};

inline std::optional<std::chrono::sys_seconds> time_of(const ASN1_TIME* time)
{
    std::tm parts{};
    if (time == nullptr || ::ASN1_TIME_to_tm(time, &parts) != 1) {
        return std::nullopt;
    }
    return std::chrono::sys_seconds{std::chrono::seconds{::timegm(&parts)}};
}

} // namespace openbeid::cli
