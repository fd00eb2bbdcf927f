// SPDX-License-Identifier: Apache-2.0
#include "apdu/exchange.hpp"
#include "base/hex.hpp"
#include "support/catch.hpp"
#include "support/scripted_transport.hpp"

using namespace openbeid;
using namespace std::chrono_literals;
using test::hex;
using test::repeated;
using test::Script;
using test::ScriptedTransport;

namespace {

/// "data SW" in hexadecimal, or the name of the error.
std::string outcome(apdu::Channel& card, std::string_view command, apdu::Timing timing = {})
{
    const auto response = apdu::exchange(card, hex(command), timing);
    if (!response) {
        return name_of(response.error().code);
    }
    const auto sw = raw(response->sw);
    const Bytes trailer{static_cast<std::uint8_t>(sw >> 8U), static_cast<std::uint8_t>(sw & 0xFFU)};
    return to_hex(response->data) + " " + to_hex(trailer);
}

constexpr auto read_256 = "00 B0 00 00 00";
constexpr auto sign = "00 2A 9E 9A 02 AB CD";

} // namespace

TEST_CASE("a command goes out as it is, and its answer comes back", "[apdu][exchange]")
{
    ScriptedTransport card{{"00200001", "63C3"},
                           {read_256, "0102039000"},
                           {"00A4080C023F00", "6A82"},
                           {"00B0000001", "9000"}};
    CHECK(outcome(card, "00200001") == " 63C3");
    CHECK(outcome(card, read_256) == "010203 9000");
    CHECK(outcome(card, "00A4080C023F00") == " 6A82");
    CHECK(outcome(card, "00B0000001") == " 9000");
}

TEST_CASE("an answer may be 256 bytes long", "[apdu][exchange]")
{
    ScriptedTransport card{{read_256, repeated(0x5A, 256) + "9000"}};
    CHECK(outcome(card, read_256) == repeated(0x5A, 256) + " 9000");
}

TEST_CASE("data that wait on the card are fetched", "[apdu][exchange]")
{
    ScriptedTransport card{{sign, "6103"}, {"00C0000003", "0102039000"}};
    CHECK(outcome(card, sign) == "010203 9000");
}

TEST_CASE("6100 stands for 256 bytes or more", "[apdu][exchange]")
{
    ScriptedTransport card{
        {sign, "6100"}, {"00C0000000", repeated(0x11, 256) + "6102"}, {"00C0000002", "2222 9000"}};
    CHECK(outcome(card, sign) == repeated(0x11, 256) + "2222 9000");
}

TEST_CASE("data that come with 61xx are not lost", "[apdu][exchange]")
{
    ScriptedTransport card{
        {read_256, "AABB6102"}, {"00C0000002", "CC6101"}, {"00C0000001", "DD9000"}};
    CHECK(outcome(card, read_256) == "AABBCCDD 9000");
}

TEST_CASE("GET RESPONSE has CLA 00, whatever the command had", "[apdu][exchange]")
{
    ScriptedTransport card{{"80E400001C", "01 6101"}, {"00C0000001", "029000"}};
    CHECK(outcome(card, "80E400001C") == "0102 9000");
}

TEST_CASE("a wrong length in GET RESPONSE is corrected", "[apdu][exchange]")
{
    ScriptedTransport card{{sign, "6100"}, {"00C0000000", "6C02"}, {"00C0000002", "ABCD9000"}};
    CHECK(outcome(card, sign) == "ABCD 9000");
}

TEST_CASE("a warning that ends GET RESPONSE is told", "[apdu][exchange]")
{
    ScriptedTransport card{{sign, "6102"}, {"00C0000002", "01026282"}};
    CHECK(outcome(card, sign) == "0102 6282");
}

TEST_CASE("a refused GET RESPONSE is no answer to the command", "[apdu][exchange]")
{
    const auto* const refusal = GENERATE("6985", "6982", "6A88", "6A82", "6D00", "6F00");
    ScriptedTransport card{{sign, "6102"}, {"00C0000002", refusal}};
    const auto answer = apdu::exchange(card, hex(sign));
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == Errc::io);
    CHECK(answer.error().sw == 0);
}

TEST_CASE("a reader that fetches and corrects by itself is fine", "[apdu][exchange]")
{
    ScriptedTransport card{{sign, "01029000"}, {read_256, "0304059000"}};
    CHECK(outcome(card, sign) == "0102 9000");
    CHECK(outcome(card, read_256) == "030405 9000");
}

TEST_CASE("a command with a wrong length is sent again with the right one", "[apdu][exchange]")
{
    const apdu::Timing timing{.pause_after_6c = GENERATE(0ms, 1ms)};
    ScriptedTransport card{{read_256, "6C03"}, {"00B0000003", "0102039000"}};
    CHECK(outcome(card, read_256, timing) == "010203 9000");
}

TEST_CASE("a right length of 6C00 is 256", "[apdu][exchange]")
{
    ScriptedTransport card{{"00B0000004", "6C00"}, {read_256, repeated(1, 256) + "9000"}};
    CHECK(outcome(card, "00B0000004") == repeated(1, 256) + " 9000");
}

TEST_CASE("a length is corrected at most twice", "[apdu][exchange]")
{
    ScriptedTransport card{{read_256, "6C03"}, {"00B0000003", "6C02"}, {"00B0000002", "6C01"}};
    CHECK(outcome(card, read_256) == " 6C01");
}

TEST_CASE("the second correction may be the right one, and lead on to 61xx", "[apdu][exchange]")
{
    ScriptedTransport card{{read_256, "6C03"},
                           {"00B0000003", "6C02"},
                           {"00B0000002", "01 6101"},
                           {"00C0000001", "02 9000"}};
    CHECK(outcome(card, read_256) == "0102 9000");
}

TEST_CASE("a command with data is never sent again", "[apdu][exchange]")
{
    ScriptedTransport card{{sign, "6C20"}, {"00200001082412 34FFFFFFFFFF", "6C00"}};
    CHECK(outcome(card, sign) == " 6C20");
    CHECK(outcome(card, "0020000108241234FFFFFFFFFF") == " 6C00");
}

TEST_CASE("a command without data and answer is never sent again", "[apdu][exchange]")
{
    ScriptedTransport card{{"80E60000", "6C02"}};
    CHECK(outcome(card, "80E60000") == " 6C02");
}

TEST_CASE("a card that announces data without giving any is malformed", "[apdu][exchange]")
{
    ScriptedTransport card{{sign, "6110"}, {"00C0000010", "6110"}};
    CHECK(outcome(card, sign) == "malformed");
}

TEST_CASE("a card that gives data without end is malformed", "[apdu][exchange]")
{
    const auto block = repeated(0x77, 256) + "6100";
    Script script{{sign, "6100"}};
    for (int i = 0; i < 17; ++i) { // 4096 bytes, and one block too many
        script.append({{"00C0000000", block}});
    }
    ScriptedTransport card{script};
    CHECK(outcome(card, sign) == "malformed");
}

TEST_CASE("an answer without a whole status word is an error of the line", "[apdu][exchange]")
{
    ScriptedTransport card{{read_256, ""}, {read_256, "90"}, {sign, "6102"}, {"00C0000002", "61"}};
    CHECK(outcome(card, read_256) == "io");
    CHECK(outcome(card, read_256) == "io");
    CHECK(outcome(card, sign) == "io");
}

TEST_CASE("an answer longer than any short APDU is an error of the line", "[apdu][exchange]")
{
    ScriptedTransport card{{read_256, repeated(0, 257) + "9000"}};
    CHECK(outcome(card, read_256) == "io");
}

TEST_CASE("an error of the channel passes through and nothing is repeated", "[apdu][exchange]")
{
    const auto code = GENERATE(
        Errc::io, Errc::card_removed, Errc::card_reset, Errc::no_reader, Errc::service_unavailable);
    ScriptedTransport card{{read_256, code},
                           {sign, code},
                           {sign, "6102"},
                           {"00C0000002", code},
                           {read_256, "6C02"},
                           {"00B0000002", code}};
    for (const auto* const command : {read_256, sign, sign, read_256}) {
        CHECK(outcome(card, command) == name_of(code));
    }
}

TEST_CASE("a command that is no short APDU of cases 1 to 3 is not sent", "[apdu][exchange]")
{
    ScriptedTransport card{};
    for (const auto* const command : {"",
                                      "00",
                                      "00A408",
                                      "00A4080C0001",        // extended length
                                      "00A4080C033F00",      // Lc too large
                                      "00A4080C013F00",      // Lc too small
                                      "002A9E9A02ABCD00"}) { // case 4
        CAPTURE(command);
        CHECK(outcome(card, command) == "bad_length");
    }
}
