// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apdu/channel.hpp"
#include "apdu/status_word.hpp"

#include <chrono>

namespace openbeid::apdu {

/// What the card said in the end: all its data, and the last status word. 61xx never gets here,
/// 6Cxx only where repeating the command did not help.
struct Response {
    Bytes data;
    Sw sw{};
    /// The card named the length of `data` itself (6Cxx): there is no more of it.
    bool length_was_named{false};
};

/// What a card needs of those who talk to it.
struct Timing {
    /// Pause between a 6Cxx answer and the next command (card reference §5.4: 10 ms on applets 1.0
    /// and 1.1, none since).
    std::chrono::milliseconds pause_after_6c{0};
};

/**
 * Sends one command and does what T=0 demands: after 61xx it fetches the data with GET RESPONSE,
 * after 6Cxx it repeats a case 2 command with the length that the card named, at most twice. Works
 * alike when reader or driver has already done so. No other command is ever repeated.
 *
 * @param command  a case 1, 2 or 3 short APDU; anything else is bad_length and is not sent
 * Fails: as Channel::transmit; malformed if the card announces data without end; io if it does not
 * give what it announced.
 */
[[nodiscard]] Result<Response> exchange(Channel& channel, ByteView command, Timing timing = {});

} // namespace openbeid::apdu
