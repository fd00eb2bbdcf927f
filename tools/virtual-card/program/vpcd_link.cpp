// SPDX-License-Identifier: Apache-2.0
#include "program/vpcd_link.hpp"

#include <array>

namespace openbeid::virtual_card {

namespace {

// Messages of one byte, from the reader.
enum class ReaderControl : std::uint8_t { power_off = 0, power_on = 1, reset = 2, atr = 4 };

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
}

bool VpcdLink::send(ByteView payload)
{
    Bytes message{static_cast<std::uint8_t>(payload.size() >> 8U),
                  static_cast<std::uint8_t>(payload.size())};
    message.insert(message.end(), payload.begin(), payload.end());
    return write_all(fd_.get(), message);
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
        case ReaderControl::atr: greeted_ = greeted_ || powered_; return send(card.atr());
        }
        return true;
    }
    const auto exchange = card.exchange(payload);
    // vpcd waits for ever for an answer, also after one of length 0. The end of the connection is
    // the only communication error that it knows.
    return exchange.delivery == Delivery::answered && send(exchange.answer);
}

} // namespace openbeid::virtual_card
