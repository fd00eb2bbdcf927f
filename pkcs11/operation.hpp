// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/digest.hpp"
#include "pkcs11/insertion.hpp"
#include "pkcs11/mechanism.hpp"

#include <deque>
#include <memory>
#include <optional>
#include <variant>

namespace openbeid::pkcs11 {

/// The kinds of operation that a session can have active, one of each.
enum class OperationKind : std::uint8_t { none, find, digest, sign };

/// C_FindObjects: the handles that were not fetched yet.
struct FindOperation {
    std::deque<CK_OBJECT_HANDLE> rest;
};

struct DigestOperation {
    crypto::Digest digest;
    bool updated{false}; ///< C_Digest may not finish what C_DigestUpdate began
};

/// Tells the token for how long an operation with the `Signature` key lasts.
class SignatureUse {
public:
    explicit SignatureUse(token::Token& token) noexcept : token_{&token}
    {
        token_->begin_signature_use();
    }
    SignatureUse(SignatureUse&& other) noexcept : token_{std::exchange(other.token_, nullptr)} {}
    SignatureUse& operator=(SignatureUse&&) = delete;
    SignatureUse(const SignatureUse&) = delete;
    SignatureUse& operator=(const SignatureUse&) = delete;
    ~SignatureUse()
    {
        if (token_ != nullptr) {
            token_->end_signature_use();
        }
    }

private:
    token::Token* token_;
};

struct SignOperation {
    token::KeyId key{};
    crypto::SignatureScheme scheme;
    std::size_t signature_size{0};
    std::size_t max_input{0}; ///< bytes that a mechanism without hash takes
    /// What the caller gave so far: hashed, or collected if the mechanism has no hash.
    std::variant<Bytes, crypto::Digest> input{};
    bool updated{false};
    /// With a private key: when its handle was valid (ObjectHandles::login_period).
    std::optional<unsigned> login_period{};
    std::optional<SignatureUse> signature_use{}; ///< with the `Signature` key
    std::shared_ptr<token::ProvenPin> pin{};     ///< likewise, after the context-specific login
    bool pin_was_refused{false};                 ///< likewise: that login has failed
};

} // namespace openbeid::pkcs11
