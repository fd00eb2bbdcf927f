// SPDX-License-Identifier: Apache-2.0
#include "login/module_pin.hpp"

#include "card_facts.hpp"
#include "interrupt.hpp"
#include "module_file.hpp"
#include "output.hpp"
#include "pin.hpp"
#include "text.hpp"

#include <utility>

namespace openbeid::cli {

namespace {

void tell_where_to_type(const Options& options)
{
    print_note(options, translate("Type the PIN on the keys of the card reader."));
}

/// What the card, or the module in its place, has against a PIN.
std::optional<Errc> pin_error_of(CK_RV value)
{
    switch (value) {
    case CKR_PIN_INCORRECT: return Errc::pin_incorrect;
    case CKR_PIN_LOCKED: return Errc::pin_blocked;
    case CKR_PIN_LEN_RANGE: return Errc::pin_malformed;
    default: return std::nullopt;
    }
}

/// What is no fault of the module's.
std::optional<Errc> card_error_of(CK_RV value)
{
    switch (value) {
    case CKR_FUNCTION_CANCELED: return Errc::cancelled;
    case CKR_SESSION_HANDLE_INVALID: // the sessions of a card that is gone are closed
    case CKR_DEVICE_REMOVED:
    case CKR_TOKEN_NOT_PRESENT: return Errc::card_removed;
    case CKR_USER_PIN_NOT_INITIALIZED: return Errc::not_activated;
    case CKR_DEVICE_ERROR: return Errc::io;
    default: return std::nullopt;
    }
}

} // namespace

std::unique_ptr<Pkcs11Card> card_that_asks(const Options& options, const OpenedCard& opened)
{
    if (options.pin_fd) {
        return nullptr;
    }
    auto card = std::make_unique<Pkcs11Card>();
    const bool works = card->open(module_file(options), token_serial(opened.card.info())).empty();
    return works && card->asks_itself() ? std::move(card) : nullptr;
}

std::optional<Failure>
log_in_without_pin(const Options& options, Pkcs11Card& card, OpenedCard& opened)
{
    tell_where_to_type(options);
    const SignalsHeldBack signals;
    return pin_outcome(card.log_in(nullptr), card, opened);
}

std::optional<Failure>
change_pin_without_pin(const Options& options, Pkcs11Card& card, OpenedCard& opened)
{
    tell_where_to_type(options);
    print_note(options, translate("First the PIN that is valid now, then the new one twice."));
    const SignalsHeldBack signals;
    return pin_outcome(card.change_pin(), card, opened);
}

std::optional<Failure> pin_outcome(CK_RV value, const Pkcs11Card& card, OpenedCard& opened)
{
    if (value == CKR_OK) {
        return std::nullopt;
    }
    if (value == CKR_PIN_INVALID) {
        return Failure{.exit = ExitCode::failed,
                       .code = "different_pins",
                       .sentence = translate("The two new PINs are not the same, or have the wrong "
                                             "length. The PIN is as it was.")};
    }
    const auto code = pin_error_of(value);
    if (!code) {
        return module_failure(card, card.failure());
    }
    Error error{.code = *code, .where = "PKCS#11"};
    if (const auto status = opened.card.pin_status()) {
        error.tries_left = status->tries_left;
    }
    return pin_failure(opened, error);
}

Failure module_failure(const Pkcs11Card& card, const std::string& reason)
{
    auto doctor = translate("Run \"openbeid doctor\": it finds the cause.");
    if (const auto code = card_error_of(card.failed_with())) {
        auto failure = failure_of({.code = *code, .where = "PKCS#11"});
        // The module has one value for this and for a card that another program keeps.
        if (*code == Errc::io) {
            failure.next = std::move(doctor);
        }
        return failure;
    }
    return {.exit = ExitCode::failed,
            .code = "module",
            .sentence = fill(translate("The PKCS#11 module failed: {reason}."),
                             {{"reason", printable(reason)}}),
            .next = std::move(doctor)};
}

} // namespace openbeid::cli
