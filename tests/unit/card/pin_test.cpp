// SPDX-License-Identifier: Apache-2.0
#include "base/pin.hpp"
#include "card/card.hpp"
#include "data.hpp"

#include <algorithm>
#include <string_view>

using namespace openbeid;
using namespace card::data;
using test::ScriptedTransport;

namespace {

const auto store = SecretStore::create();

Pin pin(std::string_view digits)
{
    auto made = Pin::from(*store, Bytes{digits.begin(), digits.end()});
    REQUIRE(made);
    return *std::move(made);
}

constexpr auto verify_1234 = "00 20 00 01 08 24 12 34 FF FF FF FF FF";

Result<void> verify_with(const char* answer)
{
    ScriptedTransport transport{{verify_1234, answer}};
    return card_of(0x17).verify(transport, pin("1234"));
}

} // namespace

TEST_CASE("a PIN goes to the card as the block that the manual prints", "[card][pin]")
{
    struct Vector {
        const char* digits;
        const char* block;
    };
    const auto vector = GENERATE(Vector{"1234", "24 12 34 FF FF FF FF FF"},
                                 Vector{"12345", "25 12 34 5F FF FF FF FF"},
                                 Vector{"123456", "26 12 34 56 FF FF FF FF"},
                                 Vector{"00000000000", "2B 00 00 00 00 00 0F FF"},
                                 Vector{"123456789012", "2C 12 34 56 78 90 12 FF"});
    ScriptedTransport transport{{std::string{"00 20 00 01 08"} + vector.block, "9000"}};
    CHECK(card_of(0x11).verify(transport, pin(vector.digits)));
}

TEST_CASE("a new PIN follows the old one in one command", "[card][pin]")
{
    ScriptedTransport transport{
        {"00 24 00 01 10 24 12 34 FF FF FF FF FF 25 56 78 9F FF FF FF FF", "9000"}};
    CHECK(card_of(0x18).change_pin(transport, pin("1234"), pin("56789")));
}

TEST_CASE("a wrong PIN reports the tries the card still allows", "[card][pin]")
{
    const auto refused = verify_with("63C2");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::pin_incorrect);
    CHECK(refused.error().tries_left == 2);
    CHECK(refused.error().sw == 0x63C2);
}

TEST_CASE("a blocked PIN is told in either way of the cards", "[card][pin]")
{
    const auto* const answer = GENERATE("6983", "63C0");
    const auto refused = verify_with(answer);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::pin_blocked);
}

TEST_CASE("a PIN that was never activated is told apart", "[card][pin]")
{
    const auto refused = verify_with("6A88");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::not_activated);
}

TEST_CASE("any other answer to a PIN is unexpected and keeps its status", "[card][pin]")
{
    const auto* const answer =
        GENERATE("6A86", "6A80", "6400", "6581", "6700", "6982", "6C08", "6D00", "6E00", "6881");
    const auto refused = verify_with(answer);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::unexpected_status);
    CHECK_FALSE(refused.error().tries_left);
    const auto sw = test::hex(answer);
    CHECK(refused.error().sw == (sw[0] << 8U | sw[1]));
}

TEST_CASE("a PIN is never sent twice when the line fails", "[card][pin]")
{
    const auto code = GENERATE(Errc::io, Errc::card_reset, Errc::card_removed);
    ScriptedTransport transport{
        {verify_1234, code},
        {"00 24 00 01 10 24 12 34 FF FF FF FF FF 24 43 21 FF FF FF FF FF", code}};
    auto card = card_of(0x18);
    CHECK(card.verify(transport, pin("1234")).error().code == code);
    CHECK(card.change_pin(transport, pin("1234"), pin("4321")).error().code == code);
}

TEST_CASE("a refused change of PIN says what a refused PIN says", "[card][pin]")
{
    struct Meaning {
        const char* answer;
        Errc code;
    };
    const auto meaning = GENERATE(Meaning{"63C1", Errc::pin_incorrect},
                                  Meaning{"6983", Errc::pin_blocked},
                                  Meaning{"6A88", Errc::not_activated},
                                  Meaning{"6700", Errc::unexpected_status},
                                  Meaning{"6A80", Errc::unexpected_status});
    ScriptedTransport transport{
        {"00 24 00 01 10 24 12 34 FF FF FF FF FF 24 43 21 FF FF FF FF FF", meaning.answer}};
    const auto refused = card_of(0x17).change_pin(transport, pin("1234"), pin("4321"));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == meaning.code);
    CHECK(refused.error().tries_left.has_value() == (meaning.code == Errc::pin_incorrect));
}

TEST_CASE("the command that carried a PIN is wiped", "[card][pin]")
{
    const auto own_store = SecretStore::create();
    const auto secret = Pin::from(*own_store, Bytes{'9', '8', '7', '6'});
    REQUIRE(secret);
    ScriptedTransport transport{{"00 20 00 01 08 24 98 76 FF FF FF FF FF", "63C1"}};
    CHECK_FALSE(card_of(0x17).verify(transport, *secret));

    // The next slot is the one that the command had.
    const auto slot = own_store->acquire();
    REQUIRE(slot);
    CHECK(slot->bytes().data() == secret->view().data() + SecretSlot::capacity);
    CHECK(std::ranges::all_of(slot->bytes(), [](auto byte) { return byte == 0; }));
}

TEST_CASE("the PIN's status costs no try and needs no PIN", "[card][pin]")
{
    auto card = card_of(static_cast<std::uint8_t>(GENERATE(0x17, 0x18)));
    constexpr auto empty_verify = "00 20 00 01";
    ScriptedTransport transport{{empty_verify, "9000"},
                                {empty_verify, "63C2"},
                                {empty_verify, "63C0"},
                                {empty_verify, "6983"},
                                {empty_verify, "6A88"},
                                {empty_verify, "6700"},
                                {empty_verify, Errc::io}};
    const auto verified = card.pin_status(transport);
    REQUIRE(verified);
    CHECK(verified->verified);
    CHECK_FALSE(verified->tries_left);
    for (const unsigned tries : {2U, 0U, 0U}) {
        const auto status = card.pin_status(transport);
        REQUIRE(status);
        CHECK_FALSE(status->verified);
        CHECK(status->tries_left == tries);
    }
    CHECK(card.pin_status(transport).error().code == Errc::not_activated);
    CHECK(card.pin_status(transport).error().code == Errc::unexpected_status);
    CHECK(card.pin_status(transport).error().code == Errc::io);
}

TEST_CASE("the PIN's status is never asked where the question burns a try", "[card][pin]")
{
    auto card = card_of(static_cast<std::uint8_t>(GENERATE(0x01, 0x10, 0x11)));
    ScriptedTransport transport{};
    const auto status = card.pin_status(transport);
    REQUIRE_FALSE(status);
    CHECK(status.error().code == Errc::unsupported);
}
