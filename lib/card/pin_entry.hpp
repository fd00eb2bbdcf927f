// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apdu/status_word.hpp"
#include "transport/transport.hpp"

#include <openbeid/error.hpp>
#include <openbeid/result.hpp>

/// What commands with a PIN have in common, and those whose PIN is typed on the reader.
namespace openbeid::card {

/// The PIN of the card: P2 of its commands (card reference §5.5).
inline constexpr std::uint8_t pin_reference = 0x01;
inline constexpr std::size_t pin_block_size = 8;

/// What a status word other than 9000 means for a PIN command (card reference §5.5).
[[nodiscard]] Error pin_error(apdu::Sw sw, const char* where);

/**
 * As Card::verify(), with the PIN that the user types on the reader's pad; waits for that.
 * Fails: cancelled (or not typed in time), bad_length (too short or too long for the reader),
 * unsupported without a pad: then nothing was sent. And as Card::verify().
 */
[[nodiscard]] Result<void> verify_on_pad(transport::Transaction& card);

/// As Card::change_pin(), likewise. Fails: as verify_on_pad(); pin_malformed if the two entries of
/// the new PIN differ: then nothing was sent.
[[nodiscard]] Result<void> change_pin_on_pad(transport::Transaction& card);

} // namespace openbeid::card
