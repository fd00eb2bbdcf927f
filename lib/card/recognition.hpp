// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "card/applet.hpp"
#include "transport/transport.hpp"

#include <array>
#include <optional>

namespace openbeid::card {

/// What an ATR says about a card before the first APDU.
enum class AtrKind : std::uint8_t {
    belpic,   ///< `AD 13` among the historical bytes: made for this applet (§1.2, A to F)
    platform, ///< the ATR of applet 1.8, which other countries' cards share (§1.2, G)
    unknown,
};

[[nodiscard]] AtrKind classify_atr(ByteView atr) noexcept;

/// What GET CARD DATA tells and we use (card reference §5.1).
struct CardData {
    std::array<std::uint8_t, 16> serial{};
    std::uint8_t applet_version{0};
    Applet applet{}; ///< the facts of that version
    /// How to recognise this card again: never unknown.
    AtrKind kind{AtrKind::belpic};
    bool pin_exists{true}; ///< false only where the card tells so here
    /// PIN tries left, where the card tells them here.
    std::optional<std::uint8_t> tries_left{};
    Bytes raw{}; ///< the answer itself: 28 bytes, 31 with the tries
    Bytes atr{}; ///< of this insertion, if whoever had the card recognised knew it
};

/**
 * Finds out whether the card is a Belgian eID, with as little effect on it as its ATR allows
 * (product decision "Recognition disturbs nobody"): a card with one of our ATRs gets GET CARD DATA,
 * one with the shared ATR a SELECT by path first, and a stranger only the SELECT of our applet.
 *
 * @param may_select_applet  whether SELECT AID, which ends other programs' rights on an eID, may be
 *                           sent: only while no other program is connected, once per insertion
 * @param applet_selected  becomes true if it was sent, even if its answer never came; may be null
 * Fails: not_recognized, or an error of the transport when nothing could be found out.
 */
[[nodiscard]] Result<CardData> recognise(transport::Transaction& card,
                                         AtrKind kind,
                                         bool may_select_applet,
                                         bool* applet_selected = nullptr);

} // namespace openbeid::card
