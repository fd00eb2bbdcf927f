// SPDX-License-Identifier: Apache-2.0
// Another program ends our login on the card: C_GetSessionInfo tells before a signature fails.
#include "states.hpp"

using namespace openbeid;
using namespace openbeid::test;
using namespace std::chrono_literals;

namespace {

/// A proof of the login that is older than this has to be renewed.
constexpr auto more_than_a_proof_lasts = 1001ms;

} // namespace

TEST_CASE("a login lost to another program shows before the signature", "[pkcs11][login]")
{
    const KeysFound token{GENERATE("v17-citizen", "v18-citizen")};
    auto other = token.other_program();
    SECTION("LOG OFF")
    {
        CHECK(other.send(log_off) == 0x9000);
    }
    SECTION("SELECT of the applet")
    {
        CHECK(other.send(select_applet) == 0x9000);
    }
    SECTION("a wrong PIN")
    {
        CHECK(other.send(verify_wrong_pin) == 0x63C2);
    }
    advance_clock(more_than_a_proof_lasts);
    const Meter meter{*token.card};
    CHECK(token.session.state() == CKS_RW_PUBLIC_SESSION);
    CHECK(meter.apdus() == 1);
    CHECK(meter.wrong_tries() == 0);
    CHECK(token.session.sign_init(token.hashing_mechanism(), token.authentication_key) ==
          Rv{CKR_USER_NOT_LOGGED_IN});
    REQUIRE(token.session.login(right_pin) == Rv{CKR_OK});
    CHECK(token.sign_authentication().rv == Rv{CKR_OK}); // the handle of before the loss
}

TEST_CASE("a reset by another program shows at once, without a command to the card",
          "[pkcs11][login]")
{
    const KeysFound token{GENERATE("v11-citizen", "v17-citizen", "v18-citizen")};
    token.other_program().reset_card();
    const Meter meter{*token.card};
    CHECK(token.session.state() == CKS_RW_PUBLIC_SESSION);
    CHECK(meter.apdus() == 0);
    CHECK(token.session.sign_init(token.hashing_mechanism(), token.authentication_key) ==
          Rv{CKR_USER_NOT_LOGGED_IN});
    REQUIRE(token.session.login(right_pin) == Rv{CKR_OK});
    CHECK(token.sign_authentication().rv == Rv{CKR_OK});
    CHECK(token.sign_legally().rv == Rv{CKR_OK});
}

TEST_CASE("on a card that can't be asked, the signature finds out that the login is lost",
          "[pkcs11][login]")
{
    const KeysFound token{"v11-citizen"};
    CHECK(token.other_program().send(log_off) == 0x9000);
    advance_clock(more_than_a_proof_lasts);
    const Meter meter{*token.card};
    CHECK(token.session.state() == CKS_RW_USER_FUNCTIONS);
    CHECK(meter.commands(ins_verify) == 0); // an empty VERIFY costs a try there
    CHECK(token.sign_authentication().rv == Rv{CKR_USER_NOT_LOGGED_IN});
    CHECK(token.session.state() == CKS_RW_PUBLIC_SESSION);
    CHECK(token.card->tries_left() == 3);
}

TEST_CASE("a login lost less than a second ago is found out by the signature", "[pkcs11][login]")
{
    const KeysFound token{GENERATE("v17-citizen", "v18-citizen")};
    CHECK(token.other_program().send(log_off) == 0x9000);
    CHECK(token.sign_authentication().rv == Rv{CKR_USER_NOT_LOGGED_IN});
    CHECK(token.session.state() == CKS_RW_PUBLIC_SESSION);
}

TEST_CASE("C_Login after a loss that nobody noticed logs in", "[pkcs11][login]")
{
    const KeysFound token{GENERATE("v17-citizen", "v18-citizen")};
    CHECK(token.other_program().send(log_off) == 0x9000);
    advance_clock(more_than_a_proof_lasts);
    CHECK(token.session.login(right_pin) == Rv{CKR_OK});
    CHECK(token.card->authentication_right());
    CHECK(token.sign_authentication().rv == Rv{CKR_OK});
}

TEST_CASE("the card is asked at most once a second", "[pkcs11][login]")
{
    const LoggedIn token{GENERATE("v17-citizen", "v18-citizen")};
    advance_clock(more_than_a_proof_lasts);
    const Meter meter{*token.card};
    for (int i = 0; i < 20; ++i) {
        CHECK(token.session.state() == CKS_RW_USER_FUNCTIONS);
        advance_clock(50ms);
    }
    CHECK(meter.apdus() == 1);
}

TEST_CASE("a signature is a proof of the login as well", "[pkcs11][login]")
{
    const KeysFound token{"v17-citizen"};
    advance_clock(900ms);
    REQUIRE(token.sign_authentication().rv == Rv{CKR_OK});
    advance_clock(900ms);
    const Meter meter{*token.card};
    CHECK(token.session.state() == CKS_RW_USER_FUNCTIONS);
    CHECK(meter.apdus() == 0);
}

TEST_CASE("nobody asks the card while nobody is logged in", "[pkcs11][login]")
{
    const OpenSession token{GENERATE("v11-citizen", "v17-citizen", "v18-citizen")};
    const Meter meter{*token.card};
    for (int i = 0; i < 5; ++i) {
        advance_clock(2s);
        CHECK(token.session.state() == CKS_RW_PUBLIC_SESSION);
    }
    CHECK(meter.apdus() == 0);
}

TEST_CASE("nobody asks the card between the calls of a legal signature", "[pkcs11][login]")
{
    const KeysFound token{GENERATE("v17-citizen", "v18-citizen")};
    const auto& session = token.session;
    REQUIRE(session.sign_init(token.hashing_mechanism(), token.signature_key) == Rv{CKR_OK});
    const Meter before{*token.card};
    advance_clock(2s);
    CHECK(session.state() == CKS_RW_USER_FUNCTIONS);
    CHECK(before.apdus() == 0);
    REQUIRE(session.context_login(right_pin) == Rv{CKR_OK});
    const Meter after_login{*token.card};
    advance_clock(2s);
    CHECK(session.state() == CKS_RW_USER_FUNCTIONS);
    CHECK(after_login.apdus() == 0);
    REQUIRE(session.sign(some_text()).rv == Rv{CKR_OK});
    const Meter after_signature{*token.card};
    advance_clock(2s);
    CHECK(session.state() == CKS_RW_USER_FUNCTIONS);
    CHECK(after_signature.apdus() == 0); // until the next proof of key 82
    REQUIRE(token.sign_authentication().rv == Rv{CKR_OK});
    const Meter after_proof{*token.card};
    advance_clock(2s);
    CHECK(session.state() == CKS_RW_USER_FUNCTIONS);
    CHECK(after_proof.apdus() == 1);
}

TEST_CASE("an odd answer to the status query changes nothing and ends the queries",
          "[pkcs11][login]")
{
    const LoggedIn token{GENERATE("v17-citizen", "v18-citizen")};
    advance_clock(more_than_a_proof_lasts);
    const auto status = GENERATE(
        std::uint16_t{0x6700}, std::uint16_t{0x6A86}, std::uint16_t{0x6D00}, std::uint16_t{0x6F00});
    token.card->inject({.kind = FaultKind::status, .ins = ins_verify, .status = status});
    CHECK(token.session.state() == CKS_RW_USER_FUNCTIONS);
    CHECK(token.card->waiting_faults() == 0);
    const Meter meter{*token.card};
    advance_clock(more_than_a_proof_lasts);
    CHECK(token.session.state() == CKS_RW_USER_FUNCTIONS);
    CHECK(meter.apdus() == 0);
}

TEST_CASE("a status query that meets a blocked PIN ends the login", "[pkcs11][login]")
{
    const LoggedIn token{GENERATE("v17-citizen", "v18-citizen")};
    auto other = token.other_program();
    for (int i = 0; i < 3; ++i) {
        static_cast<void>(other.send(verify_wrong_pin));
    }
    advance_clock(more_than_a_proof_lasts);
    CHECK(token.session.state() == CKS_RW_PUBLIC_SESSION);
    const Meter meter{*token.card};
    CHECK(token.session.login(right_pin) == Rv{CKR_PIN_LOCKED});
    CHECK(meter.commands(ins_verify) == 0);
}

TEST_CASE("C_GetSessionInfo answers from memory while another program holds the card",
          "[pkcs11][login]")
{
    const LoggedIn token{"v18-citizen"};
    auto other = token.other_program();
    other.lock();
    advance_clock(more_than_a_proof_lasts);
    const Meter meter{*token.card};
    CHECK(token.session.state() == CKS_RW_USER_FUNCTIONS);
    CHECK(token.readers.counters().longest_patience <= 5s);
    CHECK(meter.apdus() == 0);
    other.unlock();
    CHECK(other.send(log_off) == 0x9000);
    CHECK(token.session.state() == CKS_RW_PUBLIC_SESSION);
}

TEST_CASE("other programs' selections and readings do not disturb a login", "[pkcs11][login]")
{
    const KeysFound token{GENERATE("v17-citizen", "v18-citizen")};
    auto other = token.other_program();
    CHECK(other.send("00 A4 08 0C 06 3F 00 DF 01 40 31") == 0x9000);
    CHECK(other.send("00 B0 00 00 10") == 0x9000);
    advance_clock(more_than_a_proof_lasts);
    CHECK(token.session.state() == CKS_RW_USER_FUNCTIONS);
    CHECK(token.sign_authentication().rv == Rv{CKR_OK});
    CHECK(other.send("00 A4 08 0C 06 3F 00 DF 01 40 31") == 0x9000);
    CHECK(token.sign_legally().rv == Rv{CKR_OK});
}
