// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "card/recognition.hpp"
#include "transport/transport.hpp"

#include <chrono>

namespace openbeid::token {

/**
 * Finds out whether the card in a reader is an eID, in one transaction, with as little effect on it
 * as its ATR allows (see card::recognise()).
 *
 * @param patience           how long to wait for other programs that hold the card
 * @param may_select_applet  whether this insertion was not yet sent SELECT AID; it is sent only
 *                           while no other program is connected
 * Fails: not_recognized; reader_busy, also where SELECT AID is what remains to be tried and others
 * are connected; unresponsive_card, io, and as transport::ReaderService::connect().
 */
[[nodiscard]] Result<card::CardData> recognise(transport::ReaderService& readers,
                                               const transport::ReaderStatus& status,
                                               std::chrono::milliseconds patience,
                                               bool may_select_applet);

} // namespace openbeid::token
