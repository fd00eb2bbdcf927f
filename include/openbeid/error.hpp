// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/export.hpp>

#include <cstdint>
#include <optional>

namespace openbeid {

/// What happened. Closed: whoever maps it (to CK_RV, to an exit code, to a sentence) does so in a
/// switch without default, so a new value does not compile until its meaning is decided there.
enum class Errc : std::uint8_t {
    // The reader and its service
    service_unavailable, ///< pcscd is not running or does not answer
    no_reader,           ///< the reader is not, or no longer, there
    reader_busy,         ///< another program holds the card, longer than we wait
    no_card,             ///< the reader is empty
    unresponsive_card,   ///< a card without ATR: dirty, upside down or dead
    card_removed,        ///< the card was taken out, or is another one now
    card_reset,          ///< another program reset the card: rights and selections are gone
    io,                  ///< the exchange of bytes with the card failed

    // The card
    not_recognized,    ///< not a Belgian eID
    not_found,         ///< the card has no such file or key
    not_activated,     ///< the key or the PIN was never activated
    malformed,         ///< an answer or a file that breaks its own format
    unexpected_status, ///< a status word that the manuals don't give for this command

    // PIN and signature
    pin_incorrect,      ///< refused by the card; tries_left says how often it may still be wrong
    pin_blocked,        ///< no try is left
    pin_rejected_again, ///< the third PIN in a row that was rejected without asking the card
    pin_malformed,      ///< can't be a PIN of this card; nothing was sent
    not_logged_in,      ///< the card wants its PIN first
    cancelled,          ///< the user or another thread ended it
    unsupported,        ///< this card or key can't do that
    bad_length,         ///< the input is too long or too short for the algorithm
    signature_invalid,  ///< the card's answer does not verify with its certificate

    // The window that asks for the PIN
    prompt_missing,     ///< its program is not installed, or may not be run
    prompt_no_screen,   ///< there is neither a display nor a terminal to show it on
    prompt_no_pinentry, ///< it found no pinentry, the program that draws it
    prompt_failed,      ///< it, or its pinentry, could not do its work
    prompt_crashed,     ///< it ended without an answer
    prompt_garbled,     ///< its answer breaks the protocol
    prompt_timed_out,   ///< nobody answered in time

    // Ourselves
    out_of_memory,
    crypto_failure, ///< OpenSSL refused something that should work
};

/// An error and the plain numbers behind it. Never holds text from a card, nor a secret.
struct Error {
    Errc code{};
    std::uint16_t sw{0};                      ///< ISO 7816-4 status word, 0 if no APDU was involved
    std::int32_t pcsc{0};                     ///< SCARD_* value, 0 if PC/SC was not involved
    std::optional<std::uint8_t> tries_left{}; ///< only with pin_incorrect, and then if known
    const char* where{""};                    ///< static name of the step
};

/// The enumerator's name, for logs and machine-readable output. Static storage.
[[nodiscard]] OPENBEID_EXPORT const char* name_of(Errc code) noexcept;

} // namespace openbeid
