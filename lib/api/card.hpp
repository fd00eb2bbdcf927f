// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/environment.hpp"
#include "identity/authenticity.hpp"

#include <openbeid/card.hpp>

namespace openbeid {

/// The inside of Card. Any thread.
class Card::Impl {
public:
    /// Fails: as Readers::open_card().
    [[nodiscard]] static Result<Card> open(std::shared_ptr<const api::Environment> environment,
                                           const transport::ReaderStatus& status);

    Impl(std::shared_ptr<const api::Environment> environment,
         const transport::ReaderStatus& seen,
         const card::CardData& data);

    [[nodiscard]] bool is_of_another_process() const noexcept
    {
        return environment_->is_of_another_process();
    }
    [[nodiscard]] const CardInfo& info() const noexcept { return info_; }

    // card.cpp
    [[nodiscard]] Result<std::optional<Certificate>> certificate(CertificateId id);
    [[nodiscard]] Result<PinStatus> pin_status();
    [[nodiscard]] Result<bool> log_in(const Pin& pin);
    [[nodiscard]] Result<void> log_out() { return token_.logout(); }
    [[nodiscard]] Result<void> change_pin(const Pin& current, const Pin& replacement)
    {
        return token_.change_pin(current.view(), replacement.view());
    }

    // card_identity.cpp
    [[nodiscard]] Result<IdentityDocument> read_identity(const IdentityOptions& options,
                                                         const ProgressCallback& progress);

    // card_sign.cpp
    [[nodiscard]] Result<std::vector<SignatureScheme>> schemes(KeyId key);
    [[nodiscard]] Result<Bytes>
    sign(KeyId key, SignatureScheme scheme, ByteView hash, const PinCallback& pin);

private:
    [[nodiscard]] Result<std::shared_ptr<const crypto::PublicKey>> public_key(KeyId key);
    /// Fails: not_logged_in (there is no callback); as the callback.
    [[nodiscard]] Result<Pin> ask(KeyId key, const PinCallback& pin);
    [[nodiscard]] Result<void> ask_and_log_in(const PinCallback& pin);
    [[nodiscard]] Result<Bytes>
    sign_to_log_in(const crypto::SignatureScheme& scheme, ByteView input, const PinCallback& pin);
    [[nodiscard]] Result<Bytes>
    sign_legally(const crypto::SignatureScheme& scheme, ByteView input, const PinCallback& pin);
    /// INTERNAL AUTHENTICATE, if the signed identity names a key to check the answer with.
    struct ChipAnswer {
        Bytes challenge{};
        Bytes signature{};
        Reason missing{Reason::not_given};

        [[nodiscard]] identity::ChipProof view() const noexcept
        {
            return {.challenge = challenge,
                    .answer = signature.empty() ? identity::CardFile{missing}
                                                : identity::CardFile{signature}};
        }
    };
    [[nodiscard]] Result<void>
    ask_chip(const identity::CardFiles& card, ByteView basic_key_hash, ChipAnswer& answer);
    /// The DER of a certificate; null if the card has none. Fails: malformed.
    [[nodiscard]] Result<std::shared_ptr<const Bytes>> der_of(token::CertificateId id);

    const std::shared_ptr<const api::Environment> environment_;
    const CardInfo info_;
    token::Token token_;
};

} // namespace openbeid
