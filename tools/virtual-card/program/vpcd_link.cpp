// SPDX-License-Identifier: Apache-2.0
#include "program/vpcd_link.hpp"

#include <array>

namespace openbeid::virtual_card {

namespace {

// Messages of one byte, from the reader.
enum class ReaderControl : std::uint8_t { power_off = 0, power_on = 1, reset = 2, atr = 4 };

/// How often vpcd asks for the ATR of a new card before it powers it (observed).
constexpr int asked_before_power = 2;

} // namespace

bool VpcdLink::connect()
{
    close();
    fd_ = connect_tcp(host_, port_);
    return fd_.valid();
}

void VpcdLink::close()
{
    fd_.close();
    powered_ = greeted_ = false;
    asked_ = 0;
}

bool VpcdLink::send(ByteView payload)
{
    Bytes message{static_cast<std::uint8_t>(payload.size() >> 8U),
                  static_cast<std::uint8_t>(payload.size())};
    message.insert(message.end(), payload.begin(), payload.end());
    return write_all(fd_.get(), message);
}

bool VpcdLink::answer_to_reset(Card& card)
{
    // A reader that has seen that its slot was empty powers a card once it is there. One that only
    // goes on asking took this card for the last one: a command of a program found the end of the
    // last connection before it did. This connection's end shows it the empty slot.
    if (!powered_ && ++asked_ > asked_before_power) {
        return false;
    }
    greeted_ = greeted_ || powered_;
    return send(card.atr());
}

bool VpcdLink::serve(Card& card)
{
    // vpcd sends the length and the payload apart: without this each exchange takes 40 ms.
    std::array<std::uint8_t, 2> length{};
    acknowledge_at_once(fd_.get());
    if (!read_exactly(fd_.get(), length)) {
        return false;
    }
    acknowledge_at_once(fd_.get());
    Bytes payload(static_cast<std::size_t>(length[0] << 8U | length[1]));
    if (!read_exactly(fd_.get(), payload)) {
        return false;
    }
    if (payload.size() == 1) {
        switch (ReaderControl{payload[0]}) {
        case ReaderControl::power_off: card.power_off(); return true;
        case ReaderControl::power_on:
            card.power_on();
            powered_ = true;
            return true;
        case ReaderControl::reset: card.reset(); return true;
        case ReaderControl::atr: return answer_to_reset(card);
        }
        return true;
    }
    const auto exchange = card.exchange(payload);
    // vpcd waits for ever for an answer, also after one of length 0. The end of the connection is
    // the only communication error that it knows.
    return exchange.delivery == Delivery::answered && send(exchange.answer);
}

} // namespace openbeid::virtual_card
