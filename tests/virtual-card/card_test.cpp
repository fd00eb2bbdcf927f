// SPDX-License-Identifier: Apache-2.0
#include "cards.hpp"
#include "support/catch.hpp"

#include <thread>
#include <vector>

using namespace openbeid;
using namespace openbeid::virtual_card;
using namespace openbeid::virtual_card::test;

TEST_CASE("a card without power gives no answer", "[virtual-card][card]")
{
    Card card{persona("v17-citizen")};
    CHECK(card.exchange(*from_hex(card_data)).delivery == Delivery::no_answer);
    card.power_on();
    CHECK(card.exchange(*from_hex(card_data)).delivery == Delivery::answered);
    card.power_off();
    CHECK(card.transmit(*from_hex(card_data)).empty());
}

TEST_CASE("a card that is out of the reader says so", "[virtual-card][card]")
{
    const auto card = powered("v17-citizen");
    card->remove();
    CHECK_FALSE(card->present());
    CHECK(card->exchange(*from_hex(card_data)).delivery == Delivery::removed);
    card->power_on();
    CHECK(card->exchange(*from_hex(card_data)).delivery == Delivery::removed);
    card->insert();
    card->power_on();
    CHECK(card->exchange(*from_hex(card_data)).delivery == Delivery::answered);
}

TEST_CASE("tries survive power-off, rights do not", "[virtual-card][card]")
{
    const auto card = powered("v17-citizen");
    CHECK(send(*card, right_pin) == "9000");
    CHECK(card->authentication_right());
    card->power_off();
    card->power_on();
    CHECK_FALSE(card->authentication_right());
    CHECK(send(*card, wrong_pin) == "63C2");
    card->power_off();
    card->power_on();
    CHECK(card->tries_left() == 2);
}

TEST_CASE("the counters tell what went over the contacts", "[virtual-card][counters]")
{
    const auto card = powered("v17-citizen");
    card->reset_counters();
    CHECK(send(*card, select_df00) == "9000");
    CHECK(send(*card, use_key_83) == "9000");
    CHECK(send(*card, wrong_pin) == "63C2");
    CHECK(send(*card, sign_32_bytes) == "6982");
    CHECK(send(*card, right_pin) == "9000");
    CHECK(send(*card, sign_32_bytes) == "6100");
    CHECK(send(*card, "00C0000000").size() == 2 * 258);
    const auto counters = card->counters();
    CHECK(counters.apdus == 7);
    CHECK(counters.bytes_to_card == 9 + 10 + 13 + 37 + 13 + 37 + 5);
    CHECK(counters.bytes_from_card == 6 * 2 + 258);
    CHECK(counters.characters == 12 + 13 + 16 + 40 + 16 + 40 + 264);
    CHECK(counters.line_time_us == counters.characters * 279);
    CHECK(counters.verify_commands == 2);
    CHECK(counters.wrong_tries == 1);
    CHECK(counters.signatures_82 == 0);
    CHECK(counters.signatures_83 == 1);
    CHECK(counters.refused_83 == 1);
    CHECK(counters.by_ins.at(0x2A) == 2);
    CHECK(to_json(counters).find("\"signatures_83\":1,") != std::string::npos);
    card->reset_counters();
    CHECK(card->counters() == Counters{});
}

TEST_CASE("the trace hides PINs", "[virtual-card][trace]")
{
    const auto card = powered("v17-citizen");
    std::vector<std::string> lines;
    card->set_trace([&](const std::string& line) { lines.push_back(line); });
    CHECK(send(*card, select_df00) == "9000");
    CHECK(send(*card, right_pin) == "9000");
    CHECK(send(*card, "0024000110241234FFFFFFFFFF241234FFFFFFFFFF") == "9000");
    CHECK(send(*card, "002C0001082C222222111111FF") == "9000");
    CHECK(lines == std::vector<std::string>{
                       "00 A4 08 0C 04 3F00DF00 -> 0 9000",
                       "00 20 00 01 08 ** -> 0 9000",
                       "00 24 00 01 10 ** -> 0 9000",
                       "00 2C 00 01 08 ** -> 0 9000",
                   });
}

TEST_CASE("PIN, tries and files can be set from outside", "[virtual-card][card]")
{
    const auto card = powered("v18-citizen");
    card->set_tries_left(0);
    CHECK(send(*card, right_pin) == "6983");
    card->set_tries_left(1);
    card->set_pin("567890");
    CHECK(send(*card, "00200001082656 7890FFFFFFFF") == "9000");
    CHECK(card->tries_left() == 3);

    card->set_file("3f00/df00/5038", Bytes{0x30, 0x82});
    CHECK(card->file("3F00DF005038") == Bytes{0x30, 0x82});
    CHECK(send(*card, "00A4080C063F00DF005038") == "9000");
    CHECK(send(*card, "00B0000000") == "6C02");
    card->erase_file("3F00/DF00/5038");
    CHECK(send(*card, "00B0000001") == "6986");
    CHECK(send(*card, "00A4080C063F00DF005038") == "6A82");
    CHECK_FALSE(card->file("3F00DF005038"));
}

TEST_CASE("quirks: short blocks, short reads, readers that work with APDUs",
          "[virtual-card][quirk]")
{
    auto quirky = persona("v18-citizen");
    SECTION("a reader that gives short blocks")
    {
        quirky.quirks.read_binary_max = 231;
        const auto card = powered(quirky);
        CHECK(send(*card, "00A4080C063F00DF00503A") == "9000");
        CHECK(send(*card, "00B0000000").size() == 2 * (231 + 2));
        CHECK(send(*card, "00B0000010").size() == 2 * (16 + 2));
    }
    SECTION("short data instead of 6Cxx")
    {
        quirky.quirks.short_read_past_end = true;
        const auto card = powered(quirky);
        CHECK(send(*card, "00A4080C022F00") == "9000");
        CHECK(send(*card, "00B0000000").size() == 2 * (37 + 2));
        CHECK(send(*card, "00B0002500") == "6B00");
    }
    SECTION("a reader that works with APDUs")
    {
        quirky.quirks.apdu_level_reader = true;
        const auto card = powered(quirky);
        CHECK(send(*card, "00A4080C022F00") == "9000");
        CHECK(send(*card, "00B0000000").size() == 2 * (37 + 2));
        CHECK(send(*card, select_df00) == "9000");
        CHECK(send(*card, use_key_82) == "9000");
        CHECK(send(*card, right_pin) == "9000");
        CHECK(send(*card, std::string{sign_32_bytes} + "00").size() == 2 * (96 + 2));
        CHECK(send(*card, sign_32_bytes).size() == 2 * (96 + 2));
    }
}

TEST_CASE("threads may share a card", "[virtual-card][threads]")
{
    const auto card = powered("v17-citizen");
    card->reset_counters();
    constexpr int rounds = 200;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int round = 0; round < rounds; ++round) {
                static_cast<void>(card->transmit(*from_hex(card_data)));
                static_cast<void>(card->tries_left());
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    CHECK(card->counters().apdus == 4 * rounds);
}
