// SPDX-License-Identifier: Apache-2.0
// Whether a login that we believe in still stands (product principle 9).
#include "fixture.hpp"

using namespace openbeid;
using namespace openbeid::test;
using namespace std::chrono_literals;

namespace {

/// Logged in, and the last proof of it just too old.
struct OldLogin : ConnectedToken {
    explicit OldLogin(std::uint8_t version) : ConnectedToken{version, {}}
    {
        log_in();
        advance_clock(1s + 1ms);
    }
};

} // namespace

TEST_CASE("without a login there is nothing to check", "[token][login-check]")
{
    ConnectedToken card{0x18, {}};
    card.token.refresh_login();
    CHECK_FALSE(card.token.confirm_login());
}

TEST_CASE("a login is checked by an empty VERIFY, at most once a second", "[token][login-check]")
{
    OldLogin card{0x18};
    card.script.append(
        {{"check", ""}, {"begin", ""}, {empty_verify, "9000"}, {"end", ""}, {"check", ""}});
    card.token.refresh_login();
    card.token.refresh_login();
    CHECK(card.token.logged_in());
}

TEST_CASE("a login that another program ended is noticed", "[token][login-check]")
{
    struct Answer {
        const char* status;
        unsigned tries;
    };
    const auto answer = GENERATE(Answer{"63C3", 3}, Answer{"6983", 0});
    OldLogin card{0x17};
    card.script.append({{"check", ""}, {"begin", ""}, {empty_verify, answer.status}, {"end", ""}});
    CHECK_FALSE(card.token.confirm_login());
    CHECK(card.token.tries_left() == answer.tries);
}

TEST_CASE("any other answer changes nothing and ends these checks", "[token][login-check]")
{
    OldLogin card{0x18};
    card.script.append(
        {{"check", ""}, {"begin", ""}, {empty_verify, "6D00"}, {"end", ""}, {"check", ""}});
    card.token.refresh_login();
    advance_clock(2s);
    card.token.refresh_login();
    CHECK(card.token.logged_in());
}

TEST_CASE("an old applet is never asked, a reset shows without a command", "[token][login-check]")
{
    OldLogin card{0x11};
    card.script.append({{"check", ""}, {"check", Errc::card_reset}});
    CHECK(card.token.confirm_login());
    CHECK_FALSE(card.token.confirm_login());
    CHECK(card.token.alive());
}

TEST_CASE("a reader that is busy leaves the login as it is", "[token][login-check]")
{
    OldLogin card{0x18};
    card.script.append({{"check", Errc::reader_busy}, {"check", ""}, {"begin", Errc::reader_busy}});
    card.token.refresh_login();
    card.token.refresh_login();
    CHECK(card.token.logged_in());
}

TEST_CASE("no check comes between the steps of a legally binding signature", "[token][login-check]")
{
    OldLogin card{0x18};
    card.token.begin_signature_use();
    card.script.append({{"check", ""}});
    card.token.refresh_login();
    card.token.end_signature_use();
    card.script.append({{"check", ""}, {"begin", ""}, {empty_verify, "9000"}, {"end", ""}});
    card.token.refresh_login();
    CHECK(card.token.logged_in());
}

TEST_CASE("a failed exchange does not end the checks", "[token][login-check]")
{
    OldLogin card{0x18};
    card.script.append(
        {{"check", ""}, {"begin", ""}, {empty_verify, Errc::card_reset}, {"end", ""}});
    CHECK_FALSE(card.token.confirm_login());
    card.log_in();
    advance_clock(2s);
    card.script.append({{"check", ""}, {"begin", ""}, {empty_verify, "63C3"}, {"end", ""}});
    CHECK_FALSE(card.token.confirm_login());
}
