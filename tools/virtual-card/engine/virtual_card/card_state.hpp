// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "virtual_card/applet.hpp"
#include "virtual_card/card.hpp"

#include <mutex>

namespace openbeid::virtual_card {

/// The members of a card and its behaviour without the lock.
class Card::State {
public:
    explicit State(Persona from)
        : persona{std::move(from)}, applet{persona, counters}, character_us_{
                                                                   character_time_us(persona.atr)}
    {
    }

    [[nodiscard]] Exchange exchange(ByteView command);
    void power(bool on);

    mutable std::mutex mutex;
    Persona persona;
    Counters counters;
    EidApplet applet;
    FaultQueue faults;
    std::function<void(const std::string&)> trace;
    bool present{true};
    bool powered{false};

private:
    [[nodiscard]] Bytes tpdu(ByteView command);
    [[nodiscard]] Bytes apdu(ByteView command);
    [[nodiscard]] Exchange none(ByteView command, Delivery delivery) const;

    std::uint64_t character_us_;
};

} // namespace openbeid::virtual_card
