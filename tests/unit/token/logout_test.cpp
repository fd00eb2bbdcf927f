// SPDX-License-Identifier: Apache-2.0
// The end of a login: LOG OFF, or a reset where it can't be sent.
#include "fixture.hpp"

using namespace openbeid;
using namespace openbeid::test;

TEST_CASE("a logout that the card refuses resets it", "[token][login]")
{
    ConnectedToken card{0x17, {}};
    card.log_in();
    card.script.append({{"begin", ""}, {log_off, "6D00"}, {"reset at end", ""}, {"end", ""}});
    CHECK(card.token.logout());
    CHECK_FALSE(card.token.logged_in());
}

TEST_CASE("a login that can't be ended is ended by a reset when the connection is closed",
          "[token][login]")
{
    ConnectedToken card{0x18, {}};
    card.log_in();
    const bool by_logout = GENERATE(true, false);
    if (by_logout) {
        card.script.append({{"begin", Errc::io}});
        CHECK_FALSE(card.token.logout());
    }
    card.script.append({{"begin", Errc::io}, {"reset when closed", ""}});
    card.token.disconnect();
}

TEST_CASE("a login that can be ended after all needs no reset", "[token][login]")
{
    ConnectedToken card{0x18, {}};
    card.log_in();
    card.script.append({{"begin", Errc::io}});
    CHECK_FALSE(card.token.logout());
    card.script.append({{"begin", ""}, {log_off, "9000"}, {"end", ""}});
    card.token.disconnect();
}

TEST_CASE("a logout after a reset leaves the login of the program that came after it alone",
          "[token][login]")
{
    ConnectedToken card{0x17, {}};
    card.log_in();
    card.script.append({{"begin", Errc::card_reset},
                        {"reconnect", ""},
                        {"begin", ""},
                        {get_card_data, ConnectedToken::card_data_answer()},
                        {"end", ""}});
    SECTION("C_Logout")
    {
        CHECK(card.token.logout());
    }
    SECTION("the end of the last session")
    {
        card.token.disconnect();
    }
    CHECK_FALSE(card.token.logged_in());
}

TEST_CASE("a login that a reset has ended is not ended by another one", "[token][login]")
{
    ConnectedToken card{0x17, {}};
    card.log_in();
    card.script.append(
        {{"begin", Errc::card_reset}, {"reconnect", ""}, {"begin", Errc::reader_busy}});
    card.token.disconnect();
}

TEST_CASE("a LOG OFF that could not be sent goes out before the next command", "[token][login]")
{
    ConnectedToken card{0x17, {}};
    card.log_in();
    card.script.append({{"begin", Errc::reader_busy}});
    CHECK_FALSE(card.token.logout());
    CHECK_FALSE(card.token.logged_in());
    SECTION("of another login")
    {
        card.script.append({{"begin", ""},
                            {log_off, "9000"},
                            {mse_82, "9000"},
                            {verify_1234, "9000"},
                            {"end", ""}});
        CHECK(card.token.login(text("1234")));
        CHECK(card.token.logged_in());
    }
    SECTION("or at the end of the connection")
    {
        card.script.append({{"begin", ""}, {log_off, "9000"}, {"end", ""}});
        card.token.disconnect();
    }
    SECTION("or, if the card does not take it, resets the card before the next login")
    {
        card.script.append({{"begin", ""},
                            {log_off, "6D00"},
                            {"reset at end", ""},
                            {"end", ""},
                            {"begin", Errc::card_reset},
                            {"reconnect", ""},
                            {"begin", ""},
                            {get_card_data, ConnectedToken::card_data_answer()},
                            {mse_82, "9000"},
                            {verify_1234, "9000"},
                            {"end", ""}});
        CHECK(card.token.login(text("1234")));
        CHECK(card.token.logged_in());
    }
    SECTION("unless a reset was faster")
    {
        card.script.append({{"begin", Errc::card_reset},
                            {"reconnect", ""},
                            {"begin", ""},
                            {get_card_data, ConnectedToken::card_data_answer()},
                            {mse_82, "9000"},
                            {verify_1234, "9000"},
                            {"end", ""}});
        CHECK(card.token.login(text("1234")));
    }
}
