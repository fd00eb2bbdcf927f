// SPDX-License-Identifier: Apache-2.0
// The key whose signature binds like one by hand: no right of it outlives its transaction.
#include "fixture.hpp"

using namespace openbeid;
using namespace openbeid::test;
using namespace std::chrono_literals;
using crypto::Ecdsa;
using token::CertificateId;

namespace {

/// An operation with the `Signature` key has begun and its PIN was proved.
struct ProvenCard : ConnectedToken {
    ProvenCard() : ConnectedToken{0x18, {}}
    {
        read_certificate(CertificateId::signature, ec_key().certificate());
        token.begin_signature_use();
        script.append({{"begin", ""}, {mse_82, "9000"}, {verify_1234, "9000"}, {"end", ""}});
        auto proved = token.prove_pin(text("1234"), true);
        REQUIRE(proved);
        pin = *std::move(proved);
    }

    Errc sign_error()
    {
        const auto signature = token.sign_legally(Ecdsa{}, digest, *pin);
        REQUIRE_FALSE(signature);
        return signature.error().code;
    }

    std::shared_ptr<token::ProvenPin> pin;
};

} // namespace

TEST_CASE("a legally binding signature has its PIN and nothing else before it", "[token][legal]")
{
    ProvenCard card;
    const auto expected = ec_key().ecdsa(digest);
    card.script.append({{"begin", ""},
                        {select_df, "9000"},
                        {mse_83, "9000"},
                        {verify_1234, "9000"},
                        {cds, "6160"},
                        {"00C0000060", to_hex(expected) + "9000"},
                        {"end", ""}});
    const auto signature = card.token.sign_legally(Ecdsa{}, digest, *card.pin);
    REQUIRE(signature);
    CHECK(*signature == expected);
    CHECK(card.token.logged_in());
    CHECK(card.sign_error() == Errc::not_logged_in); // the PIN was for one signature
}

TEST_CASE("a failure after the PIN is followed by LOG OFF at once", "[token][legal]")
{
    struct Failure {
        const char* status;
        Errc meaning;
    };
    const auto failure = GENERATE(Failure{"6982", Errc::not_logged_in},
                                  Failure{"6985", Errc::unexpected_status},
                                  Failure{"6700", Errc::unexpected_status},
                                  Failure{"6A80", Errc::unexpected_status},
                                  Failure{"9000", Errc::malformed}); // without one
    ProvenCard card;
    card.script.append({{"begin", ""},
                        {select_df, "9000"},
                        {mse_83, "9000"},
                        {verify_1234, "9000"},
                        {cds, failure.status},
                        {log_off, "9000"},
                        {"end", ""}});
    CHECK(card.sign_error() == failure.meaning);
    CHECK_FALSE(card.token.logged_in());
}

TEST_CASE("a signature that is lost on its way is followed by LOG OFF too", "[token][legal]")
{
    ProvenCard card;
    card.script.append({{"begin", ""},
                        {select_df, "9000"},
                        {mse_83, "9000"},
                        {verify_1234, "9000"},
                        {cds, "6160"},
                        {"00C0000060", Errc::io},
                        {log_off, "9000"},
                        {"end", ""}});
    CHECK(card.sign_error() == Errc::io);
    CHECK_FALSE(card.token.logged_in());
}

TEST_CASE("the card is reset when LOG OFF fails", "[token][legal]")
{
    ProvenCard card;
    card.script.append({{"begin", ""},
                        {select_df, "9000"},
                        {mse_83, "9000"},
                        {verify_1234, "9000"},
                        {cds, Errc::io},
                        {log_off, Errc::io},
                        {"reset at end", ""},
                        {"end", ""}});
    CHECK(card.sign_error() == Errc::io);
    CHECK_FALSE(card.token.logged_in());
}

TEST_CASE("a VERIFY whose answer is lost may have opened the key: LOG OFF", "[token][legal]")
{
    ProvenCard card;
    card.script.append({{"begin", ""},
                        {select_df, "9000"},
                        {mse_83, "9000"},
                        {verify_1234, Errc::io},
                        {log_off, "9000"},
                        {"end", ""}});
    CHECK(card.sign_error() == Errc::io);
    CHECK_FALSE(card.token.logged_in());
}

TEST_CASE("a PIN that was changed in between costs one try and is told", "[token][legal]")
{
    ProvenCard card;
    card.script.append({{"begin", ""},
                        {select_df, "9000"},
                        {mse_83, "9000"},
                        {verify_1234, "63C2"},
                        {log_off, "9000"},
                        {"end", ""}});
    CHECK(card.sign_error() == Errc::pin_incorrect);
    CHECK(card.token.tries_left() == 2);
    CHECK_FALSE(card.token.logged_in());
}

TEST_CASE("what is no signature is followed by LOG OFF before anybody else can use the right",
          "[token][legal]")
{
    ProvenCard card;
    const auto other = ec_key().ecdsa(Bytes(48, 0x11));
    card.script.append({{"begin", ""},
                        {select_df, "9000"},
                        {mse_83, "9000"},
                        {verify_1234, "9000"},
                        {cds, to_hex(other) + "9000"},
                        {log_off, "9000"},
                        {"end", ""},
                        {"begin", ""}, // a renewed certificate would have proved it
                        {"00A4080C063F00DF005039", "6985"},
                        {"end", ""}});
    CHECK(card.sign_error() == Errc::signature_invalid);
    CHECK_FALSE(card.token.logged_in());
}

TEST_CASE("a PIN that waits is dropped when the PIN is changed", "[token][legal]")
{
    ProvenCard card;
    card.script.append({{"begin", ""},
                        {mse_82, "9000"},
                        {"00240001102412 34FFFFFFFFFF 244321FFFFFFFFFF", "9000"},
                        {"end", ""}});
    CHECK(card.token.change_pin(text("1234"), text("4321")));
    CHECK(card.sign_error() == Errc::not_logged_in); // the old one would cost a try
}

TEST_CASE("nothing of the PIN is sent when the key can't be chosen", "[token][legal]")
{
    ProvenCard card;
    SECTION("no directory")
    {
        card.script.append({{"begin", ""},
                            {select_df, "6A82"},
                            {select_df, "6A82"},
                            {"00A4040C0FA00000003029057000AD13100101FF", "6A82"},
                            {"end", ""}});
        CHECK(card.sign_error() == Errc::reader_busy);
    }
    SECTION("no key")
    {
        card.script.append({{"begin", ""}, {select_df, "9000"}, {mse_83, "6A88"}, {"end", ""}});
        CHECK(card.sign_error() == Errc::not_found);
    }
    CHECK(card.token.logged_in());
}

TEST_CASE("a PIN that waited a minute is not used any more", "[token][legal]")
{
    ProvenCard card;
    advance_clock(60s + 1ms);
    CHECK(card.sign_error() == Errc::not_logged_in);
}

TEST_CASE("the end of the login is the end of the waiting PIN", "[token][legal]")
{
    ProvenCard card;
    card.script.append({{"begin", ""}, {log_off, "9000"}, {"end", ""}});
    CHECK(card.token.logout());
    CHECK(card.sign_error() == Errc::not_logged_in);
}

TEST_CASE("a PIN that waits goes with its card", "[token][legal]")
{
    ProvenCard card;
    card.token.declare_gone();
    CHECK_FALSE(card.pin->take());
}

TEST_CASE("a wrong PIN ends the login with its operation, a right one saves it", "[token][legal]")
{
    const bool saved = GENERATE(true, false);
    ConnectedToken card{0x11, {}};
    card.log_in();
    card.token.begin_signature_use();
    card.script.append({{"begin", ""}, {mse_82, "9000"}, {verify_9999, "63C2"}, {"end", ""}});
    CHECK(card.token.prove_pin(text("9999"), true).error().code == Errc::pin_incorrect);
    CHECK(card.token.logged_in());
    if (saved) {
        card.script.append({{"begin", ""}, {mse_82, "9000"}, {verify_1234, "9000"}, {"end", ""}});
        CHECK(card.token.prove_pin(text("1234"), true));
    }
    card.token.end_signature_use();
    CHECK(card.token.logged_in() == saved);
}
