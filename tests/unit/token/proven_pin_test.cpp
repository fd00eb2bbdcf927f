// SPDX-License-Identifier: Apache-2.0
#include "fixture.hpp"
#include "token/proven_pin.hpp"

#include <algorithm>

using namespace openbeid;
using namespace openbeid::test;
using namespace std::chrono_literals;
using token::ProvenPins;

TEST_CASE("a proven PIN is given once", "[token][proven-pin]")
{
    const auto store = SecretStore::create();
    ProvenPins pins;
    const auto proven = pins.add(pin(*store, "1234"));
    const auto taken = proven->take();
    REQUIRE(taken);
    CHECK(std::ranges::equal(taken->view(), text("1234")));
    CHECK_FALSE(proven->take());
}

TEST_CASE("a proven PIN waits a minute and no longer", "[token][proven-pin]")
{
    const auto store = SecretStore::create();
    ProvenPins pins;
    const auto in_time = pins.add(pin(*store, "1234"));
    const auto too_late = pins.add(pin(*store, "1234"));
    advance_clock(60s);
    CHECK(in_time->take());
    advance_clock(1ms);
    CHECK_FALSE(too_late->take());
}

TEST_CASE("a PIN that is taken too late is wiped", "[token][proven-pin]")
{
    const auto store = SecretStore::create();
    ProvenPins pins;
    auto waiting = pin(*store, "1234");
    const ByteView place{waiting.view().data(), SecretSlot::capacity};
    const auto proven = pins.add(std::move(waiting));
    CHECK(place[0] == '1');
    advance_clock(61s);
    CHECK_FALSE(proven->take());
    CHECK(std::ranges::all_of(place, [](auto byte) { return byte == 0; }));
}

TEST_CASE("a PIN that nobody takes is wiped when somebody looks after its minute",
          "[token][proven-pin]")
{
    const auto store = SecretStore::create();
    ProvenPins pins;
    auto waiting = pin(*store, "1234");
    const ByteView place{waiting.view().data(), SecretSlot::capacity};
    const auto proven = pins.add(std::move(waiting));
    advance_clock(60s);
    pins.discard_expired();
    CHECK(place[0] == '1');
    advance_clock(1ms);
    pins.discard_expired();
    CHECK(std::ranges::all_of(place, [](auto byte) { return byte == 0; }));
}

TEST_CASE("all waiting PINs of a token are wiped together", "[token][proven-pin]")
{
    const auto store = SecretStore::create();
    const auto* const page = [&store] { return store->acquire()->bytes().data(); }();
    ProvenPins pins;
    const auto first = pins.add(pin(*store, "1234"));
    const auto second = pins.add(pin(*store, "5678"));
    pins.discard_all();
    CHECK(std::ranges::all_of(ByteView{page, 2 * SecretSlot::capacity},
                              [](auto byte) { return byte == 0; }));
    CHECK_FALSE(first->take());
    CHECK_FALSE(second->take());
    const auto later = pins.add(pin(*store, "1234"));
    CHECK(later->take());
}

TEST_CASE("a PIN whose operation is gone is wiped at once", "[token][proven-pin]")
{
    const auto store = SecretStore::create();
    ProvenPins pins;
    auto waiting = pin(*store, "1234");
    const ByteView place{waiting.view().data(), SecretSlot::capacity};
    static_cast<void>(pins.add(std::move(waiting)));
    CHECK(std::ranges::all_of(place, [](auto byte) { return byte == 0; }));
    pins.discard_all();
}
