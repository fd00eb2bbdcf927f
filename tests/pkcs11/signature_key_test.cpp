// SPDX-License-Identifier: Apache-2.0
// The `Signature` key wants its own PIN for each signature.
#include "openssl_verify.hpp"
#include "states.hpp"

#include <thread>

using namespace openbeid;
using namespace openbeid::test;
using namespace std::chrono_literals;

namespace {

/// An operation with the signature key is active.
class SigningLegally : public KeysFound {
public:
    explicit SigningLegally(std::string_view persona_name = "v18-citizen") : KeysFound{persona_name}
    {
        begin();
    }
    explicit SigningLegally(std::shared_ptr<Card> inserted) : KeysFound{std::move(inserted)}
    {
        begin();
    }
    void begin() const
    {
        REQUIRE(session.sign_init(hashing_mechanism(), signature_key) == Rv{CKR_OK});
    }
};

/// The same, after the PIN was given for it.
class PinWaiting : public SigningLegally {
public:
    explicit PinWaiting(std::string_view persona_name = "v18-citizen")
        : SigningLegally{persona_name}
    {
        REQUIRE(session.context_login(right_pin) == Rv{CKR_OK});
    }
};

} // namespace

TEST_CASE("the signature key does not sign without its own login", "[pkcs11][sign][signature-key]")
{
    const SigningLegally token{GENERATE(values<const char*>(every_citizen))};
    const Meter meter{*token.card};
    CHECK(token.session.sign(some_text()).rv == Rv{CKR_USER_NOT_LOGGED_IN});
    CHECK(meter.apdus() == 0);
    CHECK(token.session.state() == CKS_RW_USER_FUNCTIONS); // the login itself is as it was
}

TEST_CASE("one login for the signature key is good for one signature",
          "[pkcs11][sign][signature-key]")
{
    const PinWaiting token{GENERATE(values<const char*>(every_citizen))};
    REQUIRE(token.session.sign(some_text()).rv == Rv{CKR_OK});
    token.begin();
    CHECK(token.session.sign(some_text()).rv == Rv{CKR_USER_NOT_LOGGED_IN});
    token.begin();
    REQUIRE(token.session.context_login(right_pin) == Rv{CKR_OK});
    CHECK(token.session.sign(some_text()).rv == Rv{CKR_OK});
}

TEST_CASE("a login for one operation can't be used by that of another session",
          "[pkcs11][sign][signature-key]")
{
    const PinWaiting token;
    TestSession other;
    REQUIRE(token.open(other, 0) == Rv{CKR_OK});
    REQUIRE(other.sign_init(token.hashing_mechanism(), token.signature_key) == Rv{CKR_OK});
    CHECK(other.sign(some_text()).rv == Rv{CKR_USER_NOT_LOGGED_IN});
    CHECK(token.session.sign(some_text()).rv == Rv{CKR_OK});
}

TEST_CASE("there is no context-specific login without an operation that needs it",
          "[pkcs11][sign][signature-key]")
{
    const KeysFound token;
    const Meter meter{*token.card};
    CHECK(token.session.context_login(right_pin) == Rv{CKR_OPERATION_NOT_INITIALIZED});
    REQUIRE(token.session.sign_init(CKM_ECDSA, token.authentication_key) == Rv{CKR_OK});
    CHECK(token.session.context_login(right_pin) == Rv{CKR_OPERATION_NOT_INITIALIZED});
    CHECK(meter.apdus() == 0);
}

TEST_CASE("a legal signature costs two exchanges at its login and five at C_Sign",
          "[pkcs11][sign][signature-key]")
{
    const SigningLegally token{GENERATE("v17-citizen", "v18-citizen")};
    const Meter login{*token.card};
    REQUIRE(token.session.context_login(right_pin) == Rv{CKR_OK});
    CHECK(login.apdus() == 2);
    const Meter signature{*token.card};
    CHECK(token.session.sign_length(some_text()).rv == Rv{CKR_OK}); // does not use the PIN up
    REQUIRE(token.session.sign(some_text()).rv == Rv{CKR_OK});
    CHECK(signature.apdus() == 5);
    CHECK(signature.signatures_83() == 1);
}

TEST_CASE("the login for the signature key may come from another thread",
          "[pkcs11][sign][signature-key]")
{
    const SigningLegally token;
    Rv rv;
    std::thread{[&] { rv = token.session.context_login(right_pin); }}.join();
    CHECK(rv == Rv{CKR_OK});
    CHECK(token.session.sign(some_text()).rv == Rv{CKR_OK});
}

TEST_CASE("a wrong PIN for the signature key costs one try and can be followed by the right one",
          "[pkcs11][sign][signature-key]")
{
    const SigningLegally token{GENERATE(values<const char*>(every_citizen))};
    const Meter meter{*token.card};
    CHECK(token.session.context_login(wrong_pin) == Rv{CKR_PIN_INCORRECT});
    CHECK(meter.wrong_tries() == 1);
    CHECK(token.session.state() == CKS_RW_USER_FUNCTIONS); // as long as the operation lives
    REQUIRE(token.session.context_login(right_pin) == Rv{CKR_OK});
    CHECK(token.session.sign(some_text()).rv == Rv{CKR_OK});
    CHECK(token.session.state() == CKS_RW_USER_FUNCTIONS);
    CHECK(token.sign_authentication().rv == Rv{CKR_OK});
}

TEST_CASE("a wrong PIN for the signature key takes the place of the right one before it",
          "[pkcs11][sign][signature-key]")
{
    const SigningLegally token;
    REQUIRE(token.session.context_login(right_pin) == Rv{CKR_OK});
    SECTION("refused by the card")
    {
        CHECK(token.session.context_login(wrong_pin) == Rv{CKR_PIN_INCORRECT});
    }
    SECTION("refused by the module")
    {
        CHECK(token.session.context_login("12") == Rv{CKR_PIN_INCORRECT});
    }
    const Meter meter{*token.card};
    CHECK(token.session.sign(some_text()).rv == Rv{CKR_USER_NOT_LOGGED_IN});
    CHECK(meter.apdus() == 0);
}

TEST_CASE("after a wrong PIN the login is over when the operation ends",
          "[pkcs11][sign][signature-key]")
{
    const SigningLegally token;
    REQUIRE(token.session.context_login(wrong_pin) == Rv{CKR_PIN_INCORRECT});
    SECTION("by the signature")
    {
        CHECK(token.session.sign(some_text()).rv == Rv{CKR_USER_NOT_LOGGED_IN});
    }
    SECTION("by a cancel")
    {
        CHECK(token.session.sign_cancel() == Rv{CKR_OK});
    }
    CHECK(token.session.state() == CKS_RW_PUBLIC_SESSION);
    CHECK(token.session.sign_init(CKM_ECDSA, token.signature_key) == Rv{CKR_USER_NOT_LOGGED_IN});
    REQUIRE(token.session.login(right_pin) == Rv{CKR_OK});
    CHECK(token.sign_legally().rv == Rv{CKR_OK}); // with the handle from before
}

TEST_CASE("a PIN for the signature key that blocks the card ends the login at once",
          "[pkcs11][sign][signature-key]")
{
    const SigningLegally token;
    token.card->set_tries_left(1);
    CHECK(token.session.context_login(wrong_pin) == Rv{CKR_PIN_LOCKED});
    CHECK(token.session.state() == CKS_RW_PUBLIC_SESSION);
    CHECK(token.session.sign(some_text()).rv == Rv{CKR_USER_NOT_LOGGED_IN});
}

TEST_CASE("a PIN for the signature key waits for 60 s and no longer",
          "[pkcs11][sign][signature-key]")
{
    const PinWaiting token;
    const Meter meter{*token.card};
    SECTION("59 s")
    {
        advance_clock(59s);
        CHECK(token.session.sign(some_text()).rv == Rv{CKR_OK});
    }
    SECTION("61 s")
    {
        advance_clock(61s);
        CHECK(token.session.sign(some_text()).rv == Rv{CKR_USER_NOT_LOGGED_IN});
        CHECK(meter.commands(ins_sign) == 0);
        CHECK(meter.commands(ins_verify) == 0);
    }
}

TEST_CASE("whatever else ends the operation ends the PIN that waits for it",
          "[pkcs11][sign][signature-key]")
{
    const PinWaiting token;
    const auto handle = token.session.handle();
    SECTION("a null mechanism")
    {
        REQUIRE(token.session.sign_cancel() == Rv{CKR_OK});
    }
    SECTION("C_SessionCancel")
    {
        REQUIRE(Rv{list_3_0().C_SessionCancel(handle, CKF_SIGN)} == Rv{CKR_OK});
    }
    SECTION("a refused C_Sign")
    {
        CK_ULONG length = 0;
        CHECK(Rv{p11().C_Sign(handle, nullptr, 4, nullptr, &length)} == Rv{CKR_ARGUMENTS_BAD});
    }
    SECTION("C_Logout")
    {
        REQUIRE(token.session.logout() == Rv{CKR_OK});
        CHECK(token.session.sign(some_text()).rv == Rv{CKR_OPERATION_NOT_INITIALIZED});
        REQUIRE(token.session.login(right_pin) == Rv{CKR_OK});
    }
    const Meter meter{*token.card};
    const auto key = token.session.key(signature_id);
    REQUIRE(token.session.sign_init(token.hashing_mechanism(), key) == Rv{CKR_OK});
    CHECK(token.session.sign(some_text()).rv == Rv{CKR_USER_NOT_LOGGED_IN});
    CHECK(meter.apdus() == 0);
}

TEST_CASE("C_Logout in another session ends the signature, and the PIN that waits",
          "[pkcs11][sign][signature-key]")
{
    const PinWaiting token;
    TestSession other;
    REQUIRE(token.open(other, 0) == Rv{CKR_OK});
    REQUIRE(other.logout() == Rv{CKR_OK});
    const Meter meter{*token.card};
    SECTION("nobody logs in through it")
    {
        CHECK(token.session.context_login(right_pin) == Rv{CKR_OPERATION_NOT_INITIALIZED});
        CHECK(other.state() == CKS_RO_PUBLIC_SESSION);
        CHECK(meter.verifies() == 0);
    }
    SECTION("nor does it go on with the next login")
    {
        REQUIRE(other.login(right_pin) == Rv{CKR_OK});
        CHECK(token.session.sign(some_text()).rv == Rv{CKR_OPERATION_NOT_INITIALIZED});
    }
    CHECK(meter.signatures_83() == 0);
}

TEST_CASE("a reset by another program ends the PIN that waits", "[pkcs11][sign][signature-key]")
{
    const PinWaiting token;
    token.other_program().reset_card();
    const Meter meter{*token.card};
    CHECK(token.session.sign(some_text()).rv == Rv{CKR_USER_NOT_LOGGED_IN});
    CHECK(token.session.state() == CKS_RW_PUBLIC_SESSION);
    CHECK(meter.commands(ins_verify) == 0);
    CHECK(meter.signatures_83() == 0);
}

TEST_CASE("a PIN changed elsewhere since its login costs one try and no more",
          "[pkcs11][sign][signature-key]")
{
    const PinWaiting token;
    token.card->set_pin("9876");
    const Meter meter{*token.card};
    CHECK(token.session.sign(some_text()).rv == Rv{CKR_USER_NOT_LOGGED_IN});
    CHECK(meter.wrong_tries() == 1);
    CHECK(token.session.state() == CKS_RW_PUBLIC_SESSION);
}
