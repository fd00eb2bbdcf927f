// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/pin.hpp"
#include "crypto/context.hpp"

#include <chrono>
#include <optional>

namespace openbeid::token {

/**
 * Remembers the PIN that the card refused last, for 60 s, so that a program that repeats it blindly
 * spends no second try. Kept as an HMAC under a random key, both in the secret page.
 *
 * One thread at a time.
 */
class RefusedPin {
public:
    static constexpr std::chrono::seconds memory{60};

    /// @param context, store  outlive this
    RefusedPin(const crypto::Context& context, SecretStore& store) noexcept
        : context_{context}, store_{store}
    {
    }

    /// @param tries_left  the counter that the card was left with, if it told
    void remember(const Pin& pin, std::optional<std::uint8_t> tries_left);
    void forget() noexcept { refused_.reset(); }

    /// Whether `pin` is the one that was refused less than 60 s ago.
    [[nodiscard]] bool is(const Pin& pin);

    /// The counter given to remember().
    [[nodiscard]] std::optional<std::uint8_t> tries_left() const noexcept;

private:
    struct Refused {
        SecretSlot key_and_mac;
        std::optional<std::uint8_t> tries_left;
        TimePoint since;
    };

    const crypto::Context& context_;
    SecretStore& store_;
    std::optional<Refused> refused_;
};

} // namespace openbeid::token
