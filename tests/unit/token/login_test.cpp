// SPDX-License-Identifier: Apache-2.0
#include "fixture.hpp"

using namespace openbeid;
using namespace openbeid::test;
using namespace std::chrono_literals;

namespace {

/// Not that of ConnectedToken.
constexpr std::array<std::uint8_t, 16> other_serial{0x53, 0x4C, 0x99};

Errc login_error(ConnectedToken& card, std::string_view pin)
{
    const auto refused = card.token.login(text(pin));
    REQUIRE_FALSE(refused);
    return refused.error().code;
}

} // namespace

TEST_CASE("a login is MSE SET and VERIFY, a logout LOG OFF", "[token][login]")
{
    ConnectedToken card{0x17,
                        {{"begin", ""},
                         {mse_82, "9000"},
                         {verify_1234, "9000"},
                         {"end", ""},
                         {"begin", ""},
                         {log_off, "9000"},
                         {"end", ""}}};
    CHECK_FALSE(card.token.logged_in());
    CHECK(card.token.login(text("1234")));
    CHECK(card.token.logged_in());
    CHECK(card.token.logout());
    CHECK_FALSE(card.token.logged_in());
}

TEST_CASE("the keys' directory is selected only when the card does not find the key",
          "[token][login]")
{
    const auto* const refusal = GENERATE("6A88", "6A82");
    ConnectedToken card{0x18,
                        {{"begin", ""},
                         {mse_82, refusal},
                         {select_df, "9000"},
                         {mse_82, "9000"},
                         {verify_1234, "9000"},
                         {"end", ""}}};
    CHECK(card.token.login(text("1234")));
}

TEST_CASE("without its key no PIN goes to the card", "[token][login]")
{
    ConnectedToken no_key{
        0x11,
        {{"begin", ""}, {mse_82, "6A88"}, {select_df, "9000"}, {mse_82, "6A88"}, {"end", ""}}};
    CHECK(login_error(no_key, "1234") == Errc::not_activated);
    ConnectedToken not_activated{0x17, {{"begin", ""}, {mse_82, "6985"}, {"end", ""}}};
    CHECK(login_error(not_activated, "1234") == Errc::not_activated);
}

TEST_CASE("a card without keys that has a PIN is logged in to", "[token][login]")
{
    constexpr auto mse_83_by_default = "00 22 41 B6 05 04 80 01 84 83";
    const auto* const other_key = GENERATE("6A88", "6985");
    ConnectedToken card{0x17,
                        {{"begin", ""},
                         {mse_82, "6A88"},
                         {select_df, "9000"},
                         {mse_82, "6A88"},
                         {empty_verify, "63C3"},
                         {mse_83_by_default, other_key},
                         {verify_1234, "9000"},
                         {"end", ""}}};
    CHECK(card.token.login(text("1234")));
}

TEST_CASE("no PIN goes to a card without key 82 that has none, or has key 83", "[token][login]")
{
    ConnectedToken card{0x17,
                        {{"begin", ""}, {mse_82, "6A88"}, {select_df, "9000"}, {mse_82, "6A88"}}};
    SECTION("no PIN")
    {
        card.script.append({{empty_verify, "6A88"}, {"end", ""}});
    }
    SECTION("a sequence with key 83 may be under way")
    {
        card.script.append({{empty_verify, "63C3"},
                            {"00 22 41 B6 05 04 80 01 84 83", "9000"},
                            {log_off, "9000"},
                            {"end", ""}});
    }
    CHECK(login_error(card, "1234") == Errc::not_activated);
    CHECK_FALSE(card.token.pin_exists());
}

TEST_CASE("the choice of the key is made again if it was lost, and a mute card is reset",
          "[token][login]")
{
    ConnectedToken card{
        0x17,
        {{"begin", ""}, {mse_82, Errc::io}, {mse_82, Errc::io}, {"reset at end", ""}, {"end", ""}}};
    CHECK(login_error(card, "1234") == Errc::io);
    card.script.append(
        {{"begin", ""}, {mse_82, Errc::io}, {mse_82, "9000"}, {verify_1234, "9000"}, {"end", ""}});
    CHECK(card.token.login(text("1234")));
}

TEST_CASE("a card that is mute while it is read is reset", "[token]")
{
    const auto select = "00A4080C06" + to_hex(token::file_of(token::CertificateId::ca));
    ConnectedToken card{0x17,
                        {{"begin", ""},
                         {select, Errc::io},
                         {select, Errc::io},
                         {select, Errc::io},
                         {select, Errc::io},
                         {"reset at end", ""},
                         {"end", ""}}};
    CHECK_FALSE(card.token.certificate(token::CertificateId::ca));
}

TEST_CASE("a card that does not know its PIN yet is not activated, and is asked once",
          "[token][login]")
{
    ConnectedToken card{0x17,
                        {{"begin", ""}, {mse_82, "9000"}, {verify_1234, "6A88"}, {"end", ""}}};
    CHECK(login_error(card, "1234") == Errc::not_activated);
    CHECK_FALSE(card.token.pin_exists());
    CHECK(login_error(card, "1234") == Errc::not_activated); // and no PIN goes out
}

TEST_CASE("a lost answer about the PIN of a card without keys says nothing of it", "[token][login]")
{
    constexpr auto mse_83_by_default = "00 22 41 B6 05 04 80 01 84 83";
    ConnectedToken card{0x17,
                        {{"begin", ""}, {mse_82, "6A88"}, {select_df, "9000"}, {mse_82, "6A88"}}};
    SECTION("the question")
    {
        card.script.append({{empty_verify, Errc::io}, {"end", ""}});
    }
    SECTION("the other key")
    {
        card.script.append({{empty_verify, "63C3"},
                            {mse_83_by_default, Errc::io},
                            {log_off, "9000"},
                            {"end", ""}});
    }
    CHECK(login_error(card, "1234") == Errc::io);
    CHECK(card.token.pin_exists());
}

TEST_CASE("before a person is asked the card is, once, where that spends no try", "[token][login]")
{
    ConnectedToken card{0x17, {{"begin", ""}, {empty_verify, "63C1"}, {"end", ""}}};
    CHECK(card.token.look_before_asking());
    CHECK(card.token.tries_left() == 1);
    CHECK(card.token.look_before_asking());
    ConnectedToken blocked{0x17, {{"begin", ""}, {empty_verify, "6983"}, {"end", ""}}};
    CHECK(blocked.token.look_before_asking().error().code == Errc::pin_blocked);
    ConnectedToken fresh{0x18, {{"begin", ""}, {empty_verify, "6985"}, {"end", ""}}};
    CHECK(fresh.token.look_before_asking().error().code == Errc::not_activated);
    ConnectedToken unclear{0x17, {{"begin", ""}, {empty_verify, "6400"}, {"end", ""}}};
    CHECK(unclear.token.look_before_asking());
    ConnectedToken old{0x11, {}};
    CHECK(old.token.look_before_asking());
    CHECK_FALSE(old.token.tries_left());
}

TEST_CASE("no person is asked while the card can't be", "[token][login]")
{
    ConnectedToken card{0x17, {{"begin", ""}, {empty_verify, Errc::io}, {"end", ""}}};
    CHECK(card.token.look_before_asking().error().code == Errc::io);
}

TEST_CASE("a key that can't be chosen for a reason of its own is no word about the PIN",
          "[token][login]")
{
    ConnectedToken card{0x17, {{"begin", ""}, {mse_82, "6A81"}, {"end", ""}}};
    CHECK(login_error(card, "1234") == Errc::unexpected_status);
    CHECK(card.token.pin_exists());
}

TEST_CASE("a PIN that can't be right does not reach the card", "[token][login]")
{
    ConnectedToken card{0x17, {}};
    CHECK(login_error(card, "123") == Errc::pin_malformed);
    CHECK(login_error(card, "12a4") == Errc::pin_malformed);
    CHECK(login_error(card, "1234567890123") == Errc::pin_rejected_again);
    CHECK(login_error(card, "") == Errc::pin_malformed);
}

TEST_CASE("a wrong PIN is refused again without asking the card", "[token][login]")
{
    ConnectedToken card{0x11,
                        {{"begin", ""}, {mse_82, "9000"}, {verify_9999, "63C2"}, {"end", ""}}};
    CHECK(login_error(card, "9999") == Errc::pin_incorrect);
    CHECK(card.token.tries_left() == 2);
    CHECK(login_error(card, "9999") == Errc::pin_incorrect);
    CHECK(login_error(card, "9999") == Errc::pin_incorrect);
    CHECK(login_error(card, "9999") == Errc::pin_rejected_again);
    CHECK(card.token.tries_left() == 2);
}

TEST_CASE("a wrong PIN may go to the card again a minute later", "[token][login]")
{
    ConnectedToken card{0x11,
                        {{"begin", ""}, {mse_82, "9000"}, {verify_9999, "63C2"}, {"end", ""}}};
    CHECK(login_error(card, "9999") == Errc::pin_incorrect);
    advance_clock(60s + 1ms);
    card.script.append({{"begin", ""}, {mse_82, "9000"}, {verify_9999, "63C1"}, {"end", ""}});
    CHECK(login_error(card, "9999") == Errc::pin_incorrect);
    CHECK(card.token.tries_left() == 1);
}

TEST_CASE("a counter that is not as we left it makes the PIN worth a try", "[token][login]")
{
    ConnectedToken card{0x18,
                        {{"begin", ""},
                         {mse_82, "9000"},
                         {verify_9999, "63C2"},
                         {"end", ""}, //
                         {"begin", ""},
                         {empty_verify, "63C2"},
                         {"end", ""}}};
    CHECK(login_error(card, "9999") == Errc::pin_incorrect);
    CHECK(login_error(card, "9999") == Errc::pin_incorrect);
    card.script.append({{"begin", ""},
                        {empty_verify, "63C3"},
                        {"end", ""}, //
                        {"begin", ""},
                        {mse_82, "9000"},
                        {verify_9999, "9000"},
                        {"end", ""}});
    CHECK(card.token.login(text("9999")));
}

TEST_CASE("the same wrong PIN stays refused when the card can't be asked", "[token][login]")
{
    ConnectedToken card{0x17,
                        {{"begin", ""},
                         {mse_82, "9000"},
                         {verify_1234, "63C2"},
                         {"end", ""},
                         {"begin", Errc::reader_busy}}};
    CHECK(login_error(card, "1234") == Errc::pin_incorrect);
    CHECK(login_error(card, "1234") == Errc::pin_incorrect);
}

TEST_CASE("another PIN goes to the card at once", "[token][login]")
{
    ConnectedToken card{0x11,
                        {{"begin", ""},
                         {mse_82, "9000"},
                         {verify_9999, "63C2"},
                         {"end", ""}, //
                         {"begin", ""},
                         {mse_82, "9000"},
                         {verify_1234, "9000"},
                         {"end", ""}}};
    CHECK(login_error(card, "9999") == Errc::pin_incorrect);
    CHECK(card.token.login(text("1234")));
    CHECK(card.token.tries_left() == 3); // a right PIN sets the counter back
}

TEST_CASE("a blocked PIN is not tried again", "[token][login]")
{
    const auto* const answer = GENERATE("6983", "63C0");
    ConnectedToken card{0x17,
                        {{"begin", ""}, {mse_82, "9000"}, {verify_9999, answer}, {"end", ""}}};
    CHECK(login_error(card, "9999") == Errc::pin_blocked);
    CHECK(card.token.tries_left() == 0);
    CHECK(login_error(card, "1234") == Errc::pin_blocked);
}

TEST_CASE("a VERIFY that failed on its way is not repeated", "[token][login]")
{
    const auto code = GENERATE(Errc::card_reset, Errc::card_removed);
    ConnectedToken card{0x17, {{"begin", ""}, {mse_82, "9000"}, {verify_1234, code}, {"end", ""}}};
    CHECK(login_error(card, "1234") == code);
    CHECK_FALSE(card.token.logged_in());
    CHECK(card.token.alive() == (code != Errc::card_removed));
}

TEST_CASE("a VERIFY whose answer was lost leaves no right on the card", "[token][login]")
{
    ConnectedToken card{0x17,
                        {{"begin", ""},
                         {mse_82, "9000"},
                         {verify_1234, Errc::io},
                         {"80E60000", "9000"},
                         {"end", ""}}};
    CHECK(login_error(card, "1234") == Errc::io);
    CHECK_FALSE(card.token.logged_in());
}

TEST_CASE("after a reset the card is recognised before anything else", "[token][login]")
{
    ConnectedToken card{0x17,
                        {{"begin", Errc::card_reset},
                         {"reconnect", ""},
                         {"begin", ""},
                         {get_card_data, ConnectedToken::card_data_answer()},
                         {mse_82, "9000"},
                         {verify_1234, "9000"},
                         {"end", ""}}};
    CHECK(card.token.login(text("1234")));
    CHECK(card.token.alive());
}

TEST_CASE("another card after a reset ends the token, and no PIN goes to it", "[token][login]")
{
    ConnectedToken card{0x17,
                        {{"begin", Errc::card_reset},
                         {"reconnect", ""},
                         {"begin", ""},
                         {get_card_data, ConnectedToken::card_data_answer(other_serial)},
                         {"end", ""}}};
    CHECK(login_error(card, "1234") == Errc::card_removed);
    CHECK_FALSE(card.token.alive());
    CHECK(login_error(card, "1234") == Errc::card_removed);
}

TEST_CASE("a card that could not be recognised after a reset gets no PIN before it is",
          "[token][login]")
{
    const auto other = ConnectedToken::card_data_answer(other_serial);
    ConnectedToken card{0x17, {{"begin", Errc::card_reset}, {"reconnect", ""}}};
    SECTION("the reader was busy")
    {
        card.script.append({{"begin", Errc::reader_busy}});
        CHECK(login_error(card, "1234") == Errc::reader_busy);
    }
    SECTION("an answer was lost")
    {
        card.script.append({{"begin", ""}, {get_card_data, Errc::card_reset}, {"end", ""}});
        CHECK(login_error(card, "1234") == Errc::card_reset);
    }
    card.script.append({{"begin", ""}, {get_card_data, other}, {"end", ""}});
    CHECK(login_error(card, "1234") == Errc::card_removed);
    CHECK_FALSE(card.token.alive());
}

TEST_CASE("a login goes on when another program has selected another application", "[token][login]")
{
    const auto* const refusal = GENERATE("6D00", "6E00", "6A88");
    CAPTURE(refusal);
    ConnectedToken card{0x17,
                        {{"begin", ""},
                         {mse_82, refusal},
                         {select_df, "6D00"},
                         {select_df, "6D00"},
                         {"00A4080C02DF00", "6D00"}, // the other forms of the path
                         {"00A4020C023F00", "6D00"},
                         {"00A4040C0FA00000003029057000AD13100101FF", "9000"},
                         {select_df, "9000"},
                         {mse_82, "9000"},
                         {verify_1234, "9000"},
                         {"end", ""}}};
    CHECK(card.token.login(text("1234")));
}

TEST_CASE("an application that does not give way is no card without a PIN", "[token][login]")
{
    ConnectedToken card{0x17,
                        {{"begin", ""},
                         {mse_82, "6A82"},
                         {select_df, "6A82"},
                         {select_df, "6A82"},
                         {"00A4080C02DF00", "6A82"},
                         {"00A4020C023F00", "6A82"}}};
    SECTION("it stays")
    {
        card.script.append({{"00A4040C0FA00000003029057000AD13100101FF", "6985"}, {"end", ""}});
        CHECK(login_error(card, "1234") == Errc::reader_busy);
    }
    SECTION("the keys' directory stays away")
    {
        card.script.append({{"00A4040C0FA00000003029057000AD13100101FF", "9000"},
                            {select_df, "6A82"},
                            {"end", ""}});
        CHECK(login_error(card, "1234") == Errc::io);
    }
    CHECK(card.token.pin_exists());
}

TEST_CASE("who comes second to a login sends nothing", "[token][login]")
{
    ConnectedToken card{0x17, {}};
    card.log_in();
    const auto second = card.token.login(text("9999"));
    REQUIRE(second);
    CHECK_FALSE(*second);
}
