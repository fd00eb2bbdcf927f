// SPDX-License-Identifier: Apache-2.0
#include "states.hpp"

using namespace openbeid;
using namespace openbeid::test;
using namespace std::chrono_literals;

namespace {

constexpr CK_FLAGS pin_flags =
    CKF_USER_PIN_COUNT_LOW | CKF_USER_PIN_FINAL_TRY | CKF_USER_PIN_LOCKED;

/// One more wrong PIN blocks the card.
class PinAtLastTry : public OpenSession {
public:
    explicit PinAtLastTry(std::string_view persona_name = "v18-citizen") : OpenSession{persona_name}
    {
        card->set_tries_left(1);
    }
};

} // namespace

TEST_CASE("the right PIN logs in", "[pkcs11][pin]")
{
    const OpenSession token{GENERATE(values<const char*>(every_citizen))};
    const Meter meter{*token.card};
    CHECK(token.session.login(right_pin) == Rv{CKR_OK});
    CHECK(token.session.state() == CKS_RW_USER_FUNCTIONS);
    CHECK(meter.commands(ins_verify) == 1);
    CHECK(meter.wrong_tries() == 0);
}

TEST_CASE("a wrong PIN costs exactly one try", "[pkcs11][pin]")
{
    const OpenSession token{GENERATE(values<const char*>(every_citizen))};
    CHECK(token.session.login(wrong_pin) == Rv{CKR_PIN_INCORRECT});
    CHECK(token.card->tries_left() == 2);
    CHECK(token.session.state() == CKS_RW_PUBLIC_SESSION);
    CHECK(token.session.login(right_pin) == Rv{CKR_OK});
    CHECK(token.card->tries_left() == 3);
}

TEST_CASE("the same wrong PIN again within a minute costs no try", "[pkcs11][pin]")
{
    const OpenSession token{GENERATE(values<const char*>(every_citizen))};
    REQUIRE(token.session.login(wrong_pin) == Rv{CKR_PIN_INCORRECT});
    const Meter meter{*token.card};
    SECTION("at once")
    {
        CHECK(token.session.login(wrong_pin) == Rv{CKR_PIN_INCORRECT});
    }
    SECTION("after 59 s")
    {
        advance_clock(59s);
        CHECK(token.session.login(wrong_pin) == Rv{CKR_PIN_INCORRECT});
    }
    SECTION("in another session")
    {
        TestSession other;
        REQUIRE(token.open(other, 0) == Rv{CKR_OK});
        CHECK(other.login(wrong_pin) == Rv{CKR_PIN_INCORRECT});
    }
    SECTION("from C_SetPIN")
    {
        CHECK(token.session.set_pin(wrong_pin, "4321") == Rv{CKR_PIN_INCORRECT});
    }
    CHECK(meter.wrong_tries() == 0);
    CHECK(token.card->tries_left() == 2);
}

TEST_CASE("the same wrong PIN after more than a minute goes to the card again", "[pkcs11][pin]")
{
    const OpenSession token{GENERATE(values<const char*>(every_citizen))};
    REQUIRE(token.session.login(wrong_pin) == Rv{CKR_PIN_INCORRECT});
    advance_clock(61s);
    CHECK(token.session.login(wrong_pin) == Rv{CKR_PIN_INCORRECT});
    CHECK(token.card->tries_left() == 1);
}

TEST_CASE("another wrong PIN costs another try", "[pkcs11][pin]")
{
    const OpenSession token{GENERATE(values<const char*>(every_citizen))};
    REQUIRE(token.session.login("0000") == Rv{CKR_PIN_INCORRECT});
    REQUIRE(token.session.login("00000") == Rv{CKR_PIN_INCORRECT});
    CHECK(token.card->tries_left() == 1);
}

TEST_CASE("a refused PIN that is the right one since goes to the card", "[pkcs11][pin]")
{
    const OpenSession token{GENERATE("v17-citizen", "v18-citizen")};
    REQUIRE(token.session.login("7777") == Rv{CKR_PIN_INCORRECT});
    token.card->set_pin("7777"); // changed with another program, which had to give the old one
    token.card->set_tries_left(3);
    CHECK(token.session.login("7777") == Rv{CKR_OK});
}

TEST_CASE("a PIN that can't be right never reaches the card", "[pkcs11][pin]")
{
    const OpenSession token{GENERATE(values<const char*>(every_citizen))};
    const auto pin = GENERATE(
        as<std::string_view>{}, "123", "1234567890123", "12a4", "1 34", "12345678901234567890");
    const Meter meter{*token.card};
    CHECK(token.session.login(pin) == Rv{CKR_PIN_INCORRECT});
    CHECK(meter.apdus() == 0);
    CHECK((token.token_flags() & CKF_USER_PIN_COUNT_LOW) == 0);
}

TEST_CASE("an empty PIN stops those who would ask for ever", "[pkcs11][pin]")
{
    const OpenSession token;
    const Meter meter{*token.card};
    for (int i = 0; i < 5; ++i) {
        CHECK(token.session.login("") == Rv{CKR_PIN_LEN_RANGE});
    }
    CHECK(meter.apdus() == 0);
}

TEST_CASE("an empty PIN for one signature does so too, and leaves the signature as it is",
          "[pkcs11][pin]")
{
    const KeysFound token;
    REQUIRE(token.session.sign_init(token.hashing_mechanism(), token.signature_key) == Rv{CKR_OK});
    const Meter meter{*token.card};
    CHECK(token.session.context_login("") == Rv{CKR_PIN_LEN_RANGE});
    CHECK(meter.apdus() == 0);
    CHECK(token.session.context_login(right_pin) == Rv{CKR_OK});
    CHECK(token.session.sign(some_text()).rv == Rv{CKR_OK});
}

TEST_CASE("without a PIN pad C_Login needs a PIN", "[pkcs11][pin]")
{
    const OpenSession token;
    const auto handle = token.session.handle();
    const Meter meter{*token.card};
    CHECK(Rv{p11().C_Login(handle, CKU_USER, nullptr, 0)} == Rv{CKR_ARGUMENTS_BAD});
    CHECK(Rv{p11().C_Login(handle, CKU_USER, nullptr, 4)} == Rv{CKR_ARGUMENTS_BAD});
    CHECK(meter.apdus() == 0);
}

TEST_CASE("the third PIN in a row that the module refuses itself ends the row", "[pkcs11][pin]")
{
    const OpenSession token;
    const Meter meter{*token.card};
    CHECK(token.session.login("12") == Rv{CKR_PIN_INCORRECT});
    CHECK(token.session.login("abcd") == Rv{CKR_PIN_INCORRECT});
    CHECK(token.session.login("12") == Rv{CKR_PIN_LEN_RANGE});
    CHECK(meter.apdus() == 0);
}

TEST_CASE("the same wrong PIN for ever ends too, and costs one try", "[pkcs11][pin]")
{
    const OpenSession token{GENERATE(values<const char*>(every_citizen))};
    CHECK(token.session.login(wrong_pin) == Rv{CKR_PIN_INCORRECT}); // by the card
    CHECK(token.session.login(wrong_pin) == Rv{CKR_PIN_INCORRECT});
    CHECK(token.session.login(wrong_pin) == Rv{CKR_PIN_INCORRECT});
    CHECK(token.session.login(wrong_pin) == Rv{CKR_PIN_LEN_RANGE});
    CHECK(token.card->tries_left() == 2);
}

TEST_CASE("a PIN that goes to the card ends the row of refusals", "[pkcs11][pin]")
{
    const OpenSession token;
    CHECK(token.session.login("12") == Rv{CKR_PIN_INCORRECT});
    CHECK(token.session.login("12") == Rv{CKR_PIN_INCORRECT});
    CHECK(token.session.login(wrong_pin) == Rv{CKR_PIN_INCORRECT});
    CHECK(token.session.login("12") == Rv{CKR_PIN_INCORRECT});
    CHECK(token.session.login("12") == Rv{CKR_PIN_INCORRECT});
    CHECK(token.session.login("12") == Rv{CKR_PIN_LEN_RANGE});
}

TEST_CASE("the wrong PIN that blocks the card says so", "[pkcs11][pin]")
{
    const PinAtLastTry token{GENERATE(values<const char*>(every_citizen))};
    CHECK(token.session.login(wrong_pin) == Rv{CKR_PIN_LOCKED});
    CHECK((token.token_flags() & pin_flags) == CKF_USER_PIN_LOCKED);
}

TEST_CASE("a blocked card is never given a PIN again", "[pkcs11][pin]")
{
    const PinAtLastTry token{GENERATE(values<const char*>(every_citizen))};
    REQUIRE(token.session.login(wrong_pin) == Rv{CKR_PIN_LOCKED});
    const Meter meter{*token.card};
    CHECK(token.session.login(right_pin) == Rv{CKR_PIN_LOCKED});
    CHECK(token.session.login(wrong_pin) == Rv{CKR_PIN_LOCKED});
    CHECK(token.session.set_pin(right_pin, "4321") == Rv{CKR_PIN_LOCKED});
    CHECK(meter.apdus() == 0);
}

TEST_CASE("an empty PIN does not reach the card", "[pkcs11][pin]")
{
    const KeysFound token;
    const Meter meter{*token.card};
    CHECK(token.session.set_pin("", "4321") == Rv{CKR_PIN_LEN_RANGE});
    CHECK(token.session.set_pin(right_pin, "") == Rv{CKR_PIN_LEN_RANGE});
    CHECK(meter.apdus() == 0);
}

TEST_CASE("a card that comes blocked is found out by the first PIN", "[pkcs11][pin]")
{
    const OpenSession token{"v17-blocked"};
    CHECK(token.session.login(right_pin) == Rv{CKR_PIN_LOCKED});
    CHECK((token.token_flags() & pin_flags) == CKF_USER_PIN_LOCKED);
}

TEST_CASE("a 1.8 card tells at its recognition that it is blocked", "[pkcs11][pin]")
{
    auto blocked = persona("v18-citizen");
    blocked.pin.tries_left = 0;
    const OpenSession token{std::make_shared<Card>(blocked)};
    CHECK((token.token_flags() & pin_flags) == CKF_USER_PIN_LOCKED);
    const Meter meter{*token.card};
    CHECK(token.session.login(right_pin) == Rv{CKR_PIN_LOCKED});
    CHECK(meter.apdus() == 0);
}

TEST_CASE("the flags of the token tell how many tries are left", "[pkcs11][pin]")
{
    const OpenSession token{GENERATE(values<const char*>(every_citizen))};
    CHECK((token.token_flags() & pin_flags) == 0);
    REQUIRE(token.session.login("0001") == Rv{CKR_PIN_INCORRECT});
    CHECK((token.token_flags() & pin_flags) == CKF_USER_PIN_COUNT_LOW);
    REQUIRE(token.session.login("0002") == Rv{CKR_PIN_INCORRECT});
    CHECK((token.token_flags() & pin_flags) == (CKF_USER_PIN_COUNT_LOW | CKF_USER_PIN_FINAL_TRY));
    REQUIRE(token.session.login(right_pin) == Rv{CKR_OK});
    CHECK((token.token_flags() & pin_flags) == 0);
}

TEST_CASE("a 1.8 card tells after a reset how many tries other programs have left", "[pkcs11][pin]")
{
    const OpenSession token{"v18-citizen"};
    auto other = token.other_program();
    REQUIRE(other.send(verify_wrong_pin) == 0x63C2);
    REQUIRE(other.send(verify_wrong_pin) == 0x63C1);
    CHECK((token.token_flags() & pin_flags) == 0); // nobody asked the card since
    other.reset_card();
    REQUIRE(token.session.find({CKO_CERTIFICATE, ca_id}).size() == 1);
    CHECK((token.token_flags() & pin_flags) == (CKF_USER_PIN_COUNT_LOW | CKF_USER_PIN_FINAL_TRY));
}

TEST_CASE("a card that was never activated has no PIN yet", "[pkcs11][pin]")
{
    const OpenSession token{GENERATE("v17-unactivated", "v18-unactivated")};
    const Meter meter{*token.card};
    CHECK(token.session.login(right_pin) == Rv{CKR_USER_PIN_NOT_INITIALIZED});
    CHECK(meter.wrong_tries() == 0);
    CHECK((token.token_flags() & CKF_USER_PIN_INITIALIZED) == 0);
}

TEST_CASE("a Kids-ID without certificates has a PIN, and its holder can log in and change it",
          "[pkcs11][pin]")
{
    const OpenSession token{GENERATE("v17-kids", "v18-kids")};
    CAPTURE(token.card->persona_name());
    CHECK(token.session.login(wrong_pin) == Rv{CKR_PIN_INCORRECT});
    CHECK(token.session.login(right_pin) == Rv{CKR_OK});
    CHECK((token.token_flags() & CKF_USER_PIN_INITIALIZED) != 0);
    CHECK(token.session.find(Wanted{CKO_PRIVATE_KEY}).empty());
    CHECK(token.session.logout() == Rv{CKR_OK});
}

TEST_CASE("a VERIFY that gets no answer is not repeated", "[pkcs11][pin]")
{
    const OpenSession token{GENERATE(values<const char*>(every_citizen))};
    const auto kind = GENERATE(FaultKind::drop_before, FaultKind::drop_after);
    token.card->inject({.kind = kind, .ins = ins_verify});
    const Meter meter{*token.card};
    CHECK(token.session.login(wrong_pin) == Rv{CKR_DEVICE_ERROR});
    CHECK(meter.commands(ins_verify) <= 1);
    CHECK(meter.wrong_tries() <= 1);
    CHECK(token.session.state() == CKS_RW_PUBLIC_SESSION);
}

TEST_CASE("an odd answer to VERIFY is neither a login nor a second try", "[pkcs11][pin]")
{
    const OpenSession token;
    const auto status =
        GENERATE(std::uint16_t{0x6F00}, std::uint16_t{0x6700}, std::uint16_t{0x6400});
    token.card->inject({.kind = FaultKind::status, .ins = ins_verify, .status = status});
    const Meter meter{*token.card};
    CHECK(token.session.login(right_pin) == Rv{CKR_DEVICE_ERROR});
    CHECK(meter.commands(ins_verify) == 0);
    CHECK(token.session.state() == CKS_RW_PUBLIC_SESSION);
}

TEST_CASE("there is no security officer", "[pkcs11][pin]")
{
    const OpenSession token;
    CHECK(token.session.login(right_pin, CKU_SO) == Rv{CKR_USER_TYPE_INVALID});
    CHECK(token.session.login(right_pin, 17) == Rv{CKR_USER_TYPE_INVALID});
    TestSession read_only;
    REQUIRE(token.open(read_only, 0) == Rv{CKR_OK});
    CHECK(token.session.login(right_pin, CKU_SO) == Rv{CKR_SESSION_READ_ONLY_EXISTS});
}

TEST_CASE("C_LoginUser is C_Login for the user without a name", "[pkcs11][pin]")
{
    const OpenSession token;
    Bytes pin(right_pin.begin(), right_pin.end());
    Bytes name{'J'};
    const auto login = [&](CK_ULONG name_length) {
        return Rv{list_3_0().C_LoginUser(
            token.session.handle(), CKU_USER, pin.data(), pin.size(), name.data(), name_length)};
    };
    CHECK(login(1) == Rv{CKR_ARGUMENTS_BAD});
    CHECK(login(0) == Rv{CKR_OK});
    CHECK(token.session.state() == CKS_RW_USER_FUNCTIONS);
}
