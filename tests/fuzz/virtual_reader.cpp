// SPDX-License-Identifier: Apache-2.0
// The virtual card and what comes to it from a reader. The first byte says what the rest is: bytes
// of vpcd's connection, bytes of a serial line with CCID messages, or TPDUs.
#include "fuzz.hpp"
#include "module/personas.hpp"
#include "program/ccid_reader.hpp"
#include "program/serial_frame.hpp"
#include "program/vpcd_link.hpp"

#include <algorithm>

using namespace openbeid;
using namespace openbeid::virtual_card;

namespace {

constexpr std::size_t max_answers = 200;

ByteView incoming; // NOLINT(*-avoid-non-const-global-variables): what vpcd sends

void serve_vpcd(Card& card, ByteView bytes)
{
    incoming = bytes;
    VpcdLink link{"", ""};
    fuzz::require(link.connect());
    for (std::size_t i = 0; i < max_answers && link.serve(card); ++i) {
    }
}

void serve_ccid(Card& card, ByteView bytes)
{
    CcidReader reader;
    FrameReader frames;
    reader.instruct({.act = PadUser::Act::type,
                     .typed = {.pin = "1234", .new_pin = "56789", .new_pin_again = "56789"}});
    while (!bytes.empty()) {
        const auto part = bytes.first(std::min<std::size_t>(bytes.size(), 64));
        bytes = bytes.subspan(part.size());
        frames.add(part);
        while (const auto received = frames.next()) {
            fuzz::require(received->message.size() >= ccid_header_size &&
                          received->message.size() <= max_ccid_message);
            if (const auto answer = reader.answer(received->message, card)) {
                fuzz::require(answer->size() >= ccid_header_size);
                fuzz::require(ccid_data_size(*answer) + ccid_header_size == answer->size());
            }
        }
    }
}

void exchange_tpdus(Card& card, ByteView bytes)
{
    while (!bytes.empty()) {
        const auto size = std::min<std::size_t>(bytes.size() - 1, bytes.front());
        const auto exchanged = card.exchange(bytes.subspan(1, size));
        fuzz::require(exchanged.answer.size() >= 2 && exchanged.answer.size() <= 258);
        bytes = bytes.subspan(1 + size);
    }
}

} // namespace

// In place of sockets.cpp.
namespace openbeid::virtual_card {

Fd& Fd::operator=(Fd&& other) noexcept
{
    fd_ = other.release();
    return *this;
}
void Fd::close()
{
    fd_ = -1;
}
int Fd::release()
{
    return std::exchange(fd_, -1);
}
Fd connect_tcp(const std::string& /*host*/, const std::string& /*port*/)
{
    return Fd{0};
}
void acknowledge_at_once(int /*fd*/) {}
bool read_exactly(int /*fd*/, std::span<std::uint8_t> bytes)
{
    if (incoming.size() < bytes.size()) {
        return false;
    }
    std::copy_n(incoming.begin(), bytes.size(), bytes.begin());
    incoming = incoming.subspan(bytes.size());
    return true;
}
bool write_all(int /*fd*/, ByteView bytes)
{
    fuzz::require(bytes.size() >= 2 &&
                  bytes.size() == std::size_t{2} + (std::size_t{bytes[0]} << 8U | bytes[1]));
    return true;
}

} // namespace openbeid::virtual_card

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) {
        return 0;
    }
    const ByteView rest = ByteView{data, size}.subspan(1);
    Card card{fuzz::persona_of(data[0] >> 4U)};
    card.insert();
    card.power_on();
    switch (data[0] % 3) {
    case 0: serve_vpcd(card, rest); break;
    case 1: serve_ccid(card, rest); break;
    default: exchange_tpdus(card, rest); break;
    }
    return 0;
}
