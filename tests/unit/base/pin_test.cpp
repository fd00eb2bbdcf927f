// SPDX-License-Identifier: Apache-2.0
#include "base/pin.hpp"
#include "is_zero.hpp"
#include "support/catch.hpp"

#include <string>
#include <string_view>
#include <type_traits>

using namespace openbeid;
using test::is_zero;

static_assert(!std::is_copy_constructible_v<Pin> && !std::is_copy_assignable_v<Pin>);

namespace {

Result<Pin> pin_of(SecretStore& store, std::string_view digits)
{
    return Pin::from(store, Bytes{digits.begin(), digits.end()});
}

} // namespace

TEST_CASE("a PIN has 4 to 12 digits", "[base][pin]")
{
    const auto store = SecretStore::create();
    const std::string_view digits = "9876543210123";
    for (std::size_t size = 0; size <= digits.size(); ++size) {
        CAPTURE(size);
        const auto pin = pin_of(*store, digits.substr(0, size));
        CHECK(pin.has_value() == (size >= 4 && size <= 12));
        if (pin) {
            CHECK(std::ranges::equal(pin->view(), digits.substr(0, size)));
        } else {
            CHECK(pin.error().code == Errc::pin_malformed);
        }
    }
}

TEST_CASE("a PIN has no character but decimal digits, at any place", "[base][pin]")
{
    const auto store = SecretStore::create();
    for (unsigned value = 0; value <= 0xFF; ++value) {
        for (std::size_t place = 0; place < 4; ++place) {
            std::string text = "1234";
            text[place] = static_cast<char>(value);
            const bool is_digit = value >= '0' && value <= '9';
            const auto pin = pin_of(*store, text);
            if (pin.has_value() != is_digit) {
                FAIL_CHECK("character " << value << " at place " << place);
            }
        }
    }
    CHECK_FALSE(pin_of(*store, std::string_view{"1234\0", 5}));
    CHECK_FALSE(pin_of(*store, "1234 "));
    CHECK_FALSE(pin_of(*store, "+1234"));
}

TEST_CASE("a PIN lives in the secret page and leaves nothing there", "[base][pin]")
{
    const auto store = SecretStore::create();
    const std::uint8_t* place = nullptr;
    {
        const auto pin = pin_of(*store, "123456789012");
        REQUIRE(pin);
        CHECK(&pin->store() == store.get());
        place = pin->view().data();
    }
    const auto again = store->acquire();
    REQUIRE(again);
    REQUIRE(again->bytes().data() == place);
    CHECK(is_zero(again->bytes()));
}

TEST_CASE("a PIN that is moved stays at its place in the secret page", "[base][pin]")
{
    const auto store = SecretStore::create();
    auto pin = pin_of(*store, "4321");
    REQUIRE(pin);
    const auto* const place = pin->view().data();
    const Pin moved = *std::move(pin);
    CHECK(moved.view().data() == place);
    CHECK(std::ranges::equal(moved.view(), std::string_view{"4321"}));
}

TEST_CASE("a refused PIN takes no slot of the secret page", "[base][pin]")
{
    const auto store = SecretStore::create();
    const auto* const first = [&store] { return store->acquire()->bytes().data(); }();
    REQUIRE_FALSE(pin_of(*store, "12"));
    const auto slot = store->acquire();
    REQUIRE(slot);
    CHECK(slot->bytes().data() == first);
    CHECK(is_zero(slot->bytes()));
}
