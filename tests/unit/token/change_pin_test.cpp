// SPDX-License-Identifier: Apache-2.0
#include "fixture.hpp"

using namespace openbeid;
using namespace openbeid::test;

namespace {

constexpr auto change_1234_to_4321 =
    "00 24 00 01 10 24 12 34 FF FF FF FF FF 24 43 21 FF FF FF FF FF";

} // namespace

TEST_CASE("a PIN is changed under key 82, and no right is left when nobody is logged in",
          "[token][change-pin]")
{
    ConnectedToken card{0x17,
                        {{"begin", ""},
                         {mse_82, "9000"},
                         {change_1234_to_4321, "9000"},
                         {log_off, "9000"},
                         {"end", ""}}};
    CHECK(card.token.change_pin(text("1234"), text("4321")));
    CHECK_FALSE(card.token.logged_in());
}

TEST_CASE("a login survives the change of the PIN", "[token][change-pin]")
{
    ConnectedToken card{0x18, {}};
    card.log_in();
    card.script.append(
        {{"begin", ""}, {mse_82, "9000"}, {change_1234_to_4321, "9000"}, {"end", ""}});
    CHECK(card.token.change_pin(text("1234"), text("4321")));
    CHECK(card.token.logged_in());
}

TEST_CASE("a wrong old PIN costs its one try and the login", "[token][change-pin]")
{
    ConnectedToken card{0x11, {}};
    card.log_in();
    card.script.append(
        {{"begin", ""}, {mse_82, "9000"}, {change_1234_to_4321, "63C2"}, {"end", ""}});
    const auto refused = card.token.change_pin(text("1234"), text("4321"));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::pin_incorrect);
    CHECK(card.token.tries_left() == 2);
    CHECK_FALSE(card.token.logged_in());
    // The same old PIN does not reach the card again.
    CHECK(card.token.change_pin(text("1234"), text("4321")).error().code == Errc::pin_incorrect);
}

TEST_CASE("a new PIN that can't be one costs no try", "[token][change-pin]")
{
    ConnectedToken card{0x17, {}};
    const auto error = [&card](std::string_view pin) {
        return card.token.change_pin(text("1234"), text(pin)).error().code;
    };
    CHECK(error("123") == Errc::bad_length);
    CHECK(error("1234567890123") == Errc::bad_length);
    CHECK(error("") == Errc::bad_length);
    CHECK(error("12x4") == Errc::unsupported);
}
