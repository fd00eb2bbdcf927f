// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/log.hpp"

#include <chrono>
#include <cstdint>

namespace openbeid::config {

/// Who asks the user for the PIN.
enum class PinEntry : std::uint8_t {
    application, ///< the program that uses the module; the reader if it has a PIN pad
    module,      ///< we do, whatever the program can: for programs made for the official middleware
};

/// When we ask although the program is to ask.
enum class Prompt : std::uint8_t {
    signature, ///< for a legally binding signature that the program did not give a PIN for
    always,    ///< also when the program logs in without a PIN
    never,
};

/// Where certificates are kept once they were read from the card.
enum class Cache : std::uint8_t {
    runtime, ///< in this process, and encrypted in the runtime directory for the next ones
    memory,  ///< in this process while the card stays in the reader
    off,     ///< in this process while a session is open
};

enum class LogTo : std::uint8_t {
    off,
    file, ///< `log` in the runtime directory
};

/// What can be configured, with what holds if nothing is. openbeid.toml beside this file explains
/// each to the user.
struct Settings {
    PinEntry pin_entry{PinEntry::application};
    Prompt prompt{Prompt::signature};
    Cache cache{Cache::runtime};
    /// Whether a card with an ATR that we don't know is asked if it is an eID.
    bool probe{true};
    /// How long an operation waits for other programs to release the card.
    std::chrono::milliseconds lock_timeout{5000};
    LogTo log_to{LogTo::off};
    log::Level log_level{log::Level::info}; ///< of that file

    friend bool operator==(const Settings&, const Settings&) = default;
};

} // namespace openbeid::config
