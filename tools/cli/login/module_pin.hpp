// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "card_selection.hpp"
#include "login/pkcs11_card.hpp"

#include <memory>
#include <optional>

/// PINs that the PKCS#11 module collects itself: on the keys of a reader that has them.
namespace openbeid::cli {

/// The card through the module, if no PIN is given with --pin-fd and the module asks for it itself;
/// null: the PIN is to be asked for here.
[[nodiscard]] std::unique_ptr<Pkcs11Card> card_that_asks(const Options& options,
                                                         const OpenedCard& opened);

/// Where to type, and whether the module took the PIN; a try that it may have cost is told.
[[nodiscard]] std::optional<Failure>
log_in_without_pin(const Options& options, Pkcs11Card& card, OpenedCard& opened);
[[nodiscard]] std::optional<Failure>
change_pin_without_pin(const Options& options, Pkcs11Card& card, OpenedCard& opened);

/// What a return value of C_Login or C_SetPIN means; nothing if it is CKR_OK.
[[nodiscard]] std::optional<Failure>
pin_outcome(CK_RV value, const Pkcs11Card& card, OpenedCard& opened);

/// A module that does not do what it is there for, unless it says what is wrong with the card.
[[nodiscard]] Failure module_failure(const Pkcs11Card& card, const std::string& reason);

} // namespace openbeid::cli
