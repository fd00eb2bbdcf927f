// SPDX-License-Identifier: Apache-2.0
#include "states.hpp"

using namespace openbeid;
using namespace openbeid::test;

TEST_CASE("all sessions of a token change their state together", "[pkcs11][login]")
{
    const OpenSession token;
    TestSession read_only;
    REQUIRE(token.open(read_only, 0) == Rv{CKR_OK});
    CHECK(token.session.state() == CKS_RW_PUBLIC_SESSION);
    CHECK(read_only.state() == CKS_RO_PUBLIC_SESSION);
    REQUIRE(read_only.login(right_pin) == Rv{CKR_OK});
    CHECK(token.session.state() == CKS_RW_USER_FUNCTIONS);
    CHECK(read_only.state() == CKS_RO_USER_FUNCTIONS);
    TestSession late;
    REQUIRE(token.open(late, 0) == Rv{CKR_OK});
    CHECK(late.state() == CKS_RO_USER_FUNCTIONS);
    REQUIRE(token.session.logout() == Rv{CKR_OK});
    CHECK(token.session.state() == CKS_RW_PUBLIC_SESSION);
    CHECK(late.state() == CKS_RO_PUBLIC_SESSION);
}

TEST_CASE("a second login is told that there is one, and its PIN does not go to the card",
          "[pkcs11][login]")
{
    const LoggedIn token{GENERATE(values<const char*>(every_citizen))};
    const Meter meter{*token.card};
    CHECK(token.session.login(right_pin) == Rv{CKR_USER_ALREADY_LOGGED_IN});
    CHECK(token.session.login(wrong_pin) == Rv{CKR_USER_ALREADY_LOGGED_IN});
    CHECK(meter.apdus() == 0);
    CHECK(token.card->tries_left() == 3);
}

TEST_CASE("private keys are seen by the logged-in user only", "[pkcs11][login]")
{
    const OpenSession token;
    CHECK(token.session.find(Wanted{CKO_PRIVATE_KEY}).empty());
    CHECK(token.session.find(Wanted{}.boolean(CKA_PRIVATE, true)).empty());
    REQUIRE(token.session.login(right_pin) == Rv{CKR_OK});
    CHECK(token.session.find(Wanted{CKO_PRIVATE_KEY}).size() == 2);
}

TEST_CASE("C_Logout closes the card, and ends the handles of private keys for good",
          "[pkcs11][login]")
{
    const KeysFound token{GENERATE(values<const char*>(every_citizen))};
    const auto& session = token.session;
    const auto certificate = session.find_one({CKO_CERTIFICATE, authentication_id});
    REQUIRE(session.logout() == Rv{CKR_OK});
    CHECK_FALSE(token.card->authentication_right());
    for (int round = 0; round < 2; ++round) { // also after a new login
        const auto mechanism = token.hashing_mechanism();
        CHECK(session.sign_init(mechanism, token.authentication_key) == Rv{CKR_KEY_HANDLE_INVALID});
        CHECK(session.attribute(token.signature_key, CKA_LABEL).rv ==
              Rv{CKR_OBJECT_HANDLE_INVALID});
        CHECK(session.attribute(certificate, CKA_LABEL).rv == Rv{CKR_OK});
        static_cast<void>(session.login(right_pin));
    }
    CHECK(session.key(authentication_id) != token.authentication_key);
}

TEST_CASE("C_Logout without a login is told so and does nothing", "[pkcs11][login]")
{
    const OpenSession token;
    const Meter meter{*token.card};
    CHECK(token.session.logout() == Rv{CKR_USER_NOT_LOGGED_IN});
    CHECK(meter.apdus() == 0);
}

TEST_CASE("the login ends with the last session", "[pkcs11][login]")
{
    const LoggedIn token{GENERATE(values<const char*>(every_citizen))};
    TestSession other;
    REQUIRE(token.open(other, 0) == Rv{CKR_OK});
    const Meter meter{*token.card};
    SECTION("closed one by one")
    {
        REQUIRE(token.session.close() == Rv{CKR_OK});
        CHECK(token.card->authentication_right());
        REQUIRE(other.close() == Rv{CKR_OK});
    }
    SECTION("closed together")
    {
        REQUIRE(Rv{p11().C_CloseAllSessions(0)} == Rv{CKR_OK});
    }
    CHECK_FALSE(token.card->authentication_right());
    CHECK(meter.commands(ins_log_off) == 1);
    REQUIRE(token.open(other, 0) == Rv{CKR_OK});
    CHECK(other.state() == CKS_RO_PUBLIC_SESSION);
}

TEST_CASE("the login ends with C_Finalize", "[pkcs11][login]")
{
    const LoggedIn token{GENERATE(values<const char*>(every_citizen))};
    REQUIRE(Rv{p11().C_Finalize(nullptr)} == Rv{CKR_OK});
    CHECK_FALSE(token.card->authentication_right());
}

TEST_CASE("a session that nobody logged in ends without a word to the card", "[pkcs11][login]")
{
    const OpenSession token;
    const Meter meter{*token.card};
    REQUIRE(token.session.close() == Rv{CKR_OK});
    CHECK(meter.apdus() == 0);
}

TEST_CASE("a closed session is no session", "[pkcs11][login]")
{
    const OpenSession token;
    REQUIRE(token.session.close() == Rv{CKR_OK});
    CHECK(token.session.close() == Rv{CKR_SESSION_HANDLE_INVALID});
    CHECK(token.session.login(right_pin) == Rv{CKR_SESSION_HANDLE_INVALID});
    TestSession fresh;
    REQUIRE(token.open(fresh) == Rv{CKR_OK});
    CHECK(fresh.handle() != token.session.handle());
}

TEST_CASE("a program that another one logged in for still has to log in itself", "[pkcs11][login]")
{
    const OpenSession token;
    CHECK(token.other_program().send(verify_right_pin) == 0x9000);
    CHECK(token.session.state() == CKS_RW_PUBLIC_SESSION);
    CHECK(token.session.find(Wanted{CKO_PRIVATE_KEY}).empty());
}
