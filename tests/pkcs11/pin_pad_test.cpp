// SPDX-License-Identifier: Apache-2.0
// A reader with a PIN pad: the module asks there, and nowhere else.
#include "pad_reader.hpp"

#include <future>
#include <thread>

using namespace openbeid;
using namespace openbeid::test;

TEST_CASE("only a reader with a pad says that the module collects the PIN", "[pkcs11][pin-pad]")
{
    {
        const OpenSession without;
        CHECK((without.token_flags() & CKF_PROTECTED_AUTHENTICATION_PATH) == 0);
    }
    const PadReader with;
    CHECK((with.token_flags() & CKF_PROTECTED_AUTHENTICATION_PATH) != 0);
    CHECK((with.token_flags() & CKF_LOGIN_REQUIRED) != 0);
    CHECK(with.asked == 0);
}

TEST_CASE("C_Login without a PIN asks on the pad", "[pkcs11][pin-pad]")
{
    PadReader token{GENERATE(values<const char*>(every_citizen))};
    const Transcript transcript{token};
    CHECK(token.login() == Rv{CKR_OK});
    CHECK(token.asked == 1);
    CHECK(token.session.state() == CKS_RW_USER_FUNCTIONS);
    CHECK(token.card->authentication_right());
    const auto seen = transcript.instructions(); // on some cards a SELECT first (product decision)
    CHECK(Bytes{seen.end() - 3, seen.end()} == Bytes{ins_mse, 0x82, ins_verify});
    CHECK(token.login() == Rv{CKR_USER_ALREADY_LOGGED_IN});
    CHECK(token.asked == 1);
}

TEST_CASE("a PIN that is given although there is a pad is used", "[pkcs11][pin-pad]")
{
    PadReader token;
    CHECK(token.session.login(right_pin) == Rv{CKR_OK});
    CHECK(token.session.set_pin(right_pin, "4321") == Rv{CKR_OK});
    CHECK(token.asked == 0);
}

TEST_CASE("an empty PIN, and half a call, are never a prompt", "[pkcs11][pin-pad]")
{
    PadReader token;
    CHECK(token.session.login("") == Rv{CKR_PIN_LEN_RANGE});
    const auto handle = token.session.handle();
    Bytes pin(right_pin.begin(), right_pin.end());
    CHECK(Rv{p11().C_Login(handle, CKU_USER, nullptr, 4)} == Rv{CKR_ARGUMENTS_BAD});
    CHECK(Rv{p11().C_Login(CK_INVALID_HANDLE, CKU_USER, nullptr, 0)} == Rv{CKR_ARGUMENTS_BAD});
    CHECK(Rv{p11().C_SetPIN(handle, nullptr, 0, pin.data(), 4)} == Rv{CKR_ARGUMENTS_BAD});
    CHECK(Rv{p11().C_SetPIN(handle, pin.data(), 4, nullptr, 0)} == Rv{CKR_ARGUMENTS_BAD});
    CHECK(Rv{p11().C_SetPIN(handle, nullptr, 4, nullptr, 4)} == Rv{CKR_ARGUMENTS_BAD});
    CHECK(token.asked == 0);
}

TEST_CASE("the cancel key and a user who does not come are no wrong PIN", "[pkcs11][pin-pad]")
{
    PadReader token{GENERATE(values<const char*>(every_citizen))};
    token.next.status = GENERATE(cancel_key, nobody_came);
    const Meter meter{*token.card};
    CHECK(token.login() == Rv{CKR_FUNCTION_CANCELED});
    CHECK(meter.pins() == 0);
    CHECK(token.card->tries_left() == 3);
    CHECK(token.session.state() == CKS_RW_PUBLIC_SESSION);
    token.next.status = 0;
    CHECK(token.login() == Rv{CKR_OK});
}

TEST_CASE("what is too short for the pad does not reach the card", "[pkcs11][pin-pad]")
{
    PadReader token;
    token.next.pin = "12";
    const Meter meter{*token.card};
    for (int i = 0; i < 4; ++i) {
        CHECK(token.login() == Rv{CKR_PIN_LEN_RANGE});
    }
    CHECK(meter.verifies() == 0);
}

TEST_CASE("a pad that is not there any more is an error of the device", "[pkcs11][pin-pad]")
{
    PadReader token;
    token.begin_signature(signature_id);
    token.readers.fit_pin_pad(first_reader, {}, {});
    const Meter meter{*token.card};
    SECTION("at a legal signature")
    {
        CHECK(token.session.sign(some_text()).rv == Rv{CKR_USER_NOT_LOGGED_IN});
    }
    SECTION("at a login")
    {
        REQUIRE(token.session.logout() == Rv{CKR_OK});
        CHECK(token.login() == Rv{CKR_DEVICE_ERROR});
    }
    CHECK(meter.verifies() == 0);
}

TEST_CASE("a wrong PIN on the pad costs one try each time", "[pkcs11][pin-pad]")
{
    PadReader token{GENERATE(values<const char*>(every_citizen))};
    token.next.pin = wrong_pin;
    CHECK(token.login() == Rv{CKR_PIN_INCORRECT});
    CHECK(token.card->tries_left() == 2);
    CHECK((token.token_flags() & CKF_USER_PIN_COUNT_LOW) != 0);
    CHECK(token.login() == Rv{CKR_PIN_INCORRECT}); // we don't know what was typed
    CHECK(token.card->tries_left() == 1);
    CHECK((token.token_flags() & CKF_USER_PIN_FINAL_TRY) != 0);
    CHECK(token.login() == Rv{CKR_PIN_LOCKED});
    CHECK((token.token_flags() & CKF_USER_PIN_LOCKED) != 0);
    CHECK(token.session.state() == CKS_RW_PUBLIC_SESSION);
}

TEST_CASE("nobody is asked for the PIN of a blocked card", "[pkcs11][pin-pad]")
{
    PadReader token{GENERATE(values<const char*>(every_citizen))};
    token.card->set_tries_left(1);
    token.next.pin = wrong_pin;
    REQUIRE(token.login() == Rv{CKR_PIN_LOCKED});
    token.asked = 0;
    const Meter meter{*token.card};
    CHECK(token.login() == Rv{CKR_PIN_LOCKED});
    CHECK(token.set_pin() == Rv{CKR_PIN_LOCKED});
    CHECK(token.asked == 0);
    CHECK(meter.apdus() == 0);
}

TEST_CASE("a blocked card is asked before its holder, who then is not", "[pkcs11][pin-pad]")
{
    PadReader token{"v17-citizen"};
    token.card->set_tries_left(0);
    const bool is_login = GENERATE(true, false);
    CHECK((is_login ? token.login() : token.set_pin()) == Rv{CKR_PIN_LOCKED});
    CHECK(token.asked == 0);
    CHECK((token.token_flags() & CKF_USER_PIN_LOCKED) != 0);
}

TEST_CASE("C_SetPIN without PINs changes the PIN on the pad", "[pkcs11][pin-pad]")
{
    PadReader token{GENERATE(values<const char*>(every_citizen))};
    const bool logged_in = GENERATE(true, false);
    if (logged_in) {
        REQUIRE(token.login() == Rv{CKR_OK});
    }
    token.next = {.pin = std::string{right_pin}, .new_pin = "98765", .new_pin_again = "98765"};
    CHECK(token.set_pin() == Rv{CKR_OK});
    CHECK(token.card->pin() == "98765");
    CHECK(token.card->authentication_right() == logged_in);
    CHECK(token.session.state() == (logged_in ? CKS_RW_USER_FUNCTIONS : CKS_RW_PUBLIC_SESSION));
}

TEST_CASE("what goes wrong when a PIN is changed on the pad is told apart", "[pkcs11][pin-pad]")
{
    PadReader token{GENERATE(values<const char*>(every_citizen))};
    REQUIRE(token.login() == Rv{CKR_OK});
    token.next = {.pin = std::string{right_pin}, .new_pin = "98765", .new_pin_again = "98765"};
    SECTION("cancelled")
    {
        token.next.status = GENERATE(cancel_key, nobody_came);
        CHECK(token.set_pin() == Rv{CKR_FUNCTION_CANCELED});
    }
    SECTION("two entries that differ")
    {
        token.next.new_pin_again = "98764";
        CHECK(token.set_pin() == Rv{CKR_PIN_INVALID});
    }
    SECTION("too short")
    {
        token.next.new_pin = token.next.new_pin_again = "98";
        CHECK(token.set_pin() == Rv{CKR_PIN_LEN_RANGE});
    }
    CHECK(token.card->pin() == right_pin);
    CHECK(token.card->tries_left() == 3);
    CHECK(token.session.state() == CKS_RW_USER_FUNCTIONS);
    CHECK(token.card->authentication_right());
}

TEST_CASE("a wrong old PIN on the pad costs one try and ends the login", "[pkcs11][pin-pad]")
{
    PadReader token{GENERATE(values<const char*>(every_citizen))};
    REQUIRE(token.login() == Rv{CKR_OK});
    token.next = {.pin = std::string{wrong_pin}, .new_pin = "98765", .new_pin_again = "98765"};
    CHECK(token.set_pin() == Rv{CKR_PIN_INCORRECT});
    CHECK(token.card->tries_left() == 2);
    CHECK(token.session.state() == CKS_RW_PUBLIC_SESSION);
    CHECK_FALSE(token.card->authentication_right());
}

TEST_CASE("a pad that can't change PINs, and a session that may not", "[pkcs11][pin-pad]")
{
    PadReader token{"v18-citizen", {.verify = true, .change = false}};
    CHECK(token.set_pin() == Rv{CKR_FUNCTION_NOT_SUPPORTED});
    TestSession read_only;
    REQUIRE(token.open(read_only, 0) == Rv{CKR_OK});
    CHECK(Rv{p11().C_SetPIN(read_only.handle(), nullptr, 0, nullptr, 0)} ==
          Rv{CKR_SESSION_READ_ONLY});
    CHECK(token.asked == 0);
}

TEST_CASE("while somebody types, all others are answered", "[pkcs11][pin-pad]")
{
    PadReader token;
    token.readers.plug(second_reader);
    token.readers.insert(second_reader, make_card("v17-citizen"));
    token.let_module_look();
    std::promise<void> asked;
    std::promise<void> answered;
    token.readers.fit_pin_pad(
        first_reader,
        [&](transport::PinEntry) {
            asked.set_value();
            answered.get_future().wait();
            return Typed{.pin = std::string{right_pin}};
        },
        whole_pad);
    Rv login{CKR_GENERAL_ERROR};
    std::thread user{[&] { login = token.login(); }};
    asked.get_future().wait();

    // The same slot, from memory.
    CHECK(token.session.state() == CKS_RW_PUBLIC_SESSION);
    CHECK((token.slot_flags(0) & CKF_TOKEN_PRESENT) != 0);
    CHECK((token.token_flags(0) & CKF_PROTECTED_AUTHENTICATION_PATH) != 0);
    CHECK(token.slots(true).size() == 2);
    TestSession same;
    CHECK(token.open(same) == Rv{CKR_OK});
    // Nothing can take the keys away from the user.
    CHECK(Rv{list_3_0().C_SessionCancel(token.session.handle(), CKF_SIGN)} ==
          Rv{CKR_OPERATION_CANCEL_FAILED});
    // Another one, with all that its card can do.
    TestSession other;
    REQUIRE(token.open(other, CKF_RW_SESSION, 1) == Rv{CKR_OK});
    CHECK(other.login(right_pin) == Rv{CKR_OK});
    REQUIRE(other.sign_init(CKM_SHA256_RSA_PKCS, other.key(authentication_id)) == Rv{CKR_OK});
    CHECK(other.sign(some_text()).rv == Rv{CKR_OK});

    answered.set_value();
    user.join();
    CHECK(login == Rv{CKR_OK});
    CHECK(same.state() == CKS_RW_USER_FUNCTIONS);
}
