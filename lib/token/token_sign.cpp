// SPDX-License-Identifier: Apache-2.0
#include "base/log.hpp"
#include "base/try.hpp"
#include "crypto/verify.hpp"
#include "token/pin_outcome.hpp"
#include "token/token.hpp"

#include <algorithm>

namespace openbeid::token {

void Token::end_signature_use() noexcept
{
    if (--signature_uses_ == 0 && login_ends_with_operation_.exchange(false)) {
        lose_login();
    }
}

Result<std::shared_ptr<const crypto::Certificate>> Token::certificate_for(CertificateId id)
{
    auto certificate = certificates_.find(id);
    if (!certificate) {
        OPENBEID_TRY(certificate, read_certificate(id));
    }
    if (*certificate == nullptr) {
        return Error{.code = Errc::not_found, .where = "certificate"};
    }
    if (!(*certificate)->public_key()) {
        return (*certificate)->public_key().error();
    }
    return *certificate;
}

Result<void>
Token::may_sign(CertificateId id, const crypto::SignatureScheme& scheme, ByteView input)
{
    const MutexLock lock{io_};
    OPENBEID_TRY(const auto certificate, certificate_for(id));
    OPENBEID_CHECK(plan_signature(data_.applet, **certificate->public_key(), scheme, input));
    return {};
}

Result<Bytes> Token::sign(const crypto::SignatureScheme& scheme, ByteView input)
{
    const MutexLock lock{io_};
    OPENBEID_TRY(const auto certificate, certificate_for(CertificateId::authentication));
    OPENBEID_TRY(const auto plan,
                 plan_signature(data_.applet, **certificate->public_key(), scheme, input));
    OPENBEID_TRY(auto signature, compute(plan));
    OPENBEID_CHECK(
        check_signature(CertificateId::authentication, *certificate, scheme, input, signature));
    return signature;
}

Result<Bytes> Token::compute(const SignaturePlan& plan)
{
    OPENBEID_TRY(const auto transaction, begin());
    if (!logged_in()) {
        return Error{.code = Errc::not_logged_in, .where = "signature"};
    }
    auto selected = select_key(*transaction, card::KeyReference::authentication, plan.algorithm);
    if (!selected) {
        note(selected.error());
        return selected.error();
    }
    auto signature = card_.compute_signature(*transaction, plan.data);
    if (!signature) {
        note(signature.error());
        if (signature.error().code == Errc::not_logged_in) {
            lose_login();
        }
        return signature;
    }
    last_proof_ = now();
    login_checks_suspended_ = false;
    return signature;
}

Result<Bytes>
Token::sign_legally(const crypto::SignatureScheme& scheme, ByteView input, ProvenPin& pin)
{
    const MutexLock lock{io_};
    const auto proven = pin.take();
    if (!proven) {
        return Error{.code = Errc::not_logged_in, .where = "waiting PIN"};
    }
    return sign_legally(scheme, input, &*proven);
}

Result<Bytes>
Token::sign_legally(const crypto::SignatureScheme& scheme, ByteView input, const Pin* pin)
{
    OPENBEID_TRY(const auto certificate, certificate_for(CertificateId::signature));
    OPENBEID_TRY(const auto plan,
                 plan_signature(data_.applet, **certificate->public_key(), scheme, input));
    bool right = false;
    const auto is_right = [&](ByteView signature) {
        const auto valid =
            crypto::verify(crypto_, **certificate->public_key(), scheme, input, signature);
        right = valid && *valid;
        return right;
    };
    OPENBEID_TRY(auto signature, compute_legally(plan, pin, is_right));
    if (!right) {
        OPENBEID_CHECK(
            check_signature(CertificateId::signature, *certificate, scheme, input, signature));
    }
    return signature;
}

Result<Bytes> Token::compute_legally(const SignaturePlan& plan,
                                     const Pin* pin,
                                     const std::function<bool(ByteView)>& is_right)
{
    OPENBEID_TRY(const auto transaction, begin());
    if (!logged_in()) {
        return Error{.code = Errc::not_logged_in, .where = "signature"};
    }
    // The order is the card's: the key before the PIN, and nothing between PIN and signature.
    auto prepared = card_.select_belpic(*transaction);
    if (prepared) {
        prepared = card_.set_security_environment(
            *transaction, card::KeyReference::signature, plan.algorithm);
    }
    if (!prepared) {
        note(prepared.error());
        return prepared.error();
    }
    auto verified = send_pin(*transaction, pin);
    const bool nothing_sent = !verified && pin == nullptr && !has_reached_card(verified.error());
    if (!verified &&
        (verified.error().code == Errc::bad_length || verified.error().code == Errc::unsupported)) {
        // The PIN's, or a pad that is not there any more: to the caller they would seem to be about
        // what is signed.
        verified =
            Error{.code = Errc::not_logged_in, .sw = verified.error().sw, .where = "PIN pad"};
    }
    if (nothing_sent && leave_signature_key(*transaction)) {
        return verified.error();
    }
    login_checks_suspended_ = true;
    Result<Bytes> signature = Error{.code = Errc::not_logged_in, .where = "VERIFY"};
    if (verified) {
        signature = card_.compute_signature(*transaction, plan.data);
        if (signature && !is_right(*signature)) {
            // Perhaps the command never came to the card, and its right is still there. Whether it
            // is a signature after all, with a new key, is seen later.
            log_off(*transaction);
        }
    } else {
        note_verify(pin, verified);
        signature = verified.error();
    }
    if (!signature) {
        // Whatever happened, no right of this key may outlive the transaction.
        log_off(*transaction);
        note(signature.error());
    }
    return signature;
}

Result<Bytes> Token::sign_challenge(ByteView challenge)
{
    OPENBEID_TRY(const auto key, basic_key());
    if (key == nullptr) {
        return Error{.code = Errc::not_found, .where = "basic key"};
    }
    OPENBEID_TRY(const auto algorithm, challenge_algorithm(*key, challenge.size()));
    const MutexLock lock{io_};
    OPENBEID_TRY(const auto transaction, begin());
    auto signature = prove(*transaction, algorithm, challenge);
    if (!signature) {
        note(signature.error());
        return signature;
    }
    OPENBEID_TRY(const bool valid,
                 crypto::verify(crypto_, *key, crypto::Ecdsa{}, challenge, *signature));
    if (!valid) {
        return Error{.code = Errc::signature_invalid, .where = "INTERNAL AUTHENTICATE"};
    }
    return signature;
}

Result<void> Token::check_signature(CertificateId id,
                                    const crypto::Certificate& certificate,
                                    const crypto::SignatureScheme& scheme,
                                    ByteView input,
                                    ByteView signature)
{
    OPENBEID_TRY(const bool valid,
                 crypto::verify(crypto_, **certificate.public_key(), scheme, input, signature));
    if (valid) {
        return {};
    }
    // The certificate may have been renewed since we read it, or a reader once garbled what the
    // runtime cache holds of it: all of it is read. The signature is never repeated.
    log::warn("the signature does not verify; reading the certificate again");
    OPENBEID_TRY(const auto fresh, read_from_card(id));
    if (fresh != nullptr) {
        kept_.store(id, *fresh, certificates_);
    }
    if (fresh != nullptr && fresh->public_key() &&
        !std::ranges::equal(fresh->der(), certificate.der())) {
        OPENBEID_TRY(const bool valid_now,
                     crypto::verify(crypto_, **fresh->public_key(), scheme, input, signature));
        if (valid_now) {
            return {};
        }
    }
    return Error{.code = Errc::signature_invalid, .where = "COMPUTE DIGITAL SIGNATURE"};
}

} // namespace openbeid::token
