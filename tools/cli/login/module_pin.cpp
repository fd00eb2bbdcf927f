// SPDX-License-Identifier: Apache-2.0
#include "login/module_pin.hpp"

#include "card_facts.hpp"
#include "interrupt.hpp"
#include "module_file.hpp"
#include "output.hpp"
#include "pin.hpp"
#include "text.hpp"

namespace openbeid::cli {

namespace {

void tell_where_to_type(const Options& options)
{
    print_note(options, translate("Type the PIN on the keys of the card reader."));
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
    Error error{.code = Errc::pin_incorrect, .where = "PKCS#11"};
    switch (value) {
    case CKR_OK: return std::nullopt;
    case CKR_PIN_INCORRECT: break;
    case CKR_PIN_LOCKED: error.code = Errc::pin_blocked; break;
    case CKR_PIN_LEN_RANGE: error.code = Errc::pin_malformed; break;
    case CKR_FUNCTION_CANCELED: return failure_of({.code = Errc::cancelled, .where = "PKCS#11"});
    case CKR_PIN_INVALID:
        return Failure{.exit = ExitCode::failed,
                       .code = "different_pins",
                       .sentence = translate("The two new PINs are not the same, or have the wrong "
                                             "length. The PIN is as it was.")};
    default: return module_failure(card.failure());
    }
    if (const auto status = opened.card.pin_status()) {
        error.tries_left = status->tries_left;
    }
    return pin_failure(opened, error);
}

Failure module_failure(const std::string& reason)
{
    return {.exit = ExitCode::failed,
            .code = "module",
            .sentence = fill(translate("The PKCS#11 module failed: {reason}."),
                             {{"reason", printable(reason)}}),
            .next = translate("Run \"openbeid doctor\": it finds the cause.")};
}

} // namespace openbeid::cli
