// SPDX-License-Identifier: Apache-2.0
#include "base/log.hpp"
#include "base/try.hpp"
#include "card/pin_entry.hpp"
#include "token/pin_outcome.hpp"
#include "token/token.hpp"

namespace openbeid::token {

namespace {

using namespace std::chrono_literals;

/// A proof of the login by the card is good for so long.
constexpr auto proof_lifetime = 1s;
/// PINs in a row that we refuse by ourselves before we tell the caller to stop (product decision:
/// some clients repeat for ever).
constexpr int max_local_refusals = 3;
/// What a right PIN sets the card's counter back to (card reference §1.5, §5.5).
constexpr int all_tries = 3;

} // namespace

std::optional<std::uint8_t> Token::tries_left() const noexcept
{
    const int tries = tries_left_.load();
    return tries < 0 ? std::nullopt : std::optional{static_cast<std::uint8_t>(tries)};
}

void Token::lose_login() noexcept
{
    if (logged_in_.exchange(false)) {
        log::info("the login is over");
    }
    login_ends_with_operation_ = false;
    proven_pins_.discard_all();
}

void Token::refresh_login()
{
    forget_expired_pins();
    if (!logged_in() || !io_.try_lock()) {
        return;
    }
    const AdoptedLock lock{io_};
    check_login(0ms);
}

bool Token::confirm_login()
{
    const MutexLock lock{io_};
    if (logged_in()) {
        check_login(lock_timeout_);
    }
    return logged_in();
}

void Token::check_login(std::chrono::milliseconds patience)
{
    if (!connection_) {
        return;
    }
    const auto state = connection_->check();
    if (!state && (state.error().code != Errc::reader_busy || patience == 0ms)) {
        note(state.error());
        return;
    }
    const bool pointless = !data_.applet.status_query || login_checks_impossible_ ||
                           login_checks_suspended_ || signature_uses_ > 0 ||
                           now() - last_proof_ <= proof_lifetime;
    if (pointless) {
        return;
    }
    const auto transaction = connection_->begin(patience);
    if (!transaction) {
        note(transaction.error());
        return;
    }
    const auto status = card_.pin_status(**transaction);
    if (!status) {
        note(status.error());
        login_checks_impossible_ = status.error().sw != 0; // a lost answer says nothing
        return;
    }
    if (status->verified) {
        last_proof_ = now();
        return;
    }
    tries_left_ = *status->tries_left;
    log::info("another program ended the login on the card");
    lose_login();
}

bool Token::was_just_refused(const Pin& pin)
{
    if (!refused_pin_.is(pin)) {
        return false;
    }
    if (!data_.applet.status_query) {
        return true;
    }
    // A counter that is not as we left it: somebody gave the right PIN, or changed it, since.
    const auto transaction = begin();
    if (!transaction) {
        return true;
    }
    const auto status = card_.pin_status(**transaction);
    if (status && status->tries_left != refused_pin_.tries_left()) {
        refused_pin_.forget();
        return false;
    }
    return true;
}

Result<Pin> Token::admit(ByteView digits)
{
    OPENBEID_CHECK(may_ask_for_pin());
    auto pin = Pin::from(secrets_, digits);
    if (pin && was_just_refused(*pin)) {
        pin = Error{.code = Errc::pin_incorrect, .tries_left = tries_left(), .where = "same PIN"};
    }
    if (pin) {
        local_refusals_ = 0;
        return pin;
    }
    if (pin.error().code == Errc::out_of_memory) {
        return pin;
    }
    log::info("a PIN was refused without asking the card: {}", log::describe(pin.error()));
    if (++local_refusals_ >= max_local_refusals) {
        local_refusals_ = 0;
        return Error{.code = Errc::pin_rejected_again, .where = "PIN"};
    }
    return pin;
}

Result<void> Token::select_authentication_key(transport::Transaction& card)
{
    auto selected = select_key(
        card, card::KeyReference::authentication, card::AlgorithmReference::pkcs1_as_given);
    if (!selected) {
        note(selected.error());
        if (selected.error().code == Errc::unsupported) {
            // Every applet can; the caller must not take it for a word about the PIN.
            selected = Error{.code = Errc::unexpected_status,
                             .sw = selected.error().sw,
                             .where = selected.error().where};
        }
        const auto has_pin = has_pin_without_keys(card, selected.error());
        if (!has_pin) {
            note(has_pin.error());
            return has_pin.error();
        }
        if (*has_pin) {
            return {};
        }
        if (selected.error().code == Errc::not_found) {
            selected =
                Error{.code = Errc::not_activated, .sw = selected.error().sw, .where = "MSE SET"};
        }
        if (selected.error().code == Errc::not_activated) {
            pin_exists_ = false;
        }
    }
    return selected;
}

Result<bool> Token::has_pin_without_keys(transport::Transaction& card, const Error& refusal)
{
    // Keys that are not activated are those of a card that never was, unless it told of its PIN.
    const bool may_be = refusal.code == Errc::not_found ||
                        (refusal.code == Errc::not_activated && data_.tries_left.has_value());
    if (!may_be || !data_.applet.status_query) {
        return false;
    }
    const auto is_answer = [](const Error& error) { return error.sw != 0; };
    const auto status = card_.pin_status(card);
    if (!status) {
        return is_answer(status.error()) ? Result<bool>{false} : status.error();
    }
    // Nobody can have begun a sequence with a key 83 that can't be chosen.
    const auto other = card_.set_security_environment(
        card, card::KeyReference::signature, card::AlgorithmReference::pkcs1_as_given);
    if (other || !is_answer(other.error())) {
        log_off(card); // it may be chosen now
    }
    if (other) {
        return false;
    }
    const auto code = other.error().code;
    if (code == Errc::not_found || code == Errc::not_activated) {
        return true;
    }
    return is_answer(other.error()) ? Result<bool>{false} : other.error();
}

Result<void> Token::send_pin(transport::Transaction& card, const Pin* pin)
{
    return pin != nullptr ? card_.verify(card, *pin) : card::verify_on_pad(card);
}

Result<void> Token::verify(const Pin* pin)
{
    OPENBEID_TRY(const auto transaction, begin());
    // Without it the VERIFY might belong to a sequence with key 83 that another program began.
    OPENBEID_CHECK(select_authentication_key(*transaction));
    const auto verified = send_pin(*transaction, pin);
    note_verify(pin, verified);
    if (verified) {
        logged_in_ = true;
        login_ends_with_operation_ = false;
    } else if (may_have_opened(verified.error())) {
        log_off(*transaction);
    } else if (has_reached_card(verified.error()) && verified.error().code != Errc::pin_incorrect) {
        lose_login();
    }
    return verified;
}

void Token::note_verify(const Pin* pin, const Result<void>& verified)
{
    if (verified) {
        refused_pin_.forget();
        tries_left_ = all_tries;
        last_proof_ = now();
        login_checks_suspended_ = false;
        return;
    }
    const auto& error = verified.error();
    note(error);
    if (error.code == Errc::pin_incorrect) {
        tries_left_ = error.tries_left.value_or(0);
        if (pin != nullptr) {
            refused_pin_.remember(*pin, error.tries_left);
        }
    } else if (error.code == Errc::pin_blocked) {
        tries_left_ = 0;
    } else if (error.code == Errc::not_activated) {
        pin_exists_ = false;
    }
}

Result<bool> Token::login(ByteView digits)
{
    const MutexLock lock{io_};
    if (logged_in()) {
        return false;
    }
    OPENBEID_TRY(const auto pin, admit(digits));
    OPENBEID_CHECK(verify(&pin));
    return true;
}

Result<void> Token::may_ask_for_pin() const
{
    if (!pin_exists()) {
        return Error{.code = Errc::not_activated, .where = "PIN"};
    }
    if (tries_left() == 0) {
        return Error{.code = Errc::pin_blocked, .where = "PIN"};
    }
    return {};
}

Result<std::shared_ptr<ProvenPin>> Token::prove_pin(ByteView digits, bool may_log_in)
{
    const MutexLock lock{io_};
    if (!may_log_in && !logged_in()) {
        return Error{.code = Errc::not_logged_in, .where = "PIN for a signature"};
    }
    OPENBEID_TRY(auto pin, admit(digits));
    const auto verified = verify(&pin);
    if (verified) {
        return proven_pins_.add(std::move(pin));
    }
    if (verified.error().code == Errc::pin_incorrect) {
        login_ends_with_operation_ = true;
    }
    return verified.error();
}

Result<void> Token::change_pin(ByteView current, ByteView replacement)
{
    const MutexLock lock{io_};
    if (replacement.size() < Pin::min_size || replacement.size() > Pin::max_size) {
        return Error{.code = Errc::bad_length, .where = "new PIN"};
    }
    auto fresh = Pin::from(secrets_, replacement);
    if (!fresh) {
        return fresh.error().code == Errc::pin_malformed
                   ? Error{.code = Errc::unsupported, .where = "new PIN"}
                   : fresh.error();
    }
    OPENBEID_TRY(const auto pin, admit(current));
    OPENBEID_TRY(const auto transaction, begin());
    OPENBEID_CHECK(select_authentication_key(*transaction));
    const auto changed = card_.change_pin(*transaction, pin, *fresh);
    settle_change(*transaction, &pin, changed);
    return changed;
}

void Token::settle_change(transport::Transaction& card, const Pin* pin, const Result<void>& changed)
{
    note_verify(pin, changed);
    if (changed) {
        proven_pins_.discard_all(); // they are the old one, and would cost a try
    }
    if (changed ? !logged_in() : may_have_opened(changed.error())) {
        log_off(card); // the change has opened the card, and nobody asked for that
    } else if (!changed && has_reached_card(changed.error())) {
        lose_login();
    }
}

bool Token::log_off(transport::Transaction& card) noexcept
{
    lose_login();
    owes_log_off_ = false;
    const auto done = card_.log_off(card);
    if (!done) {
        note(done.error()); // a PIN pad does not tell that the card is out: this does
        log::warn("LOG OFF failed ({}); resetting the card", log::describe(done.error()));
        card.reset_at_end();
    }
    return done.has_value();
}

Result<void> Token::logout()
{
    const MutexLock lock{io_};
    return end_login();
}

Result<void> Token::end_login()
{
    lose_login();
    owes_log_off_ = true; // until it was sent, or a reset has done it
    OPENBEID_TRY(const auto transaction, begin_with_this_card());
    if (owes_log_off_) { // else a right that is there now is another program's
        log_off(*transaction);
    }
    return {};
}

} // namespace openbeid::token
