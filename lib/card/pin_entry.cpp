// SPDX-License-Identifier: Apache-2.0
#include "card/pin_entry.hpp"

#include "apdu/command.hpp"
#include "base/log.hpp"

#include <array>

namespace openbeid::card {

namespace {

using apdu::Command;
using apdu::Ins;
using apdu::Sw;

/// As pin_error(), for an answer that came through a PIN pad: readers have status words of their
/// own (card reference §6.4), with which nothing has reached the card.
Error pad_error(Sw sw, const char* where)
{
    switch (raw(sw)) {
    case 0x6400: // no key in time
    case 0x6401: // the user gave up
        return {.code = Errc::cancelled, .sw = raw(sw), .where = where};
    case 0x6402: return {.code = Errc::pin_malformed, .sw = raw(sw), .where = where};
    case 0x6403: return {.code = Errc::bad_length, .sw = raw(sw), .where = where};
    default: return pin_error(sw, where);
    }
}

Result<void> enter_on_pad(transport::Transaction& card, transport::PinEntry entry, apdu::Ins ins)
{
    const bool is_verify = entry == transport::PinEntry::verify;
    const char* const where = is_verify ? "VERIFY on the PIN pad" : "change on the PIN pad";
    constexpr std::array<std::uint8_t, pin_block_size> block{
        0x20, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
    Bytes blocks{block.begin(), block.end()};
    if (!is_verify) {
        blocks.insert(blocks.end(), block.begin(), block.end());
    }
    const auto command = Command::case3({.ins = ins, .p2 = pin_reference}, blocks);
    std::array<std::uint8_t, apdu::max_response_size> response{};
    const auto size = card.enter_on_pad(entry, command.bytes(), response);
    if (!size) {
        log::debug("{}: {}", where, log::describe(size.error()));
        return size.error();
    }
    if (*size < 2 || *size > response.size()) {
        return Error{.code = Errc::io, .where = where};
    }
    const auto sw = Sw{static_cast<std::uint16_t>(response[*size - 2] << 8U | response[*size - 1])};
    log::debug("{}: SW={:04X}", where, raw(sw));
    if (sw == Sw::ok) {
        return {};
    }
    return pad_error(sw, where);
}

} // namespace

Error pin_error(apdu::Sw sw, const char* where)
{
    const auto tries = apdu::tries_left(sw);
    if (sw == Sw::pin_blocked || tries == 0) {
        return {.code = Errc::pin_blocked, .sw = raw(sw), .where = where};
    }
    if (tries) {
        return {.code = Errc::pin_incorrect, .sw = raw(sw), .tries_left = tries, .where = where};
    }
    if (sw == Sw::reference_not_found) {
        return {.code = Errc::not_activated, .sw = raw(sw), .where = where};
    }
    return {.code = Errc::unexpected_status, .sw = raw(sw), .where = where};
}

Result<void> verify_on_pad(transport::Transaction& card)
{
    return enter_on_pad(card, transport::PinEntry::verify, Ins::verify);
}

Result<void> change_pin_on_pad(transport::Transaction& card)
{
    return enter_on_pad(card, transport::PinEntry::change, Ins::change_reference_data);
}

} // namespace openbeid::card
