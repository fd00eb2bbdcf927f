// SPDX-License-Identifier: Apache-2.0
#include "pkcs11/rv.hpp"
#include "pkcs11/session.hpp"

namespace openbeid::pkcs11 {

CK_RV Session::login(CK_USER_TYPE user, ByteView pin, bool read_only_exists)
{
    if (user == CKU_SO) {
        // The card has no security officer; the standard's first objection goes first.
        return read_only_exists ? CKR_SESSION_READ_ONLY_EXISTS : CKR_USER_TYPE_INVALID;
    }
    if (user == CKU_CONTEXT_SPECIFIC) {
        return context_login(pin);
    }
    if (user != CKU_USER) {
        return CKR_USER_TYPE_INVALID;
    }
    auto& token = insertion_->token;
    if (token.confirm_login()) {
        return CKR_USER_ALREADY_LOGGED_IN;
    }
    if (pin.empty()) {
        return CKR_PIN_LEN_RANGE; // a client that answers every prompt with nothing must stop
    }
    const auto logged_in = token.login(pin);
    return logged_in ? CKR_OK : session_rv(logged_in.error());
}

CK_RV Session::context_login(ByteView pin)
{
    if (!sign_ || sign_->key != token::KeyId::signature) {
        return CKR_OPERATION_NOT_INITIALIZED;
    }
    if (pin.empty()) {
        return CKR_PIN_LEN_RANGE;
    }
    sign_->pin.reset();
    auto proven = insertion_->token.prove_pin(pin);
    if (!proven) {
        return session_rv(proven.error());
    }
    sign_->pin = *std::move(proven);
    return CKR_OK;
}

CK_RV Session::logout()
{
    if (!insertion_->token.logged_in()) {
        return CKR_USER_NOT_LOGGED_IN;
    }
    sign_.reset();
    insertion_->objects.forget_private_objects();
    const auto done = insertion_->token.logout();
    return done ? CKR_OK : session_rv(done.error());
}

CK_RV Session::set_pin(ByteView current, ByteView replacement)
{
    if (!is_read_write()) {
        return CKR_SESSION_READ_ONLY;
    }
    const auto changed = insertion_->token.change_pin(current, replacement);
    if (changed) {
        return CKR_OK;
    }
    // The two that are about the new PIN.
    if (changed.error().code == Errc::bad_length) {
        return CKR_PIN_LEN_RANGE;
    }
    if (changed.error().code == Errc::unsupported) {
        return CKR_PIN_INVALID;
    }
    return session_rv(changed.error());
}

} // namespace openbeid::pkcs11
