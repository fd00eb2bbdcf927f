// SPDX-License-Identifier: Apache-2.0
#include "virtual_card/applet.hpp"

#include <openssl/rand.h>

#include <algorithm>

namespace openbeid::virtual_card {

namespace {

constexpr std::size_t shortest_command = 4;
constexpr std::uint8_t iso = 0x00;
constexpr std::uint8_t proprietary = 0x80;

std::uint16_t with_count(std::uint16_t sw1, std::size_t count)
{
    return static_cast<std::uint16_t>(sw1 | (count >= 256 ? 0U : count)); // 00 is 256 or more
}

} // namespace

EidApplet::EidApplet(Persona& persona, Counters& counters)
    : persona_{persona}, counters_{counters}, traits_{traits_of(persona.applet)},
      files_{persona.files, persona.inactive_files, traits_.select_inactive_file},
      rights_{traits_.rights}
{
}

void EidApplet::reset()
{
    selected_ = true;
    files_.reset();
    rights_.clear();
    environment_.reset();
    held_.clear();
}

/// The command table of card reference 5.0 and the administration commands of 5.16.
std::optional<EidApplet::Entry> EidApplet::entry_of(std::uint8_t ins) const
{
    const Entry entries[] = {
        {0xC0, iso, true, true, &EidApplet::get_response},
        {0xA4, iso, false, true, &EidApplet::select},
        {0xB0, iso, true, true, &EidApplet::read_binary},
        {0xB2, proprietary, true, traits_.has_read_record, &EidApplet::read_record},
        {0x20, iso, false, true, &EidApplet::verify},
        {0x24, iso, false, true, &EidApplet::change_pin},
        {0x2C, iso, false, true, &EidApplet::unblock_pin},
        {0x22, iso, false, true, &EidApplet::set_environment},
        {0x2A, iso, false, true, &EidApplet::compute_signature},
        {0x88,
         iso,
         false,
         traits_.internal_authenticate.has_value(),
         &EidApplet::internal_authenticate},
        {0x84, iso, true, true, &EidApplet::get_challenge},
        {0xE4, proprietary, true, true, &EidApplet::get_card_data},
        {0xE6, proprietary, false, true, &EidApplet::log_off},
    };
    const auto* found = std::find_if(
        std::begin(entries), std::end(entries), [&](const Entry& e) { return e.ins == ins; });
    if (found != std::end(entries)) {
        return found->available ? std::optional{*found} : std::nullopt;
    }
    constexpr std::uint8_t administration_iso[] = {0x44, 0x04, 0xD6, 0x0E, 0x46, 0x82, 0xC2};
    constexpr std::uint8_t administration_own[] = {0xE2, 0xF2, 0xF4, 0xF6, 0xF8, 0xE8};
    const auto among = [ins](const auto& list) {
        return std::find(std::begin(list), std::end(list), ins) != std::end(list);
    };
    if (among(administration_iso)) {
        return Entry{ins, iso, false, true, &EidApplet::refuse_administration};
    }
    if (among(administration_own)) {
        return Entry{ins, proprietary, false, true, &EidApplet::refuse_administration};
    }
    return std::nullopt;
}

Answer EidApplet::process(ByteView bytes)
{
    if (bytes.size() < shortest_command) {
        return {0x6700};
    }
    // A case 1 command of four bytes reaches a T=0 card with P3 = 00.
    const bool short_header = bytes.size() == shortest_command;
    const Command command{.cla = bytes[0],
                          .ins = bytes[1],
                          .p1 = bytes[2],
                          .p2 = bytes[3],
                          .p3 = short_header ? std::uint8_t{0} : bytes[4],
                          .data = short_header ? ByteView{} : bytes.subspan(shortest_command + 1)};
    if (persona_.applet == Applet::none) {
        return {static_cast<std::uint16_t>(command.ins == 0xA4 ? 0x6A82 : 0x6D00)};
    }
    count_for_rights(command);
    if (command.ins != 0xC0) {
        held_.clear(); // GET RESPONSE must follow immediately (5.3)
    }
    return dispatch(command);
}

/// Every command counts for the non-repudiation right, whatever its answer (5.9). VERIFY with a
/// PIN, CHANGE and COMPUTE DIGITAL SIGNATURE have rules of their own.
void EidApplet::count_for_rights(const Command& command)
{
    const bool is_iso = command.cla == iso;
    if (is_iso && ((command.ins == 0x20 && command.p3 != 0) || command.ins == 0x24)) {
        rights_.drop_non_repudiation();
    } else if (!is_iso || command.ins != 0x2A) {
        rights_.another_command();
    }
}

Answer EidApplet::dispatch(const Command& command)
{
    constexpr std::uint8_t channel_bits = 0x03;
    if ((command.cla & 0x7CU) == 0 && (command.cla & channel_bits) != 0) {
        return {0x6881}; // only channel 0 (1.3)
    }
    if (command.cla != iso && command.cla != proprietary) {
        return {0x6E00};
    }
    if (command.cla == iso && command.ins == 0x70) {
        return {0x6881}; // MANAGE CHANNEL
    }
    const auto entry = entry_of(command.ins);
    const bool select_by_name = command.ins == 0xA4 && command.p1 == 0x04;
    if (!entry || (!selected_ && !select_by_name)) {
        return {0x6D00};
    }
    if (entry->cla != command.cla) {
        return {0x6E00};
    }
    // Data go one way only at T=0: no Le behind them, and none for a command that asks for data.
    const std::size_t announced = entry->data_from_card ? 0 : command.p3;
    if (command.data.size() != announced && entry->handler != &EidApplet::refuse_administration) {
        if (command.ins == 0x2A) {
            rights_.drop_non_repudiation();
        }
        return {0x6700};
    }
    return (this->*entry->handler)(command);
}

Answer EidApplet::hold(Bytes data)
{
    held_ = std::move(data);
    return {with_count(0x6100, held_.size())};
}

Answer EidApplet::give(const Command& command, Bytes data)
{
    const auto room = command.expected();
    if (data.size() < room) {
        return {with_count(0x6C00, data.size())};
    }
    if (data.size() == room) {
        return {0x9000, std::move(data)};
    }
    held_.assign(data.begin() + static_cast<std::ptrdiff_t>(room), data.end());
    data.resize(room);
    return {with_count(0x6100, held_.size()), std::move(data)};
}

Answer EidApplet::get_response(const Command& command)
{
    if (command.p1 != 0 || command.p2 != 0) {
        return {0x6B00};
    }
    if (held_.empty()) {
        return {0x6985};
    }
    if (command.expected() > held_.size()) {
        return {with_count(0x6C00, held_.size())}; // the data stay available
    }
    auto data = std::exchange(held_, {});
    return give(command, std::move(data));
}

Answer EidApplet::get_card_data(const Command& command)
{
    const bool with_tries = command.p2 == 0x01 && traits_.tries_in_card_data;
    if (command.p1 != 0 || (command.p2 != 0 && !with_tries)) {
        return {0x6B00};
    }
    auto data = persona_.card_data;
    if (with_tries) {
        const auto tries = persona_.pin.activated ? persona_.pin.tries_left : 0xFFU;
        data.insert(data.end(), {static_cast<std::uint8_t>(tries), 0xFF, 0xFF});
    }
    return give(command, std::move(data));
}

Answer EidApplet::get_challenge(const Command& command)
{
    if (command.p1 != 0 || command.p2 != 0) {
        return {0x6B00};
    }
    Bytes challenge(command.p3);
    if (challenge.empty()) {
        return {0x6700}; // 5.11: Le 1..255
    }
    if (RAND_bytes(challenge.data(), command.p3) != 1) {
        return {0x6400};
    }
    return {0x9000, std::move(challenge)};
}

Answer EidApplet::refuse_administration(const Command& /*command*/)
{
    return {0x6982};
}

} // namespace openbeid::virtual_card
