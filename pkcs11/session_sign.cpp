// SPDX-License-Identifier: Apache-2.0
#include "base/log.hpp"
#include "base/try.hpp"
#include "crypto/digest_info.hpp"
#include "pkcs11/rv.hpp"
#include "pkcs11/session.hpp"

namespace openbeid::pkcs11 {

namespace {

/// The longest input of a mechanism that does not hash (conformance: the mechanism's own limit).
std::size_t max_input_of(const crypto::SignatureScheme& scheme, const crypto::PublicKey& key)
{
    constexpr std::size_t pkcs1_overhead = 11;   // RFC 8017 §9.2
    constexpr std::size_t max_ecdsa_input = 128; // PKCS#11 2.40 mechanisms: 1024 bits
    if (const auto* const pss = std::get_if<crypto::Pss>(&scheme)) {
        return crypto::size_of(pss->hash);
    }
    return std::holds_alternative<crypto::Pkcs1>(scheme) ? key.modulus().size() - pkcs1_overhead
                                                         : max_ecdsa_input;
}

/// What the scheme signs, of what the caller gave.
Result<Bytes> signature_input(SignOperation& operation)
{
    auto* const digest = std::get_if<crypto::Digest>(&operation.input);
    if (digest == nullptr) {
        return std::move(std::get<Bytes>(operation.input));
    }
    OPENBEID_TRY(auto hash, digest->finish());
    return std::holds_alternative<crypto::Pkcs1>(operation.scheme)
               ? crypto::digest_info(digest->hash(), hash)
               : std::move(hash);
}

} // namespace

CK_RV Session::sign_init(const CK_MECHANISM* mechanism, CK_OBJECT_HANDLE key)
{
    if (mechanism == nullptr) {
        sign_.reset(); // PKCS#11 3.0 §5.13.1: a null mechanism cancels
        return CKR_OK;
    }
    if (sign_) {
        return CKR_OPERATION_ACTIVE;
    }
    const auto asked = load(mechanism);
    const auto known = find_mechanism(insertion_->token.data().applet, asked.mechanism);
    if (!known || known->kind == Mechanism::Kind::digest) {
        log::info("C_SignInit: mechanism {:#x} is not one of this card", asked.mechanism);
        return CKR_MECHANISM_INVALID;
    }
    const CK_RV rv = begin_signing(*known, asked, key);
    if (rv == CKR_MECHANISM_PARAM_INVALID) {
        log_refused_parameters(*known, asked);
    }
    return rv;
}

CK_RV Session::begin_signing(const Mechanism& mechanism,
                             const CK_MECHANISM& asked,
                             CK_OBJECT_HANDLE key)
{
    const auto scheme = scheme_of(mechanism, asked);
    if (const auto* const rv = std::get_if<CK_RV>(&scheme)) {
        return *rv;
    }
    const auto login_period = insertion_->objects.login_period();
    const auto found = object(key);
    if (!found) {
        return CKR_KEY_HANDLE_INVALID;
    }
    if (found->spec->object_class == CKO_PUBLIC_KEY) {
        return CKR_KEY_TYPE_INCONSISTENT;
    }
    if (!found->spec->key) {
        return CKR_KEY_HANDLE_INVALID;
    }
    if (!may_use(*found->spec->key, mechanism)) {
        return CKR_MECHANISM_INVALID;
    }
    return begin_signing_with(
        *found, mechanism, std::get<crypto::SignatureScheme>(scheme), login_period);
}

CK_RV Session::begin_signing_with(const Object& key,
                                  const Mechanism& mechanism,
                                  const crypto::SignatureScheme& scheme,
                                  unsigned login_period)
{
    auto& token = insertion_->token;
    const auto& public_key = *key.key;
    if (!token::can_sign(token.data().applet, public_key, scheme)) {
        if (mechanism.kind == Mechanism::Kind::pss) {
            return CKR_MECHANISM_PARAM_INVALID;
        }
        log::info("C_SignInit: mechanism {:#x} is not one of this key", mechanism.type);
        return CKR_KEY_TYPE_INCONSISTENT;
    }
    if (key.spec->is_private() && !token.logged_in() && !pins_.module_asks()) {
        return CKR_USER_NOT_LOGGED_IN;
    }
    SignOperation operation{.key = *key.spec->key,
                            .scheme = scheme,
                            .signature_size = public_key.signature_size(),
                            .max_input = max_input_of(scheme, public_key)};
    if (mechanism.hash) {
        auto digest = crypto::Digest::start(crypto_, *mechanism.hash);
        if (!digest) {
            return session_rv(digest.error());
        }
        operation.input = *std::move(digest);
    }
    if (key.spec->is_private()) {
        operation.login_period = login_period;
    }
    if (operation.key == token::KeyId::signature) {
        operation.signature_use.emplace(token);
    }
    sign_.emplace(std::move(operation));
    return CKR_OK;
}

CK_RV Session::sign(ByteView data, const Output& output)
{
    if (!sign_) {
        return CKR_OPERATION_NOT_INITIALIZED;
    }
    if (sign_->updated) {
        sign_.reset(); // C_Sign may not finish what C_SignUpdate began
        return CKR_OPERATION_NOT_INITIALIZED;
    }
    if (output.only_length(sign_->signature_size)) {
        return output.tell_length(sign_->signature_size);
    }
    const CK_RV added = add_to_signature(data);
    return added == CKR_OK ? finish_signature(output) : added;
}

CK_RV Session::sign_update(ByteView part)
{
    if (!sign_) {
        return CKR_OPERATION_NOT_INITIALIZED;
    }
    sign_->updated = true;
    return add_to_signature(part);
}

CK_RV Session::sign_final(const Output& output)
{
    if (!sign_) {
        return CKR_OPERATION_NOT_INITIALIZED;
    }
    if (output.only_length(sign_->signature_size)) {
        return output.tell_length(sign_->signature_size);
    }
    return finish_signature(output);
}

CK_RV Session::add_to_signature(ByteView part)
{
    if (auto* const digest = std::get_if<crypto::Digest>(&sign_->input)) {
        const auto updated = digest->update(part);
        if (!updated) {
            sign_.reset();
            return session_rv(updated.error());
        }
        return CKR_OK;
    }
    auto& collected = std::get<Bytes>(sign_->input);
    if (part.size() > sign_->max_input - collected.size()) {
        sign_.reset();
        return CKR_DATA_LEN_RANGE;
    }
    collected.insert(collected.end(), part.begin(), part.end());
    return CKR_OK;
}

CK_RV Session::finish_signature(const Output& output)
{
    // Whatever comes of it, the operation is over, and with it the PIN that waits in it.
    auto operation = std::move(*sign_);
    sign_.reset();
    const auto input = signature_input(operation);
    if (!input) {
        return session_rv(input.error());
    }
    const auto signature = signature_of(operation, *input);
    return signature ? output.write(*signature)
                     : signature_rv(signature.error(), pins_.module_asks());
}

Result<Bytes> Session::signature_of(const SignOperation& operation, ByteView input)
{
    auto& token = insertion_->token;
    switch (operation.key) {
    case token::KeyId::authentication: break;
    case token::KeyId::basic: return token.sign_challenge(input);
    case token::KeyId::signature: return legal_signature_of(operation, input);
    }
    if (pins_.module_asks() && !token.confirm_login()) {
        OPENBEID_CHECK(
            token.may_sign(token::CertificateId::authentication, operation.scheme, input));
        OPENBEID_CHECK(log_in_by_asking(Question::About::signature));
    }
    return token.sign(operation.scheme, input);
}

Result<Bytes> Session::legal_signature_of(const SignOperation& operation, ByteView input)
{
    auto& token = insertion_->token;
    if (operation.pin != nullptr) {
        return token.sign_legally(operation.scheme, input, *operation.pin);
    }
    if (operation.pin_was_refused) {
        // The caller asks by itself, and signs although it has no PIN (NSS): a window now would be
        // the second one.
        return Error{.code = Errc::not_logged_in, .where = "context-specific login"};
    }
    OPENBEID_CHECK(token.may_sign(token::CertificateId::signature, operation.scheme, input));
    const bool may_log_in = pins_.module_asks();
    if (!pins_.answers_signature(token) || (!may_log_in && !token.logged_in())) {
        return Error{.code = Errc::not_logged_in, .where = "context-specific login"};
    }
    OPENBEID_TRY(const auto standing, question_.raise(Question::About::signature, way_of_asking()));
    OPENBEID_CHECK(token.look_before_asking());
    if (token.pin_pad().verify) {
        if (may_log_in && !token.logged_in()) {
            OPENBEID_CHECK(token.login_on_pad());
        }
        return token.sign_legally_on_pad(operation.scheme, input);
    }
    OPENBEID_TRY(const auto pin, ask(PromptKey::signature, PromptPurpose::signature));
    // A wrong one is told before the card is asked for a signature, and takes no right with it.
    OPENBEID_TRY(const auto proven, token.prove_pin(pin.view(), may_log_in));
    return token.sign_legally(operation.scheme, input, *proven);
}

} // namespace openbeid::pkcs11
