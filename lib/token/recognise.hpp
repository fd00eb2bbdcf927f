// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "token/token.hpp"

namespace openbeid::token {

/// How a card may be asked what it is.
struct Asking {
    /// How long to wait for other programs that hold the card.
    std::chrono::milliseconds patience{0};
    /// Whether a card with an ATR that we don't know is asked at all.
    bool probe{true};
    /// SELECT AID, which other programs would feel, is sent once per insertion: whether that was
    /// done, before and after. Null: not before.
    bool* applet_was_selected{nullptr};
};

/// An eID, and what its reader can do.
struct Recognised {
    card::CardData card;
    transport::PinPad pin_pad{};
};

/**
 * Finds out whether the card in a reader is an eID, in one transaction, with as little effect on it
 * as its ATR allows (see card::recognise()). SELECT AID is only sent while no other program is
 * connected to the card.
 *
 * Fails: not_recognized; reader_busy, also where SELECT AID is what remains to be tried and others
 * are connected; io, and as transport::ReaderService::connect().
 */
[[nodiscard]] Result<Recognised> recognise(const Surroundings& surroundings,
                                           const transport::ReaderStatus& status,
                                           const Asking& asking);

} // namespace openbeid::token
