// SPDX-License-Identifier: Apache-2.0
#include "base/hex.hpp"
#include "card/recognition.hpp"
#include "data.hpp"

using namespace openbeid;
using namespace card::data;
using card::AtrKind;
using card::recognise;
using test::ScriptedTransport;

namespace {

constexpr bool alone = true; // no other program is connected: SELECT AID is allowed
constexpr bool in_company = false;

std::string serial_of(const Result<card::CardData>& card)
{
    REQUIRE(card);
    return to_hex(card->serial);
}

Errc error_of(const Result<card::CardData>& card)
{
    REQUIRE_FALSE(card);
    return card.error().code;
}

} // namespace

TEST_CASE("a card with one of our ATRs is recognised by one command", "[card][recognition]")
{
    struct Vector {
        const std::string& answer;
        const char* serial;
        std::uint8_t version;
    };
    const auto vector = GENERATE(Vector{card_data_1_0, serial_1_0, 0x01},
                                 Vector{card_data_1_1, serial_1_1, 0x11},
                                 Vector{card_data_1_7, serial_1_7, 0x17});
    ScriptedTransport transport{{get_card_data, vector.answer + "9000"}};
    const auto found = recognise(transport, AtrKind::belpic, alone);
    CHECK(serial_of(found) == vector.serial);
    CHECK(found->applet_version == vector.version);
    CHECK(found->applet.version == vector.version);
    CHECK_FALSE(found->tries_left);
}

TEST_CASE("a card with the shared ATR has to know our directory first", "[card][recognition]")
{
    ScriptedTransport transport{
        {select_df_belpic, "9000"},
        {get_card_data_with_tries, card_data_1_8 + "03 FFFF 9000"},
    };
    const auto found = recognise(transport, AtrKind::platform, alone);
    CHECK(serial_of(found) == serial_1_8);
    CHECK(found->applet_version == 0x18);
    CHECK(found->tries_left == 3);
}

TEST_CASE("a blocked PIN shows at recognition, and so does a missing one", "[card][recognition]")
{
    ScriptedTransport with_blocked_pin{{select_df_belpic, "9000"},
                                       {get_card_data_with_tries, card_data_1_8 + "00 FFFF 9000"}};
    const auto blocked = recognise(with_blocked_pin, AtrKind::platform, alone);
    REQUIRE(blocked);
    CHECK(blocked->tries_left == 0);
    CHECK(blocked->pin_exists);
    ScriptedTransport without_pin{{select_df_belpic, "9000"},
                                  {get_card_data_with_tries, card_data_1_8 + "FF FFFF 9000"}};
    const auto missing = recognise(without_pin, AtrKind::platform, alone);
    REQUIRE(missing);
    CHECK_FALSE(missing->tries_left);
    CHECK_FALSE(missing->pin_exists);
}

TEST_CASE("a stranger that is an eID is recognised again without selecting its applet",
          "[card][recognition]")
{
    ScriptedTransport stranger{{select_applet, "9000"},
                               {get_card_data_with_tries, card_data_1_8 + "03 FFFF 9000"}};
    const auto found = recognise(stranger, AtrKind::unknown, alone);
    REQUIRE(found);
    CHECK(found->kind == AtrKind::platform);
    ScriptedTransport ours{{get_card_data, card_data_1_7 + "9000"}};
    CHECK(recognise(ours, AtrKind::belpic, alone)->kind == AtrKind::belpic);
}

TEST_CASE("a card that can't tell its tries here is asked without them", "[card][recognition]")
{
    ScriptedTransport transport{{select_df_belpic, "9000"},
                                {get_card_data_with_tries, "6B00"},
                                {get_card_data, card_data_1_8 + "9000"}};
    const auto found = recognise(transport, AtrKind::platform, in_company);
    CHECK(serial_of(found) == serial_1_8);
    CHECK_FALSE(found->tries_left);
}

TEST_CASE("another country's card with the shared ATR never sees 80 E4", "[card][recognition]")
{
    ScriptedTransport transport{{select_df_belpic, "6A82"}, {select_applet, "6A82"}};
    const auto refused = recognise(transport, AtrKind::platform, alone);
    CHECK(error_of(refused) == Errc::not_recognized);
    CHECK(refused.error().sw == 0x6A82);
}

TEST_CASE("our applet is selected only while no other program uses the card", "[card][recognition]")
{
    ScriptedTransport shared{{select_df_belpic, "6A82"}};
    CHECK(error_of(recognise(shared, AtrKind::platform, in_company)) == Errc::not_recognized);
    ScriptedTransport refusing{{get_card_data, "6E00"}};
    CHECK(error_of(recognise(refusing, AtrKind::belpic, in_company)) == Errc::not_recognized);
    ScriptedTransport untouched{};
    CHECK(error_of(recognise(untouched, AtrKind::unknown, in_company)) == Errc::not_recognized);
}

TEST_CASE("a stranger gets the SELECT of our applet before anything else", "[card][recognition]")
{
    ScriptedTransport transport{{select_applet, "9000"},
                                {get_card_data_with_tries, card_data_1_8 + "02 FFFF 9000"}};
    const auto found = recognise(transport, AtrKind::unknown, alone);
    CHECK(serial_of(found) == serial_1_8);
    CHECK(found->tries_left == 2);

    const auto* const refusal = GENERATE("6A82", "6D00", "6E00", "6999", "6985", "6283");
    ScriptedTransport stranger{{select_applet, refusal}};
    CHECK(error_of(recognise(stranger, AtrKind::unknown, alone)) == Errc::not_recognized);
}

TEST_CASE("whether our applet was selected is told, whatever came of it", "[card][recognition]")
{
    bool selected = false;
    ScriptedTransport ours{{get_card_data, card_data_1_7 + "9000"}};
    CHECK(recognise(ours, AtrKind::belpic, alone, &selected));
    CHECK_FALSE(selected);
    ScriptedTransport shared{{select_df_belpic, "6A82"}};
    CHECK_FALSE(recognise(shared, AtrKind::platform, in_company, &selected));
    CHECK_FALSE(selected);
    ScriptedTransport garbled{{select_applet, "6104"}, {"00C0000004", "6F00"}};
    CHECK(error_of(recognise(garbled, AtrKind::unknown, alone, &selected)) == Errc::io);
    CHECK(selected);
}

TEST_CASE("an applet that tells about itself when selected is recognised", "[card][recognition]")
{
    ScriptedTransport transport{{select_applet, "6104"},
                                {"00C0000004", "6F028400 9000"},
                                {get_card_data_with_tries, card_data_1_8 + "03 FFFF 9000"}};
    CHECK(serial_of(recognise(transport, AtrKind::unknown, alone)) == serial_1_8);
}

TEST_CASE("another application on our card is left by one SELECT", "[card][recognition]")
{
    const auto* const refusal = GENERATE("6E00", "6A82", "6985", "6881");
    ScriptedTransport old{
        {get_card_data, refusal}, {select_applet, "9000"}, {get_card_data, card_data_1_1 + "9000"}};
    CHECK(serial_of(recognise(old, AtrKind::belpic, alone)) == serial_1_1);

    ScriptedTransport fresh{{select_df_belpic, refusal},
                            {select_applet, "9000"},
                            {get_card_data_with_tries, card_data_1_8 + "03 FFFF 9000"}};
    CHECK(serial_of(recognise(fresh, AtrKind::platform, alone)) == serial_1_8);

    ScriptedTransport half{{select_df_belpic, "9000"},
                           {get_card_data_with_tries, refusal},
                           {select_applet, "9000"},
                           {get_card_data_with_tries, card_data_1_8 + "03 FFFF 9000"}};
    CHECK(serial_of(recognise(half, AtrKind::platform, alone)) == serial_1_8);
}

TEST_CASE("our applet is selected once, however the card answers then", "[card][recognition]")
{
    ScriptedTransport transport{
        {get_card_data, "6E00"}, {select_applet, "9000"}, {get_card_data, "6E00"}};
    CHECK(error_of(recognise(transport, AtrKind::belpic, alone)) == Errc::not_recognized);
}

TEST_CASE("a card that is only waking up is asked again", "[card][recognition]")
{
    ScriptedTransport transport{{get_card_data, Errc::io},
                                {get_card_data, "6D00"},
                                {get_card_data, Errc::io},
                                {get_card_data, "6D00"},
                                {get_card_data, card_data_1_7 + "9000"}};
    CHECK(serial_of(recognise(transport, AtrKind::belpic, alone)) == serial_1_7);
}

TEST_CASE("after four repetitions a silent card is given up", "[card][recognition]")
{
    ScriptedTransport transport{{get_card_data, Errc::io},
                                {get_card_data, Errc::io},
                                {get_card_data, Errc::io},
                                {get_card_data, Errc::io},
                                {get_card_data, Errc::io}};
    CHECK(error_of(recognise(transport, AtrKind::belpic, alone)) == Errc::io);
}

TEST_CASE("after four repetitions of 6D00 our applet is selected", "[card][recognition]")
{
    ScriptedTransport transport{{get_card_data, "6D00"},
                                {get_card_data, "6D00"},
                                {get_card_data, "6D00"},
                                {get_card_data, "6D00"},
                                {get_card_data, "6D00"},
                                {select_applet, "9000"},
                                {get_card_data, card_data_1_7 + "9000"}};
    CHECK(serial_of(recognise(transport, AtrKind::belpic, alone)) == serial_1_7);
}

TEST_CASE("a lost card is not asked again", "[card][recognition]")
{
    const auto code = GENERATE(Errc::card_removed, Errc::card_reset, Errc::service_unavailable);
    ScriptedTransport ours{{get_card_data, code}};
    CHECK(error_of(recognise(ours, AtrKind::belpic, alone)) == code);
    ScriptedTransport shared{{select_df_belpic, code}};
    CHECK(error_of(recognise(shared, AtrKind::platform, alone)) == code);
    ScriptedTransport half{{select_df_belpic, "9000"}, {get_card_data_with_tries, code}};
    CHECK(error_of(recognise(half, AtrKind::platform, alone)) == code);
    ScriptedTransport stranger{{select_applet, code}};
    CHECK(error_of(recognise(stranger, AtrKind::unknown, alone)) == code);
}

TEST_CASE("card data of any other length are not believed", "[card][recognition]")
{
    ScriptedTransport shorter{
        {get_card_data, card_data_1_7.substr(0, card_data_1_7.size() - 2) + "9000"}};
    CHECK(error_of(recognise(shorter, AtrKind::belpic, in_company)) == Errc::not_recognized);
    ScriptedTransport longer{{get_card_data, card_data_1_7 + "00 9000"}};
    CHECK(error_of(recognise(longer, AtrKind::belpic, in_company)) == Errc::not_recognized);
    ScriptedTransport empty{{get_card_data, "9000"}};
    CHECK(error_of(recognise(empty, AtrKind::belpic, in_company)) == Errc::not_recognized);
}

TEST_CASE("a new card that does not tell the tries is recognised without them",
          "[card][recognition]")
{
    test::Script script{{select_df_belpic, "9000"}};
    SECTION("it names its own length")
    {
        script.append(
            {{get_card_data_with_tries, "6C1C"}, {"80 E4 00 01 1C", card_data_1_8 + "9000"}});
    }
    SECTION("it refuses the question")
    {
        const auto* const refusal = GENERATE("6B00", "6A86", "6700");
        script.append(
            {{get_card_data_with_tries, refusal}, {get_card_data, card_data_1_8 + "9000"}});
    }
    ScriptedTransport without_tries{script};
    const auto card = recognise(without_tries, AtrKind::platform, in_company);
    REQUIRE(card);
    CHECK_FALSE(card->tries_left);
}

TEST_CASE("card data with a version that was never issued are not believed", "[card][recognition]")
{
    ScriptedTransport transport{
        {get_card_data, std::string{serial_1_1} + "A503010101 12 0002 00 01 01 0F 9000"}};
    CHECK(error_of(recognise(transport, AtrKind::belpic, in_company)) == Errc::not_recognized);
}

TEST_CASE("a version newer than 1.8 keeps its name and is treated as 1.8", "[card][recognition]")
{
    ScriptedTransport transport{
        {select_applet, "9000"},
        {get_card_data_with_tries,
         std::string{serial_1_8} + "0000000000 19 0001 00 00 02 0F 03 FFFF 9000"}};
    const auto found = recognise(transport, AtrKind::unknown, alone);
    REQUIRE(found);
    CHECK(found->applet_version == 0x19);
    CHECK(found->applet.version == 0x18);
}
