// SPDX-License-Identifier: Apache-2.0
#include "program/ccid_reader.hpp"

#include "program/serial_frame.hpp"

#include <algorithm>
#include <string_view>

namespace openbeid::virtual_card {

namespace {

// Messages from the driver.
enum class Ask : std::uint8_t {
    set_parameters = 0x61,
    power_on = 0x62,
    power_off = 0x63,
    slot_status = 0x65,
    secure = 0x69,
    escape = 0x6B,
    get_parameters = 0x6C,
    reset_parameters = 0x6D,
    transfer = 0x6F,
};

// Messages to the driver.
constexpr std::uint8_t data_block = 0x80;
constexpr std::uint8_t slot_status = 0x81;
constexpr std::uint8_t parameters_of_slot = 0x82;
constexpr std::uint8_t escaped = 0x83;
constexpr std::uint8_t slot_change = 0x50;

// bmICCStatus and bmCommandStatus of bStatus.
constexpr std::uint8_t active = 0x00;
constexpr std::uint8_t inactive = 0x01;
constexpr std::uint8_t absent = 0x02;
constexpr std::uint8_t command_failed = 0x40;

// bError.
constexpr std::uint8_t not_supported = 0x00;
constexpr std::uint8_t slot_busy = 0xE0;
constexpr std::uint8_t pin_cancelled = 0xEF;
constexpr std::uint8_t pin_timeout = 0xF0;
constexpr std::uint8_t icc_mute = 0xFE;

constexpr std::size_t error_offset = 8;

} // namespace

Bytes CcidReader::reply(const Header& to, std::uint8_t type, std::uint8_t status, ByteView data)
{
    Bytes message(ccid_header_size);
    message[0] = type;
    for (std::size_t i = 0; i < 4; ++i) {
        message[1 + i] = static_cast<std::uint8_t>(data.size() >> (8 * i));
    }
    message[5] = to.slot;
    message[6] = to.sequence;
    message[7] = status;
    message.insert(message.end(), data.begin(), data.end());
    return message;
}

std::uint8_t CcidReader::icc_status(const Card& card) const
{
    if (!card.present()) {
        return absent;
    }
    return powered_ ? active : inactive;
}

Bytes CcidReader::good(const Header& to, std::uint8_t type, const Card& card, ByteView data) const
{
    return reply(to, type, icc_status(card), data);
}

Bytes CcidReader::failed(const Header& to,
                         std::uint8_t type,
                         const Card& card,
                         std::uint8_t error) const
{
    auto message = reply(to, type, command_failed | icc_status(card));
    message[error_offset] = error;
    return message;
}

std::optional<Bytes> CcidReader::answer(ByteView message, Card& card)
{
    const Header header{.type = message[0], .slot = message[5], .sequence = message[6]};
    const auto data = message.subspan(ccid_header_size);
    if (header.slot != 0) {
        return answer_of_empty_slot(header);
    }
    if (entry_) {
        return answer_of_busy_slot(header, card);
    }
    switch (Ask{header.type}) {
    case Ask::power_on: return power_on(header, card);
    case Ask::power_off:
        card.power_off();
        powered_ = false;
        return good(header, slot_status, card, {});
    case Ask::slot_status: return good(header, slot_status, card, {});
    case Ask::transfer: return transfer(header, card, data);
    case Ask::set_parameters:
    case Ask::get_parameters:
    case Ask::reset_parameters: return parameters(header, card, data);
    case Ask::escape: return escape(header, card, data);
    case Ask::secure: return secure(header, card, data);
    }
    return failed(header, slot_status, card, not_supported);
}

Bytes CcidReader::answer_of_empty_slot(const Header& to)
{
    if (Ask{to.type} == Ask::slot_status || Ask{to.type} == Ask::power_off) {
        return reply(to, slot_status, absent);
    }
    auto message = reply(to, data_block, command_failed | absent);
    message[error_offset] = icc_mute;
    return message;
}

Bytes CcidReader::answer_of_busy_slot(const Header& to, const Card& card) const
{
    switch (Ask{to.type}) {
    case Ask::power_on:
    case Ask::transfer:
    case Ask::secure: return failed(to, data_block, card, slot_busy);
    case Ask::set_parameters:
    case Ask::get_parameters:
    case Ask::reset_parameters: return failed(to, parameters_of_slot, card, slot_busy);
    case Ask::escape: return failed(to, escaped, card, slot_busy);
    case Ask::power_off:
    case Ask::slot_status: break;
    }
    return failed(to, slot_status, card, slot_busy);
}

Bytes CcidReader::movement(const Card& card)
{
    // bmSlotICCState of RDR_to_PC_NotifySlotChange (6.3.1): the first slot's state, and that it is
    // another one.
    constexpr std::uint8_t present = 0x01;
    constexpr std::uint8_t changed = 0x02;
    if (!tells_movements_ || told_present_ == card.present()) {
        return {};
    }
    told_present_ = card.present();
    return {slot_change, static_cast<std::uint8_t>(told_present_ ? changed | present : changed)};
}

Bytes CcidReader::power_on(const Header& to, Card& card)
{
    if (powered_) {
        card.reset();
    } else {
        card.power_on();
    }
    const auto atr = card.atr();
    powered_ = card.present() && !atr.empty();
    return powered_ ? good(to, data_block, card, atr) : failed(to, data_block, card, icc_mute);
}

Bytes CcidReader::transfer(const Header& to, Card& card, ByteView data)
{
    constexpr std::uint8_t pps = 0xFF; // the driver's, at TPDU level; the card agrees
    if (!data.empty() && data.front() == pps && powered_) {
        return good(to, data_block, card, data);
    }
    return exchange(to, card, data);
}

Bytes CcidReader::exchange(const Header& to, Card& card, ByteView command)
{
    constexpr std::size_t case_1 = 4;
    if (!powered_ || command.size() < case_1) {
        return failed(to, data_block, card, icc_mute);
    }
    const auto exchanged = card.exchange(command);
    if (exchanged.delivery == Delivery::answered) {
        return good(to, data_block, card, exchanged.answer);
    }
    powered_ = powered_ && card.present();
    return failed(to, data_block, card, icc_mute);
}

Bytes CcidReader::parameters(const Header& to, const Card& card, ByteView data)
{
    if (Ask{to.type} == Ask::set_parameters) {
        if (data.size() != t0_parameters_.size()) {
            return failed(to, parameters_of_slot, card, 7); // bProtocolNum: T=0 only
        }
        t0_parameters_.assign(data.begin(), data.end());
    }
    return good(to, parameters_of_slot, card, t0_parameters_);
}

Bytes CcidReader::escape(const Header& to, const Card& card, ByteView data)
{
    // The driver's own, when it opens the line: the firmware's name, card movements told
    // synchronously, texts for the display. It can do without the rest.
    constexpr std::uint8_t name_of_firmware = 0x02;
    constexpr std::uint8_t configure = 0x01;
    constexpr std::uint8_t load_texts = 0xB2;
    constexpr std::string_view name{"OpenBeID virtual"};
    if (data.empty()) {
        return failed(to, escaped, card, not_supported);
    }
    if (data.front() == name_of_firmware) {
        const Bytes text(name.begin(), name.end());
        return good(to, escaped, card, text);
    }
    if (data.front() == configure || data.front() == load_texts) {
        tells_movements_ = tells_movements_ || data.front() == configure;
        return good(to, escaped, card, {});
    }
    return failed(to, escaped, card, not_supported);
}

std::optional<Bytes> CcidReader::secure(const Header& to, Card& card, ByteView data)
{
    if (!powered_) {
        return failed(to, data_block, card, icc_mute);
    }
    entry_ = parse_pin_request(data);
    if (!entry_) {
        return failed(to, data_block, card, ccid_header_size); // the offset of its first field
    }
    entry_header_ = to;
    ++entries_;
    return settle(card);
}

bool CcidReader::is_pin_entry(ByteView message)
{
    return Ask{message.front()} == Ask::secure;
}

std::optional<Bytes> CcidReader::settle(Card& card)
{
    if (!entry_ || (user_.act == PadUser::Act::wait && card.present())) {
        return std::nullopt;
    }
    const auto request = *std::exchange(entry_, std::nullopt);
    if (!card.present()) {
        return failed(entry_header_, data_block, card, icc_mute);
    }
    switch (user_.act) {
    case PadUser::Act::cancel: return failed(entry_header_, data_block, card, pin_cancelled);
    case PadUser::Act::wait:
    case PadUser::Act::leave: return failed(entry_header_, data_block, card, pin_timeout);
    case PadUser::Act::type: break;
    }
    const auto filled = fill_in(request, user_.typed);
    if (const auto* const status = std::get_if<std::uint16_t>(&filled)) {
        const Bytes word{static_cast<std::uint8_t>(*status >> 8U),
                         static_cast<std::uint8_t>(*status)};
        return good(entry_header_, data_block, card, word);
    }
    return exchange(entry_header_, card, std::get<Bytes>(filled));
}

} // namespace openbeid::virtual_card
