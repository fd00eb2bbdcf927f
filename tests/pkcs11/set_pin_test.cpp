// SPDX-License-Identifier: Apache-2.0
#include "states.hpp"

using namespace openbeid;
using namespace openbeid::test;

TEST_CASE("C_SetPIN changes the PIN and leaves the session logged out", "[pkcs11][pin]")
{
    const OpenSession token{GENERATE(values<const char*>(every_citizen))};
    REQUIRE(token.session.set_pin(right_pin, "98765") == Rv{CKR_OK});
    CHECK(token.card->pin() == "98765");
    CHECK(token.session.state() == CKS_RW_PUBLIC_SESSION);
    CHECK_FALSE(token.card->authentication_right()); // the change had opened the card
    CHECK(token.session.login("98765") == Rv{CKR_OK});
}

TEST_CASE("C_SetPIN changes the PIN of a Kids-ID without certificates", "[pkcs11][pin]")
{
    const OpenSession token{GENERATE("v17-kids", "v18-kids")};
    CAPTURE(token.card->persona_name());
    REQUIRE(token.session.set_pin(right_pin, "98765") == Rv{CKR_OK});
    CHECK(token.card->pin() == "98765");
    CHECK_FALSE(token.card->authentication_right());
    CHECK(token.session.login("98765") == Rv{CKR_OK});
}

TEST_CASE("C_SetPIN while logged in leaves the user logged in", "[pkcs11][pin]")
{
    const KeysFound token{GENERATE(values<const char*>(every_citizen))};
    REQUIRE(token.session.set_pin(right_pin, "98765") == Rv{CKR_OK});
    CHECK(token.session.state() == CKS_RW_USER_FUNCTIONS);
    CHECK(token.sign_authentication().rv == Rv{CKR_OK});
    CHECK(token.sign_legally("98765").rv == Rv{CKR_OK});
}

TEST_CASE("C_SetPIN with a wrong old PIN costs one try and ends the login", "[pkcs11][pin]")
{
    const LoggedIn token{GENERATE(values<const char*>(every_citizen))};
    CHECK(token.session.set_pin(wrong_pin, "98765") == Rv{CKR_PIN_INCORRECT});
    CHECK(token.card->tries_left() == 2);
    CHECK(token.card->pin() == right_pin);
    CHECK(token.session.state() == CKS_RW_PUBLIC_SESSION); // a wrong PIN ends it on the card
}

TEST_CASE("C_SetPIN that blocks the card says so", "[pkcs11][pin]")
{
    const OpenSession token;
    token.card->set_tries_left(1);
    CHECK(token.session.set_pin(wrong_pin, "98765") == Rv{CKR_PIN_LOCKED});
}

TEST_CASE("a new PIN that can't be one is refused before the card is asked", "[pkcs11][pin]")
{
    const OpenSession token;
    const Meter meter{*token.card};
    CHECK(token.session.set_pin(right_pin, "123") == Rv{CKR_PIN_LEN_RANGE});
    CHECK(token.session.set_pin(right_pin, "1234567890123") == Rv{CKR_PIN_LEN_RANGE});
    CHECK(token.session.set_pin(right_pin, "") == Rv{CKR_PIN_LEN_RANGE});
    CHECK(token.session.set_pin(right_pin, "12x4") == Rv{CKR_PIN_INVALID});
    CHECK(meter.apdus() == 0);
}

TEST_CASE("an old PIN that can't be right is refused before the card is asked", "[pkcs11][pin]")
{
    const OpenSession token;
    const Meter meter{*token.card};
    CHECK(token.session.set_pin("12", "98765") == Rv{CKR_PIN_INCORRECT});
    CHECK(token.session.set_pin("abcd", "98765") == Rv{CKR_PIN_INCORRECT});
    CHECK(meter.apdus() == 0);
}

TEST_CASE("C_SetPIN needs a read-write session", "[pkcs11][pin]")
{
    const OpenSession token;
    TestSession read_only;
    REQUIRE(token.open(read_only, 0) == Rv{CKR_OK});
    CHECK(read_only.set_pin(right_pin, "98765") == Rv{CKR_SESSION_READ_ONLY});
    CHECK(token.card->pin() == right_pin);
}

TEST_CASE("PINs of four and of twelve digits are PINs", "[pkcs11][pin]")
{
    const OpenSession token{GENERATE(values<const char*>(every_citizen))};
    REQUIRE(token.session.set_pin(right_pin, "123456789012") == Rv{CKR_OK});
    REQUIRE(token.session.set_pin("123456789012", "0000") == Rv{CKR_OK});
    CHECK(token.session.login("0000") == Rv{CKR_OK});
}

TEST_CASE("a PIN refused before a change is tried again after it", "[pkcs11][pin]")
{
    const OpenSession token{GENERATE(values<const char*>(every_citizen))};
    REQUIRE(token.session.login("98765") == Rv{CKR_PIN_INCORRECT});
    REQUIRE(token.session.set_pin(right_pin, "98765") == Rv{CKR_OK});
    CHECK(token.session.login("98765") == Rv{CKR_OK});
}

TEST_CASE("C_InitPIN and C_InitToken are not for this card", "[pkcs11][pin]")
{
    const OpenSession token;
    CHECK(Rv{p11().C_InitPIN(token.session.handle(), nullptr, 0)} ==
          Rv{CKR_FUNCTION_NOT_SUPPORTED});
    CHECK(Rv{p11().C_InitToken(0, nullptr, 0, nullptr)} == Rv{CKR_FUNCTION_NOT_SUPPORTED});
}
