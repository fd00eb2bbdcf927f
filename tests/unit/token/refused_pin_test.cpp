// SPDX-License-Identifier: Apache-2.0
#include "fixture.hpp"
#include "token/refused_pin.hpp"

#include <algorithm>

using namespace openbeid;
using namespace openbeid::test;
using namespace std::chrono_literals;
using token::RefusedPin;

TEST_CASE("the PIN that was refused last is known again", "[token][refused-pin]")
{
    const auto store = SecretStore::create();
    RefusedPin refused{crypto_context(), *store};
    CHECK_FALSE(refused.is(pin(*store, "1234")));
    refused.remember(pin(*store, "1234"), 2);
    CHECK(refused.is(pin(*store, "1234")));
    CHECK_FALSE(refused.is(pin(*store, "1235")));
    CHECK_FALSE(refused.is(pin(*store, "12340")));
    CHECK(refused.tries_left() == 2);
}

TEST_CASE("only one refused PIN is kept", "[token][refused-pin]")
{
    const auto store = SecretStore::create();
    RefusedPin refused{crypto_context(), *store};
    refused.remember(pin(*store, "1234"), 2);
    refused.remember(pin(*store, "5678"), 1);
    CHECK_FALSE(refused.is(pin(*store, "1234")));
    CHECK(refused.is(pin(*store, "5678")));
    CHECK(refused.tries_left() == 1);
}

TEST_CASE("a refused PIN is forgotten when it is no longer wrong", "[token][refused-pin]")
{
    const auto store = SecretStore::create();
    RefusedPin refused{crypto_context(), *store};
    refused.remember(pin(*store, "1234"), std::nullopt);
    CHECK_FALSE(refused.tries_left());
    CHECK(refused.is(pin(*store, "1234")));
    refused.forget();
    CHECK_FALSE(refused.is(pin(*store, "1234")));
}

TEST_CASE("a refused PIN is kept for a minute", "[token][refused-pin]")
{
    const auto store = SecretStore::create();
    RefusedPin refused{crypto_context(), *store};
    refused.remember(pin(*store, "1234"), 2);
    advance_clock(60s);
    CHECK(refused.is(pin(*store, "1234")));
    advance_clock(1ms);
    CHECK_FALSE(refused.is(pin(*store, "1234")));
    CHECK_FALSE(refused.tries_left());
}

TEST_CASE("the refused PIN itself is nowhere in the secret page", "[token][refused-pin]")
{
    const auto store = SecretStore::create();
    const auto* const page = [&store] { return store->acquire()->bytes().data(); }();
    RefusedPin refused{crypto_context(), *store};
    refused.remember(pin(*store, "123456789012"), 2);
    const ByteView used{page, 4 * SecretSlot::capacity};
    const std::string_view digits = "123456789012";
    CHECK(std::search(used.begin(), used.end(), digits.begin(), digits.end()) == used.end());
    CHECK(std::ranges::any_of(used, [](auto byte) { return byte != 0; })); // but something is
    refused.forget();
    CHECK(std::ranges::all_of(used, [](auto byte) { return byte == 0; }));
}
