// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "virtual_card/applet.hpp"
#include "virtual_card/card.hpp"

#include <mutex>

namespace openbeid::virtual_card {

/// The members of a card and its behaviour without the lock.
class Card::State {
public:
    explicit State(Persona persona)
        : persona_{std::move(persona)}, applet_{persona_, counters_},
          character_us_{character_time_us(persona_.atr)}
    {
    }

    [[nodiscard]] Exchange exchange(ByteView command);
    void power(bool on);

    mutable std::mutex mutex_;
    Persona persona_;
    Counters counters_;
    EidApplet applet_;
    FaultQueue faults_;
    std::function<void(const std::string&)> trace_;
    bool present_{true};
    bool powered_{false};

private:
    [[nodiscard]] Bytes tpdu(ByteView command);
    [[nodiscard]] Bytes apdu(ByteView command);
    [[nodiscard]] Exchange none(ByteView command, Delivery delivery) const;

    std::uint64_t character_us_;
};

} // namespace openbeid::virtual_card
