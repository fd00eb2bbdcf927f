// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/mutex.hpp"
#include "base/pin.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace openbeid::token {

/// A PIN that the card has accepted and that waits, at most 60 s, for the one signature with the
/// `Signature` key it was given for. Any thread.
class ProvenPin {
public:
    static constexpr std::chrono::seconds lifetime{60};

    explicit ProvenPin(Pin pin) : pin_{std::move(pin)}, expires_{now() + lifetime} {}

    /// The PIN, once; nothing if it was wiped or waited too long.
    [[nodiscard]] std::optional<Pin> take();
    void discard();
    void discard_if_expired();

private:
    Mutex mutex_;
    std::optional<Pin> pin_ OPENBEID_GUARDED_BY(mutex_);
    const TimePoint expires_;
};

/// The PINs that wait on a token, so that all can be wiped when its login ends. Any thread.
class ProvenPins {
public:
    [[nodiscard]] std::shared_ptr<ProvenPin> add(Pin pin);
    void discard_all() noexcept;
    void discard_expired() noexcept;

private:
    Mutex mutex_;
    std::vector<std::weak_ptr<ProvenPin>> pins_ OPENBEID_GUARDED_BY(mutex_);
};

} // namespace openbeid::token
