// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "card/applet.hpp"
#include "crypto/hash.hpp"
#include "crypto/signature_scheme.hpp"
#include "pkcs11/cryptoki.hpp"
#include "token/token.hpp"

#include <optional>
#include <variant>
#include <vector>

namespace openbeid::pkcs11 {

/// A mechanism that a card of this applet can do (product decision: by the applet's version alone).
struct Mechanism {
    enum class Kind : std::uint8_t { digest, pkcs1, pss, ecdsa };

    CK_MECHANISM_TYPE type{0};
    Kind kind{};
    /// The hash that we compute of the caller's data; without one the caller gives what is signed.
    std::optional<crypto::Hash> hash;
};

/// The mechanisms of a token, digests last.
[[nodiscard]] std::vector<Mechanism> mechanisms_of(const card::Applet& applet);

/// The one with that type, if the token has it.
[[nodiscard]] std::optional<Mechanism> find_mechanism(const card::Applet& applet,
                                                      CK_MECHANISM_TYPE type);

/// Whether a key signs by that mechanism: the basic key only takes a hash that the caller made.
[[nodiscard]] bool may_use(token::KeyId key, const Mechanism& mechanism) noexcept;

[[nodiscard]] CK_MECHANISM_INFO info_of(const Mechanism& mechanism, const card::Applet& applet);

/// The scheme that the caller's parameters ask for. CKR_MECHANISM_PARAM_INVALID for parameters that
/// break the standard's rules; whether the card can do it is token::can_sign()'s to say.
[[nodiscard]] std::variant<crypto::SignatureScheme, CK_RV> scheme_of(const Mechanism& mechanism,
                                                                     const CK_MECHANISM& asked);

/// Logs what was wanted by parameters that were refused, and what the cards have that list such a
/// mechanism: the caller only gets CKR_MECHANISM_PARAM_INVALID, often from a server's wish.
void log_refused_parameters(const Mechanism& mechanism, const CK_MECHANISM& asked);

} // namespace openbeid::pkcs11
