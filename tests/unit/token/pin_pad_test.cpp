// SPDX-License-Identifier: Apache-2.0
// What the card sees when its PIN comes from a pad, command by command.
#include "fixture.hpp"

using namespace openbeid;
using namespace openbeid::test;
using crypto::Ecdsa;
using token::CertificateId;

namespace {

constexpr auto verify_on_pad = "verify on pad 002000010820FFFFFFFFFFFFFF";
constexpr auto change_on_pad = "change on pad 002400011020FFFFFFFFFFFFFF20FFFFFFFFFFFFFF";

Errc code_of(const Result<void>& result)
{
    REQUIRE_FALSE(result);
    return result.error().code;
}

/// Logged in, the certificate of the `Signature` key is known.
struct LoggedIn : ConnectedToken {
    LoggedIn() : ConnectedToken{0x18, {}}
    {
        log_in();
        read_certificate(CertificateId::signature, ec_key().certificate());
        token.begin_signature_use();
        script.append({{"begin", ""}, {select_df, "9000"}, {mse_83, "9000"}});
    }

    Errc sign_error()
    {
        const auto signature = token.sign_legally_on_pad(Ecdsa{}, digest);
        REQUIRE_FALSE(signature);
        return signature.error().code;
    }
};

} // namespace

TEST_CASE("a login on the pad is the choice of key 82 and one entry", "[token][pin-pad]")
{
    ConnectedToken card{0x17,
                        {{"begin", ""}, {mse_82, "9000"}, {verify_on_pad, "9000"}, {"end", ""}}};
    REQUIRE(card.token.login_on_pad());
    CHECK(card.token.logged_in());
    CHECK(card.token.login_on_pad()); // nobody is asked again
}

TEST_CASE("an entry that was given up touches nothing", "[token][pin-pad]")
{
    const auto* const answer = GENERATE("6400", "6401");
    ConnectedToken card{0x17,
                        {{"begin", ""}, {mse_82, "9000"}, {verify_on_pad, answer}, {"end", ""}}};
    CHECK(code_of(card.token.login_on_pad()) == Errc::cancelled);
    CHECK_FALSE(card.token.tries_left());
}

TEST_CASE("a pad that gives no answer is followed by LOG OFF, and by a reset if that fails",
          "[token][pin-pad]")
{
    ConnectedToken card{0x17,
                        {{"begin", ""},
                         {mse_82, "9000"},
                         {verify_on_pad, Errc::io},
                         {log_off, Errc::io},
                         {"reset at end", ""},
                         {"end", ""}}};
    CHECK(code_of(card.token.login_on_pad()) == Errc::io);
}

TEST_CASE("a pad that fails because the card is out is no broken pad", "[token][pin-pad]")
{
    ConnectedToken card{0x17,
                        {{"begin", ""},
                         {mse_82, "9000"},
                         {verify_on_pad, Errc::io},
                         {log_off, Errc::card_removed},
                         {"reset at end", ""},
                         {"end", ""}}};
    CHECK_FALSE(card.token.login_on_pad());
    CHECK_FALSE(card.token.alive());
}

TEST_CASE("a wrong PIN on the pad tells the tries, and the last one ends the asking",
          "[token][pin-pad]")
{
    ConnectedToken card{0x17,
                        {{"begin", ""},
                         {mse_82, "9000"},
                         {verify_on_pad, "63C1"},
                         {"end", ""},
                         {"begin", ""},
                         {mse_82, "9000"},
                         {verify_on_pad, "6983"},
                         {"end", ""}}};
    CHECK(code_of(card.token.login_on_pad()) == Errc::pin_incorrect);
    CHECK(card.token.tries_left() == 1);
    CHECK(code_of(card.token.login_on_pad()) == Errc::pin_blocked);
    CHECK(code_of(card.token.login_on_pad()) == Errc::pin_blocked);
    CHECK(code_of(card.token.change_pin_on_pad()) == Errc::pin_blocked);
    CHECK_FALSE(card.token.may_ask_for_pin());
}

TEST_CASE("nothing comes between the pad's VERIFY and the legal signature", "[token][pin-pad]")
{
    LoggedIn card;
    const auto expected = ec_key().ecdsa(digest);
    card.script.append({{verify_on_pad, "9000"},
                        {cds, "6160"},
                        {"00C0000060", to_hex(expected) + "9000"},
                        {"end", ""}});
    const auto signature = card.token.sign_legally_on_pad(Ecdsa{}, digest);
    REQUIRE(signature);
    CHECK(*signature == expected);
    CHECK(card.token.logged_in());
}

TEST_CASE("a legal signature that was given up takes its key back and keeps the login",
          "[token][pin-pad]")
{
    struct Outcome {
        const char* answer;
        Errc meaning;
    };
    const auto outcome = GENERATE(Outcome{"6400", Errc::cancelled},
                                  Outcome{"6401", Errc::cancelled},
                                  Outcome{"6403", Errc::not_logged_in});
    LoggedIn card;
    card.script.append(
        {{verify_on_pad, outcome.answer}, {select_df, "9000"}, {mse_82, "9000"}, {"end", ""}});
    CHECK(card.sign_error() == outcome.meaning);
    CHECK(card.token.logged_in());
}

TEST_CASE("a key that can't be taken back is followed by LOG OFF", "[token][pin-pad]")
{
    LoggedIn card;
    card.script.append({{verify_on_pad, "6401"},
                        {select_df, "9000"},
                        {mse_82, "6F00"},
                        {log_off, "9000"},
                        {"end", ""}});
    CHECK(card.sign_error() == Errc::cancelled);
    CHECK_FALSE(card.token.logged_in());
}

TEST_CASE("whatever fails at or after the pad's VERIFY is followed by LOG OFF", "[token][pin-pad]")
{
    LoggedIn card;
    SECTION("the card refuses the PIN")
    {
        card.script.append({{verify_on_pad, "63C2"}, {log_off, "9000"}, {"end", ""}});
        CHECK(card.sign_error() == Errc::pin_incorrect);
        CHECK(card.token.tries_left() == 2);
    }
    SECTION("the answer is lost")
    {
        card.script.append({{verify_on_pad, Errc::io}, {log_off, "9000"}, {"end", ""}});
        CHECK(card.sign_error() == Errc::io);
    }
    SECTION("the reader did not understand")
    {
        card.script.append({{verify_on_pad, "6B80"}, {log_off, "9000"}, {"end", ""}});
        CHECK(card.sign_error() == Errc::unexpected_status);
    }
    SECTION("the signature fails")
    {
        card.script.append(
            {{verify_on_pad, "9000"}, {cds, "6985"}, {log_off, "9000"}, {"end", ""}});
        CHECK(card.sign_error() == Errc::unexpected_status);
    }
    CHECK_FALSE(card.token.logged_in());
}

TEST_CASE("a change on the pad opens the card for those who are logged in only", "[token][pin-pad]")
{
    ConnectedToken card{0x17, {}};
    const bool logged_in = GENERATE(true, false);
    if (logged_in) {
        card.log_in();
    }
    card.script.append({{"begin", ""}, {mse_82, "9000"}, {change_on_pad, "9000"}});
    if (!logged_in) {
        card.script.append({{log_off, "9000"}});
    }
    card.script.append({{"end", ""}});
    CHECK(card.token.change_pin_on_pad());
    CHECK(card.token.logged_in() == logged_in);
}

TEST_CASE("a change that was given up keeps the login", "[token][pin-pad]")
{
    const auto* const answer = GENERATE("6400", "6401", "6402", "6403");
    ConnectedToken card{0x17, {}};
    card.log_in();
    card.script.append({{"begin", ""}, {mse_82, "9000"}, {change_on_pad, answer}, {"end", ""}});
    CHECK_FALSE(card.token.change_pin_on_pad());
    CHECK(card.token.logged_in());
}

TEST_CASE("a change that gets no answer is followed by LOG OFF", "[token][pin-pad]")
{
    ConnectedToken card{0x17,
                        {{"begin", ""},
                         {mse_82, "9000"},
                         {change_on_pad, Errc::io},
                         {log_off, "9000"},
                         {"end", ""}}};
    CHECK(code_of(card.token.change_pin_on_pad()) == Errc::io);
}
