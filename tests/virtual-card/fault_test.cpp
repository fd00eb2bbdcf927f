// SPDX-License-Identifier: Apache-2.0
#include "cards.hpp"
#include "support/catch.hpp"

#include <chrono>

using namespace openbeid;
using namespace openbeid::virtual_card;
using namespace openbeid::virtual_card::test;

namespace {

Fault fault(FaultKind kind)
{
    Fault made;
    made.kind = kind;
    return made;
}

Delivery delivery_of(Card& card, const char* command)
{
    return card.exchange(from_hex(command).value()).delivery;
}

} // namespace

TEST_CASE("a status word instead of the command leaves the card as it was", "[virtual-card][fault]")
{
    const auto card = powered("v17-citizen");
    auto instead = fault(FaultKind::status);
    instead.status = 0x6F00;
    card->inject(instead);
    CHECK(send(*card, wrong_pin) == "6F00");
    CHECK(card->tries_left() == 3);
    CHECK(send(*card, wrong_pin) == "63C2");
}

TEST_CASE("a status word after the command hides what it did", "[virtual-card][fault]")
{
    const auto card = powered("v17-citizen");
    auto after = fault(FaultKind::status_after);
    after.status = 0x6F00;
    card->inject(after);
    CHECK(send(*card, wrong_pin) == "6F00");
    CHECK(card->tries_left() == 2);
}

TEST_CASE("answers can be cut, emptied, changed and replaced", "[virtual-card][fault]")
{
    const auto card = powered("v17-citizen");
    const auto whole = send(*card, card_data);
    SECTION("cut")
    {
        auto cut = fault(FaultKind::cut);
        cut.count = 4;
        card->inject(cut);
        CHECK(send(*card, card_data) == whole.substr(0, whole.size() - 12) + "9000");
        cut.count = 1000;
        card->inject(cut);
        CHECK(send(*card, card_data) == "9000");
    }
    SECTION("empty")
    {
        card->inject(fault(FaultKind::empty));
        CHECK(send(*card, card_data) == "9000");
    }
    SECTION("flip")
    {
        auto flip = fault(FaultKind::flip);
        flip.count = 8;
        card->inject(flip);
        CHECK(send(*card, card_data) == "534D" + whole.substr(4)); // 4C with its lowest bit changed
        flip.count = 8 * 28;
        card->inject(flip);
        CHECK(send(*card, card_data) == whole); // there is no such bit
    }
    SECTION("garbage")
    {
        auto garbage = fault(FaultKind::garbage);
        garbage.bytes = {0xDE, 0xAD, 0xBE};
        card->inject(garbage);
        CHECK(send(*card, card_data) == "DEADBE");
    }
    CHECK(send(*card, card_data) == whole);
}

TEST_CASE("a lost answer may hide a command that was executed", "[virtual-card][fault]")
{
    const auto card = powered("v17-citizen");
    card->inject(fault(FaultKind::drop_before));
    CHECK(delivery_of(*card, wrong_pin) == Delivery::no_answer);
    CHECK(card->tries_left() == 3);
    card->inject(fault(FaultKind::drop_after));
    CHECK(delivery_of(*card, wrong_pin) == Delivery::no_answer);
    CHECK(card->tries_left() == 2);
}

TEST_CASE("a fault waits for its APDU", "[virtual-card][fault]")
{
    const auto card = powered("v17-citizen");
    auto third = fault(FaultKind::status);
    third.after = 3;
    third.status = 0x6F01;
    auto second_verify = fault(FaultKind::status);
    second_verify.after = 2;
    second_verify.ins = 0x20;
    second_verify.status = 0x6F02;
    card->inject(third);
    card->inject(second_verify);
    CHECK(card->waiting_faults() == 2);
    CHECK(send(*card, right_pin) == "9000");
    CHECK(send(*card, select_df00) == "9000");
    CHECK(send(*card, select_df00) == "6F01");
    CHECK(send(*card, select_df00) == "9000");
    CHECK(send(*card, right_pin) == "6F02");
    CHECK(card->waiting_faults() == 0);
    card->inject(fault(FaultKind::status));
    card->clear_faults();
    CHECK(send(*card, right_pin) == "9000");
}

TEST_CASE("removal and resets in the middle", "[virtual-card][fault]")
{
    const auto card = powered("v17-citizen");
    CHECK(send(*card, right_pin) == "9000");
    SECTION("removed")
    {
        card->inject(fault(FaultKind::remove));
        CHECK(delivery_of(*card, card_data) == Delivery::removed);
        CHECK_FALSE(card->present());
    }
    SECTION("reset, and the command is lost")
    {
        card->inject(fault(FaultKind::reset));
        CHECK(delivery_of(*card, wrong_pin) == Delivery::reset);
        CHECK(card->tries_left() == 3);
        CHECK(card->present());
    }
    SECTION("reset, and nobody notices")
    {
        card->inject(fault(FaultKind::silent_reset));
        CHECK(delivery_of(*card, card_data) == Delivery::answered);
    }
    CHECK_FALSE(card->authentication_right());
}

TEST_CASE("a delayed answer is complete", "[virtual-card][fault]")
{
    const auto card = powered("v17-citizen");
    auto delay = fault(FaultKind::delay);
    delay.delay = std::chrono::milliseconds{20};
    card->inject(delay);
    const auto begin = std::chrono::steady_clock::now();
    CHECK(send(*card, card_data).size() == 60);
    CHECK(std::chrono::steady_clock::now() - begin >= delay.delay);
}
