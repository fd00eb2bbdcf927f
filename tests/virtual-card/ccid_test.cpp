// SPDX-License-Identifier: Apache-2.0
// The virtual reader with a PIN pad, message by message.
#include "base/hex.hpp"
#include "cards.hpp"
#include "program/ccid_reader.hpp"
#include "program/pin_request.hpp"
#include "program/serial_frame.hpp"
#include "support/catch.hpp"

#include <string>
#include <string_view>

using namespace openbeid;
using namespace openbeid::virtual_card;

namespace {

Bytes hex(std::string_view text)
{
    return from_hex(text).value();
}

// The structures of the card reference, §6.2 and §6.3, as they are in a CCID message: the operation
// first, without the second time-out and the length of the data.
constexpr auto verify_request = "00 1E 89 47 04 0C 04 02 01 13 08 00 00 00 00"
                                "00 20 00 01 08 20 FF FF FF FF FF FF FF";
constexpr auto change_request = "01 1E 89 47 04 00 08 0C 04 03 02 03 0C 08 00 01 02 00 00 00"
                                "00 24 00 01 10 20 FF FF FF FF FF FF FF 20 FF FF FF FF FF FF FF";

std::string filled(std::string_view request, const Typed& typed)
{
    const auto parsed = parse_pin_request(hex(request));
    REQUIRE(parsed);
    const auto result = fill_in(*parsed, typed);
    if (const auto* const status = std::get_if<std::uint16_t>(&result)) {
        return to_hex(
            Bytes{static_cast<std::uint8_t>(*status >> 8U), static_cast<std::uint8_t>(*status)});
    }
    return to_hex(std::get<Bytes>(result));
}

/// A message to the reader with the sequence number 7.
Bytes message(std::uint8_t type, std::string_view data = {})
{
    const auto bytes = hex(data);
    Bytes made{type, static_cast<std::uint8_t>(bytes.size()), 0, 0, 0, 0, 7, 0, 0, 0};
    made.insert(made.end(), bytes.begin(), bytes.end());
    return made;
}

/// Status and error of an answer, and its data.
std::string outcome(const std::optional<Bytes>& answer)
{
    if (!answer) {
        return "none yet";
    }
    CHECK(answer->at(6) == 7);
    CHECK(ccid_data_size(*answer) == answer->size() - ccid_header_size);
    const auto bytes = ByteView{*answer};
    return to_hex(bytes.subspan(7, 2)) + " " + to_hex(bytes.subspan(ccid_header_size));
}

} // namespace

TEST_CASE("frames are found in whatever pieces they come, and nothing else is", "[ccid]")
{
    const auto framed = frame(message(0x6B, "02"));
    CHECK(to_hex(framed) == to_hex(hex("03 06 6B 01 00 00 00 00 07 00 00 00 02 6A")));
    FrameReader reader;
    reader.add(hex("FF 03 15 00 03"));
    for (const auto byte : framed) {
        CHECK_FALSE(reader.next());
        reader.add(Bytes{byte});
    }
    auto received = reader.next();
    REQUIRE(received);
    CHECK(received->intact);
    CHECK(received->message == message(0x6B, "02"));
    CHECK_FALSE(reader.next());

    auto damaged = framed;
    damaged.back() ^= 1U;
    reader.add(damaged);
    reader.add(framed);
    received = reader.next();
    REQUIRE(received);
    CHECK_FALSE(received->intact);
    CHECK(reader.next()->intact);

    reader.add(hex("03 06 6F FF FF FF FF 00 00 00 00 00"));
    CHECK_FALSE(reader.next());
    reader.add(framed);
    CHECK(reader.next());
}

TEST_CASE("the digits go where the request says", "[ccid]")
{
    CHECK(filled(verify_request, {.pin = "1234"}) ==
          "00200001082412" + std::string{"34FFFFFFFFFF"});
    CHECK(filled(verify_request, {.pin = "12345"}) ==
          "0020000108251234" + std::string{"5FFFFFFFFF"});
    CHECK(filled(verify_request, {.pin = "123456789012"}) == "00200001082C123456789012FF");
    CHECK(filled(change_request, {"1234", "987654", "987654"}) ==
          "00240001102412" + std::string{"34FFFFFFFFFF"} + "26987654FFFFFFFF");
}

TEST_CASE("the pad refuses by itself what can't be a PIN", "[ccid]")
{
    CHECK(filled(verify_request, {.pin = "123"}) == "6403");
    CHECK(filled(verify_request, {.pin = "1234567890123"}) == "6403");
    CHECK(filled(change_request, {"1234", "98", "98"}) == "6403");
    CHECK(filled(change_request, {"1234", "987654", "987653"}) == "6402");
    auto limited = std::string{verify_request};
    limited.replace(15, 5, "08 04"); // at most 8 digits
    CHECK(filled(limited, {.pin = "123456789"}) == "6403");
}

TEST_CASE("a request that is cut short is none, and a mad one spoils nothing", "[ccid]")
{
    for (const auto* const request : {verify_request, change_request}) {
        const auto whole = hex(request);
        for (std::size_t size = 0; size < whole.size(); ++size) {
            const auto parsed = parse_pin_request(ByteView{whole}.first(size));
            if (parsed) {
                static_cast<void>(fill_in(*parsed, {"123456789012", "123456789012", ""}));
            }
        }
        for (std::size_t at = 1; at < 15; ++at) {
            for (unsigned value = 0; value < 0x100; ++value) {
                auto mad = whole;
                mad[at] = static_cast<std::uint8_t>(value);
                if (const auto parsed = parse_pin_request(mad)) {
                    static_cast<void>(fill_in(*parsed, {"1234", "1234", "1234"}));
                }
            }
        }
    }
    CHECK_FALSE(parse_pin_request(hex("02 00")));
}

TEST_CASE("the reader powers a card, passes commands on and tells when it is gone", "[ccid]")
{
    auto persona = load_persona("v17-citizen", default_cache_dir());
    REQUIRE(persona);
    Card card{*std::move(persona)};
    CcidReader reader;
    CHECK(outcome(reader.answer(message(0x65), card)) == "0100 ");
    CHECK(outcome(reader.answer(message(0x6F, "80E400001C"), card)) == "41FE ");
    CHECK(outcome(reader.answer(message(0x62), card)) == "0000 " + to_hex(card.atr()));
    CHECK(outcome(reader.answer(message(0x6F, "FF109479"), card)) == "0000 FF109479");
    CHECK(outcome(reader.answer(message(0x6F, "00A4080C043F00DF00"), card)) == "0000 9000");
    CHECK(outcome(reader.answer(message(0x61, "1100000A00"), card)) == "0000 1100000A00");
    CHECK(outcome(reader.answer(message(0x42), card)) == "4000 ");
    CHECK(outcome(reader.answer(message(0x6B, "02"), card)).starts_with("0000 "));
    card.remove();
    reader.card_is_out();
    CHECK(outcome(reader.answer(message(0x65), card)) == "0200 ");
    CHECK(outcome(reader.answer(message(0x62), card)) == "42FE ");
}

TEST_CASE("the line tells of a card that came or went, once, if it is asked to", "[ccid]")
{
    auto persona = load_persona("v17-citizen", default_cache_dir());
    REQUIRE(persona);
    Card card{*std::move(persona)};
    CcidReader reader;
    CHECK(reader.movement(card).empty());
    CHECK(outcome(reader.answer(message(0x6B, "010101"), card)) == "0100 ");
    CHECK(to_hex(reader.movement(card)) == "5003");
    CHECK(reader.movement(card).empty());
    card.remove();
    CHECK(to_hex(reader.movement(card)) == "5002");
    CHECK(reader.movement(card).empty());
}

TEST_CASE("slots but the first are empty", "[ccid]")
{
    auto persona = load_persona("v17-citizen", default_cache_dir());
    REQUIRE(persona);
    Card card{*std::move(persona)};
    CcidReader reader;
    const auto of_second_slot = [](Bytes asked) {
        asked[5] = 1;
        return asked;
    };
    CHECK(outcome(reader.answer(of_second_slot(message(0x65)), card)) == "0200 ");
    CHECK(outcome(reader.answer(of_second_slot(message(0x62)), card)) == "42FE ");
}

TEST_CASE("an entry ends as its user wants it", "[ccid]")
{
    auto persona = load_persona("v17-citizen", default_cache_dir());
    REQUIRE(persona);
    Card card{*std::move(persona)};
    CcidReader reader;
    static_cast<void>(reader.answer(message(0x62), card));
    static_cast<void>(reader.answer(message(0x6F, "00A4080C043F00DF00"), card));
    const auto ask = message(0x69, verify_request);
    SECTION("typed at once")
    {
        reader.instruct({.act = PadUser::Act::type, .typed = {.pin = "1234"}});
        CHECK(outcome(reader.answer(ask, card)) == "0000 9000");
        reader.instruct({.act = PadUser::Act::type, .typed = {.pin = "4321"}});
        CHECK(outcome(reader.answer(ask, card)) == "0000 63C2");
        CHECK(reader.entries() == 2);
    }
    SECTION("given up")
    {
        reader.instruct({.act = PadUser::Act::cancel});
        CHECK(outcome(reader.answer(ask, card)) == "40EF ");
        reader.instruct({.act = PadUser::Act::leave});
        CHECK(outcome(reader.answer(ask, card)) == "40F0 ");
    }
    SECTION("after a while")
    {
        CHECK(outcome(reader.answer(ask, card)) == "none yet");
        CHECK(reader.entry());
        CHECK(outcome(reader.answer(message(0x65), card)) == "40E0 "); // the slot is busy
        CHECK(outcome(reader.answer(ask, card)) == "40E0 ");
        CHECK(reader.entries() == 1);
        CHECK(outcome(reader.settle(card)) == "none yet");
        reader.instruct({.act = PadUser::Act::type, .typed = {.pin = "1234"}});
        CHECK(outcome(reader.settle(card)) == "0000 9000");
        CHECK_FALSE(reader.settle(card));
    }
    SECTION("without the card")
    {
        CHECK(outcome(reader.answer(ask, card)) == "none yet");
        card.remove();
        reader.card_is_out();
        CHECK(outcome(reader.settle(card)) == "42FE ");
    }
    CHECK(card.tries_left() >= 2);
}
