// SPDX-License-Identifier: Apache-2.0
#include "base/log.hpp"
#include "base/try.hpp"
#include "pkcs11/rv.hpp"
#include "pkcs11/session.hpp"

namespace openbeid::pkcs11 {

namespace {

/// What a PIN command failed with, where a length can only be that of a PIN.
CK_RV pin_rv(const Error& error)
{
    if (error.code == Errc::unsupported) {
        return CKR_DEVICE_ERROR; // the reader had a PIN pad a moment ago
    }
    // "Not logged in", which a signature answers then, would say nothing to a login.
    const bool nobody_asks = error.code == Errc::prompt_missing ||
                             error.code == Errc::prompt_no_screen ||
                             error.code == Errc::prompt_no_pinentry;
    if (nobody_asks) {
        return CKR_FUNCTION_FAILED;
    }
    return error.code == Errc::bad_length ? CKR_PIN_LEN_RANGE : session_rv(error);
}

} // namespace

bool Session::collects_pin() const noexcept
{
    return pins_.answers_login(insertion_->token);
}

bool Session::may_change_pin() const noexcept
{
    // The official middleware does not ask for a read-write session, and eid-viewer opens none.
    return is_read_write() || pins_.module_asks();
}

Question::Way Session::way_of_asking() const noexcept
{
    return insertion_->token.pin_pad().verify ? Question::Way::pad : Question::Way::window;
}

Result<Pin> Session::ask(PromptKey key, PromptPurpose purpose)
{
    return question_.in_window([&](const PromptCancellation& cancellation) {
        return pins_.ask(insertion_->token, key, purpose, cancellation);
    });
}

Result<void> Session::log_in_by_asking(Question::About about)
{
    auto& token = insertion_->token;
    OPENBEID_TRY(const auto standing, question_.raise(about, way_of_asking()));
    if (token.logged_in()) {
        return {}; // who asked before has the answer
    }
    OPENBEID_CHECK(token.look_before_asking());
    if (token.pin_pad().verify) {
        return token.login_on_pad();
    }
    OPENBEID_TRY(const auto pin, ask(PromptKey::authentication, PromptPurpose::login));
    OPENBEID_CHECK(token.login(pin.view()));
    return {};
}

Result<void> Session::change_pin_by_asking()
{
    auto& token = insertion_->token;
    if (token.pin_pad().verify && !token.pin_pad().change) {
        // Who uses a pad does not want the PIN typed on the computer.
        return Error{.code = Errc::unsupported, .where = "PIN pad"};
    }
    OPENBEID_TRY(const auto standing, question_.raise(Question::About::login, way_of_asking()));
    OPENBEID_CHECK(token.look_before_asking());
    if (token.pin_pad().change) {
        return token.change_pin_on_pad();
    }
    constexpr auto key = PromptKey::authentication;
    OPENBEID_TRY(const auto current, ask(key, PromptPurpose::change));
    OPENBEID_TRY(const auto replacement, ask(key, PromptPurpose::new_pin));
    return token.change_pin(current.view(), replacement.view());
}

CK_RV Session::login(CK_USER_TYPE user, std::optional<ByteView> pin, bool read_only_exists)
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
    if (pin && pin->empty()) {
        return CKR_PIN_LEN_RANGE; // a client that answers every prompt with nothing must stop
    }
    if (!pin) {
        const auto asked = log_in_by_asking(Question::About::login);
        return asked ? CKR_OK : pin_rv(asked.error());
    }
    const auto logged_in = token.login(*pin);
    if (!logged_in) {
        return pin_rv(logged_in.error());
    }
    return *logged_in ? CKR_OK : CKR_USER_ALREADY_LOGGED_IN;
}

CK_RV Session::context_login(std::optional<ByteView> pin)
{
    if (!sign_ || sign_->key != token::KeyId::signature) {
        return CKR_OPERATION_NOT_INITIALIZED;
    }
    sign_->pin.reset();
    sign_->pin_was_refused = true; // unless it turns out otherwise
    if (pin && pin->empty()) {
        return CKR_PIN_LEN_RANGE;
    }
    auto& token = insertion_->token;
    if (!pin) {
        // The user is asked inside the signature: between the choice of the key and the PIN that a
        // pad gives it the card must see nothing else.
        const auto sensible = token.may_ask_for_pin();
        sign_->pin_was_refused = !sensible;
        return sensible ? CKR_OK : session_rv(sensible.error());
    }
    auto proven = token.prove_pin(*pin, pins_.module_asks());
    if (!proven) {
        return session_rv(proven.error());
    }
    sign_->pin = *std::move(proven);
    sign_->pin_was_refused = false;
    return CKR_OK;
}

CK_RV Session::logout()
{
    if (!insertion_->token.logged_in()) {
        return CKR_USER_NOT_LOGGED_IN;
    }
    sign_.reset();
    const auto done = insertion_->token.logout();
    // Only now: what others find or begin while the card is waited for belongs to the old login.
    insertion_->objects.forget_private_objects();
    return done ? CKR_OK : session_rv(done.error());
}

CK_RV Session::set_pin(ByteView current, ByteView replacement)
{
    if (!may_change_pin()) {
        return CKR_SESSION_READ_ONLY;
    }
    if (current.empty()) {
        return CKR_PIN_LEN_RANGE; // as for C_Login
    }
    const auto changed = insertion_->token.change_pin(current, replacement);
    if (changed) {
        return CKR_OK;
    }
    // This and the length are about the new PIN.
    if (changed.error().code == Errc::unsupported) {
        return CKR_PIN_INVALID;
    }
    return pin_rv(changed.error());
}

CK_RV Session::set_collected_pin()
{
    if (!may_change_pin()) {
        return CKR_SESSION_READ_ONLY;
    }
    const auto changed = change_pin_by_asking();
    if (changed) {
        return CKR_OK;
    }
    if (changed.error().code == Errc::unsupported) {
        log::info("C_SetPIN: the PIN pad of this reader can't change a PIN");
        return CKR_FUNCTION_NOT_SUPPORTED;
    }
    // The two entries of the new PIN differ.
    return changed.error().code == Errc::pin_malformed ? CKR_PIN_INVALID : pin_rv(changed.error());
}

} // namespace openbeid::pkcs11
