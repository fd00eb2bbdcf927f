// SPDX-License-Identifier: Apache-2.0
#include "card/recognition.hpp"

#include "apdu/command.hpp"
#include "base/byte_reader.hpp"
#include "base/log.hpp"
#include "base/try.hpp"
#include "card/files.hpp"

#include <algorithm>
#include <thread>

namespace openbeid::card {

namespace {

using namespace std::chrono_literals;
using apdu::Command;
using apdu::Ins;
using apdu::Sw;

// Card reference §1.2.
constexpr std::array<std::uint8_t, 20> atr_1_8{0x3B, 0x7F, 0x96, 0x00, 0x00, 0x80, 0x31,
                                               0x80, 0x65, 0xB0, 0x85, 0x04, 0x01, 0x20,
                                               0x12, 0x0F, 0xFF, 0x82, 0x90, 0x00};
constexpr std::array<std::uint8_t, 2> belpic_mark{0xAD, 0x13};

// The first commands after an insertion sometimes fail: the first one goes out at once, and is
// repeated at once and after these times (card reference §7.2).
constexpr std::array first_command_pauses{0ms, 0ms, 20ms, 100ms, 300ms};

constexpr std::size_t card_data_size = 0x1C;
constexpr std::size_t card_data_with_tries_size = 0x1F;
constexpr std::uint8_t no_such_pin = 0xFF;

Result<CardData> parse_card_data(ByteView data)
{
    ByteReader in{data};
    const auto serial = in.take(16);
    const auto platform = in.take(5);
    const auto version = in.u8();
    const auto os_to_life_cycle = in.take(6);
    const auto* const applet = version ? find_applet(*version) : nullptr;
    if (!serial || !platform || !os_to_life_cycle || applet == nullptr) {
        return Error{.code = Errc::not_recognized, .where = "card data"};
    }
    CardData card{.applet_version = *version, .applet = *applet, .raw = {data.begin(), data.end()}};
    std::copy(serial->begin(), serial->end(), card.serial.begin());
    if (applet->version != *version) {
        log::warn("applet version {:02X} is newer than any we know; it is treated as {:02X}",
                  *version,
                  applet->version);
    }
    if (const auto tries = in.u8()) {
        card.pin_exists = *tries != no_such_pin;
        card.tries_left = card.pin_exists ? tries : std::nullopt;
    }
    return card;
}

Result<apdu::Response> get_card_data(transport::Transaction& card, bool with_tries)
{
    const apdu::Header header{.cla = 0x80,
                              .ins = Ins::get_card_data,
                              .p2 = static_cast<std::uint8_t>(with_tries ? 0x01 : 0x00)};
    const auto size = with_tries ? card_data_with_tries_size : card_data_size;
    OPENBEID_TRY(auto response, apdu::exchange(card, Command::case2(header, size).bytes()));
    // The tries are no part of what makes a card ours.
    const auto got = response.data.size();
    if (response.sw == Sw::ok && got != size && got != card_data_size) {
        return Error{.code = Errc::not_recognized, .where = "GET CARD DATA"};
    }
    return response;
}

/// GET CARD DATA with the tries, as only applets from 1.8 know it; without them on older ones.
Result<CardData> card_data_of_new_applet(transport::Transaction& card)
{
    OPENBEID_TRY(auto response, get_card_data(card, true));
    if (response.sw == Sw::wrong_parameters || response.sw == Sw::wrong_p1_p2 ||
        response.sw == Sw::wrong_length) {
        OPENBEID_TRY(response, get_card_data(card, false));
    }
    if (response.sw != Sw::ok) {
        return Error{
            .code = Errc::not_recognized, .sw = raw(response.sw), .where = "GET CARD DATA"};
    }
    return parse_card_data(response.data);
}

/// GET CARD DATA to a card that is made for our applet; repeated while it wakes up.
Result<CardData> card_data_of_belpic(transport::Transaction& card)
{
    Error last{.code = Errc::io, .where = "GET CARD DATA"};
    for (const auto pause : first_command_pauses) {
        std::this_thread::sleep_for(pause);
        const auto response = get_card_data(card, false);
        if (!response) {
            last = response.error();
            if (last.code != Errc::io) {
                return last;
            }
            continue;
        }
        if (response->sw == Sw::ok) {
            return parse_card_data(response->data);
        }
        last =
            Error{.code = Errc::not_recognized, .sw = raw(response->sw), .where = "GET CARD DATA"};
        if (response->sw != Sw::ins_unknown) {
            break;
        }
    }
    return last;
}

Result<CardData> card_data_of_platform(transport::Transaction& card)
{
    const auto select = Command::case3({.ins = Ins::select, .p1 = 0x08, .p2 = 0x0C}, df_belpic);
    OPENBEID_TRY(const auto response, apdu::exchange(card, select.bytes()));
    if (response.sw != Sw::ok) {
        return Error{.code = Errc::not_recognized, .sw = raw(response.sw), .where = "SELECT"};
    }
    return card_data_of_new_applet(card);
}

Result<CardData> card_data_after_select_applet(transport::Transaction& card, AtrKind kind)
{
    const auto select = Command::case3({.ins = Ins::select, .p1 = 0x04, .p2 = 0x0C}, applet_aid);
    OPENBEID_TRY(const auto response, apdu::exchange(card, select.bytes()));
    if (response.sw != Sw::ok) {
        return Error{.code = Errc::not_recognized, .sw = raw(response.sw), .where = "SELECT AID"};
    }
    return kind == AtrKind::belpic ? card_data_of_belpic(card) : card_data_of_new_applet(card);
}

} // namespace

AtrKind classify_atr(ByteView atr) noexcept
{
    if (std::ranges::equal(atr, atr_1_8)) {
        return AtrKind::platform;
    }
    const auto mark = std::search(atr.begin(), atr.end(), belpic_mark.begin(), belpic_mark.end());
    return mark != atr.end() ? AtrKind::belpic : AtrKind::unknown;
}

Result<CardData>
recognise(transport::Transaction& card, AtrKind kind, bool may_select_applet, bool* applet_selected)
{
    Result<CardData> data = Error{.code = Errc::not_recognized, .where = "ATR"};
    if (kind == AtrKind::belpic) {
        data = card_data_of_belpic(card);
    } else if (kind == AtrKind::platform) {
        data = card_data_of_platform(card);
    }
    if (!data && data.error().code == Errc::not_recognized && may_select_applet) {
        if (applet_selected != nullptr) {
            *applet_selected = true;
        }
        data = card_data_after_select_applet(card, kind);
    }
    if (data) {
        data->kind = kind == AtrKind::belpic ? AtrKind::belpic : AtrKind::platform;
    }
    return data;
}

} // namespace openbeid::card
