// SPDX-License-Identifier: Apache-2.0
#include "states.hpp"

#include <future>
#include <new>

using namespace openbeid;
using namespace openbeid::test;

TEST_CASE("the list tells what is in each reader, without touching a card", "[api][readers]")
{
    CardInReader state{"v18-citizen"};
    state.stack.plug(second_reader);
    const auto list = value_of(state.readers.list());
    REQUIRE(list.size() == 2);
    CHECK(list[0].name == first_reader);
    CHECK(list[0].card_present);
    CHECK(list[0].atr == state.card->atr());
    CHECK_FALSE(list[1].card_present);
    CHECK(state.apdus() == 0);
    state.stack.stop_service();
    CHECK(code_of(state.readers.list()) == "service_unavailable");
}

TEST_CASE("a reader without an eID says why there is no card", "[api][readers]")
{
    CardInReader state{"foreign"};
    state.stack.plug(second_reader);
    CHECK(code_of(state.readers.open_card(first_reader)) == "not_recognized");
    CHECK(code_of(state.readers.open_card(second_reader)) == "no_card");
    CHECK(code_of(state.readers.open_card("Toaster 00 00")) == "no_reader");
    CHECK(state.card->counters().verify_commands == 0);
}

TEST_CASE("a card of an unknown generation is opened while nobody else uses it", "[api][readers]")
{
    CardInReader state{"v18-future-atr"};
    {
        const OtherProgram other{state.stack, first_reader};
        CHECK(code_of(state.readers.open_card(first_reader)) == "reader_busy");
    }
    CHECK(state.open().info().applet_version == 0x18);
}

TEST_CASE("who waits is woken by a card and by a cancellation", "[api][readers]")
{
    CardInReader state{"v17-citizen"};
    const auto known = value_of(state.readers.list());
    auto waiting = std::async(std::launch::async, [&] { return state.readers.wait(known); });
    state.stack.await_waiters(1);
    SECTION("a card is taken out")
    {
        state.stack.remove(first_reader);
        CHECK(code_of(waiting.get()) == "ok");
        CHECK_FALSE(value_of(state.readers.list())[0].card_present);
    }
    SECTION("cancelled")
    {
        state.readers.cancel();
        CHECK(code_of(waiting.get()) == "cancelled");
        CHECK(code_of(state.readers.wait(known)) == "cancelled");
    }
}

TEST_CASE("one wait after another has one waiter, which remembers whom it told of a change",
          "[api][readers]")
{
    CardInReader state{"v17-citizen"};
    for (int i = 0; i < 3; ++i) {
        const auto known = value_of(state.readers.list());
        auto waiting = std::async(std::launch::async, [&] { return state.readers.wait(known); });
        state.stack.await_waiters(1);
        if (i == 1) {
            state.stack.insert(first_reader, state.card);
        } else {
            state.stack.remove(first_reader);
        }
        CHECK(code_of(waiting.get()) == "ok");
    }
    CHECK(state.stack.counters().waiters == 1);
}

TEST_CASE("a wait for which there is no memory leaves nothing to cancel", "[api][readers]")
{
    CardInReader state{"v17-citizen"};
    const auto known = value_of(state.readers.list());
    state.stack.starve_waits(1);
    CHECK_THROWS_AS(state.readers.wait(known), std::bad_alloc);
    state.readers.cancel();
    CHECK(code_of(state.readers.wait(known)) == "cancelled");
}

TEST_CASE("a card outlives the list of readers that it was opened from", "[api][readers]")
{
    std::optional<Card> card;
    const CardInReader state{"v17-citizen"};
    {
        const CardInReader other{"v18-citizen"};
        card.emplace(other.open());
    }
    CHECK(value_of(card->certificate(CertificateId::authentication)).has_value());
}
