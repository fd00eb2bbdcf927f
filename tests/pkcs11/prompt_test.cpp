// SPDX-License-Identifier: Apache-2.0
// PINs that the user is asked for by the module itself.
#include "prompt_user.hpp"

#include <openbeid/version.hpp>

#include <future>

using namespace openbeid;
using namespace openbeid::test;

namespace {

const char* const wrong = "write 010430303030";

} // namespace

TEST_CASE("who signs with Signature and gives no PIN gets the user asked", "[pkcs11][prompt]")
{
    User user{{right}};
    const KeysFound token{GENERATE(values<const char*>(every_citizen))};
    const Meter meter{*token.card};
    CHECK(sign_without_context(token).rv == Rv{CKR_OK});
    CHECK(meter.signatures_83() == 1);
    CHECK(sign_without_context(token).rv == Rv{CKR_OK}); // and again
    CHECK(meter.wrong_tries() == 0);
    CHECK(token.session.state() == CKS_RW_USER_FUNCTIONS);
}

TEST_CASE("without a window, or if it is not wanted, such a signature is refused at once",
          "[pkcs11][prompt]")
{
    User user{{right}};
    const auto* const setting = GENERATE("never", "signature");
    if (std::string_view{setting} == "signature") {
        prompt_helper() = "/nonexistent/helper";
    }
    const Variable prompt{"OPENBEID_PROMPT", setting};
    const KeysFound token{"v17-citizen"};
    const Meter meter{*token.card};
    CHECK(sign_without_context(token).rv == Rv{CKR_USER_NOT_LOGGED_IN});
    CHECK(meter.verifies() == 0);
}

TEST_CASE("who asks by itself and signs without a PIN gets no second window", "[pkcs11][prompt]")
{
    User user{{right}};
    const KeysFound token{GENERATE("v17-citizen", "v18-citizen")};
    const Meter meter{*token.card};
    REQUIRE(token.session.sign_init(token.hashing_mechanism(), token.signature_key) == Rv{CKR_OK});
    const auto* const given = GENERATE("9999", "");
    CHECK(token.session.context_login(given) != Rv{CKR_OK});
    CHECK(token.session.sign(some_text()).rv == Rv{CKR_USER_NOT_LOGGED_IN});
    CHECK(meter.verifies() == (given[0] == '\0' ? 0 : 1));
    CHECK(meter.signatures_83() == 0);
}

TEST_CASE("nobody is asked for a PIN for what the card can't sign", "[pkcs11][prompt]")
{
    User user{{right}};
    const KeysFound token{"v17-citizen"};
    const Meter meter{*token.card};
    const Mechanism pss{.type = CKM_RSA_PKCS_PSS, .pss = {CKM_SHA256, CKG_MGF1_SHA256, 32}};
    REQUIRE(token.session.sign_init(pss, token.signature_key) == Rv{CKR_OK});
    CHECK(token.session.sign(some_text().first(10)).rv == Rv{CKR_DATA_LEN_RANGE});
    CHECK(meter.verifies() == 0);
}

TEST_CASE("several signatures at once of a program for which we ask are one question",
          "[pkcs11][prompt]")
{
    User user{{right}};
    const Variable entry{"OPENBEID_PIN_ENTRY", "module"};
    const OpenSession token{"v18-citizen"};
    const Meter meter{*token.card};
    std::vector<std::future<Rv>> signatures;
    for (int i = 0; i < 4; ++i) {
        signatures.push_back(std::async(std::launch::async, [&token] {
            TestSession session;
            Rv rv = token.open(session, 0);
            if (rv == Rv{CKR_OK}) {
                rv = session.sign_init(CKM_ECDSA_SHA256, session.key(authentication_id));
            }
            return rv == Rv{CKR_OK} ? session.sign(some_text()).rv : rv;
        }));
    }
    for (auto& signature : signatures) {
        CHECK(signature.get() == Rv{CKR_OK});
    }
    CHECK(meter.verifies() == 1);
}

TEST_CASE("a wrong PIN in the window costs one try and no second question", "[pkcs11][prompt]")
{
    User user{{wrong}};
    const KeysFound token{GENERATE("v17-citizen", "v18-citizen")};
    CHECK(sign_without_context(token).rv == Rv{CKR_USER_NOT_LOGGED_IN});
    CHECK(token.card->tries_left() == 2);
    // The wrong PIN ended the login on the card, and ours with it.
    CHECK(token.session.state() == CKS_RW_PUBLIC_SESSION);
    CHECK(token.session.login(right_pin) == Rv{CKR_OK});
    CHECK(sign_without_context(token).rv == Rv{CKR_USER_NOT_LOGGED_IN});
    CHECK(token.card->tries_left() == 2);
}

TEST_CASE("a user who cancels the window spends nothing", "[pkcs11][prompt]")
{
    User user{{"write 0200"}};
    const KeysFound token{"v18-citizen"};
    const Meter meter{*token.card};
    CHECK(sign_without_context(token).rv == Rv{CKR_FUNCTION_CANCELED});
    CHECK(meter.verifies() == 0);
}

TEST_CASE("a window that crashes, hangs or answers garbage spends nothing", "[pkcs11][prompt]")
{
    User user{{GENERATE("crash", "write 0831", "close")}};
    const KeysFound token{"v17-citizen"};
    const Meter meter{*token.card};
    CHECK(sign_without_context(token).rv == Rv{CKR_FUNCTION_FAILED});
    CHECK(meter.verifies() == 0);
    CHECK(token.sign_authentication().rv == Rv{CKR_OK});
}

TEST_CASE("while the window is open the module answers other questions", "[pkcs11][prompt]")
{
    User user{{"show", "await-go", right}};
    user.scene().watch_window();
    KeysFound token{"v18-citizen"};
    token.readers.plug(second_reader);
    token.readers.insert(second_reader, make_card("v17-citizen"));
    token.let_module_look();
    auto signature = std::async(std::launch::async, [&] { return sign_without_context(token).rv; });
    user.scene().await_window();
    TestSession elsewhere;
    REQUIRE(token.open(elsewhere, CKF_RW_SESSION, 1) == Rv{CKR_OK});
    CHECK(elsewhere.login(right_pin) == Rv{CKR_OK});
    REQUIRE(elsewhere.sign_init(CKM_SHA256_RSA_PKCS, elsewhere.key(authentication_id)) ==
            Rv{CKR_OK});
    CHECK(elsewhere.sign(some_text()).rv == Rv{CKR_OK});
    TestSession other;
    REQUIRE(token.open(other, CKF_RW_SESSION) == Rv{CKR_OK});
    CHECK(other.state() == CKS_RW_USER_FUNCTIONS);
    CHECK(!other.certificate(ca_id).empty()); // the card is free
    CHECK((token.slot_flags(0) & CKF_TOKEN_PRESENT) != 0);
    user.scene().let_go();
    CHECK(signature.get() == Rv{CKR_OK});
}

TEST_CASE("a PIN that is typed for a signature after C_Logout logs nobody in", "[pkcs11][prompt]")
{
    User user{{"show", "await-go", right}};
    user.scene().watch_window();
    const KeysFound token;
    TestSession other;
    REQUIRE(token.open(other) == Rv{CKR_OK});
    auto signature = std::async(std::launch::async, [&] { return sign_without_context(token).rv; });
    user.scene().await_window();
    CHECK(other.logout() == Rv{CKR_OK});
    const Meter meter{*token.card};
    user.scene().let_go();
    CHECK(signature.get() == Rv{CKR_USER_NOT_LOGGED_IN});
    CHECK(other.state() == CKS_RW_PUBLIC_SESSION);
    CHECK(meter.apdus() == 0);
}

TEST_CASE("C_Login without a PIN asks the user only if that is set", "[pkcs11][prompt]")
{
    User user{{right}};
    const auto* const setting = GENERATE("signature", "always", "never");
    const Variable prompt{"OPENBEID_PROMPT", setting};
    const OpenSession token{"v17-citizen"};
    const bool asks = std::string_view{setting} == "always";
    const Rv rv{p11().C_Login(token.session.handle(), CKU_USER, nullptr, 0)};
    CHECK(rv == Rv{asks ? CKR_OK : CKR_ARGUMENTS_BAD});
    CHECK(((token.token_flags() & CKF_PROTECTED_AUTHENTICATION_PATH) != 0) == asks);
    CHECK((token.token_flags() & CKF_LOGIN_REQUIRED) != 0);
}

TEST_CASE("a login or PIN change for which nobody can be asked fails, and says no more",
          "[pkcs11][prompt]")
{
    const Variable prompt{"OPENBEID_PROMPT", "always"};
    const OpenSession token{"v18-citizen"};
    const Meter meter{*token.card};
    const auto session = token.session.handle();
    CHECK(Rv{p11().C_Login(session, CKU_USER, nullptr, 0)} == Rv{CKR_FUNCTION_FAILED});
    CHECK(Rv{p11().C_SetPIN(session, nullptr, 0, nullptr, 0)} == Rv{CKR_FUNCTION_FAILED});
    CHECK(meter.apdus() == 0);
}

TEST_CASE("a program that expects the module to ask sees what the official one shows",
          "[pkcs11][prompt]")
{
    User user{{right}};
    const Variable entry{"OPENBEID_PIN_ENTRY", "module"};
    const OpenSession token{GENERATE("v17-citizen", "v18-citizen")};
    CHECK((token.token_flags() & CKF_LOGIN_REQUIRED) == 0);
    CHECK((token.token_flags() & CKF_PROTECTED_AUTHENTICATION_PATH) != 0);
    CHECK(token.session.find(Wanted{CKO_PRIVATE_KEY}).size() == 2);
    CHECK(token.session.find(Wanted{CKO_PROFILE}).size() == 3);
    const auto key = token.session.key(signature_id);
    CHECK(token.session.attribute(key, CKA_ALWAYS_AUTHENTICATE).data == Bytes{CK_FALSE});

    const auto mechanism =
        token.card->persona_name() == "v17-citizen" ? CKM_SHA256_RSA_PKCS : CKM_ECDSA_SHA256;
    const auto sign = [&](std::uint8_t id) {
        REQUIRE(token.session.sign_init(mechanism, token.session.key(id)) == Rv{CKR_OK});
        return token.session.sign(some_text()).rv;
    };
    const Meter meter{*token.card};
    CHECK(sign(authentication_id) == Rv{CKR_OK});
    CHECK(meter.pins() == 1);
    CHECK(sign(authentication_id) == Rv{CKR_OK});
    CHECK(meter.pins() == 1); // asked once
    CHECK(sign(signature_id) == Rv{CKR_OK});
    CHECK(meter.signatures_83() == 1);
    CHECK(meter.wrong_tries() == 0);
}

TEST_CASE("such a program is told of the wrong PIN that was typed for its signature",
          "[pkcs11][prompt]")
{
    User user{{wrong}};
    const Variable entry{"OPENBEID_PIN_ENTRY", "module"};
    const OpenSession token{GENERATE("v17-citizen", "v18-citizen")};
    const auto mechanism =
        token.card->persona_name() == "v17-citizen" ? CKM_SHA256_RSA_PKCS : CKM_ECDSA_SHA256;
    const auto key = token.session.key(GENERATE(authentication_id, signature_id));
    const auto sign = [&] {
        REQUIRE(token.session.sign_init(mechanism, key) == Rv{CKR_OK});
        return token.session.sign(some_text()).rv;
    };
    CHECK(sign() == Rv{CKR_PIN_INCORRECT});
    CHECK(token.card->tries_left() == 2);
    CHECK(sign() == Rv{CKR_PIN_INCORRECT}); // the same again, which the card is not asked
    CHECK(token.card->tries_left() == 2);
    CHECK(sign() == Rv{CKR_PIN_INCORRECT});
    CHECK(sign() == Rv{CKR_PIN_LEN_RANGE});
    CHECK(token.card->tries_left() == 2);
}

TEST_CASE("no window asks for the PIN of a card that is found blocked", "[pkcs11][prompt]")
{
    User user{{right}};
    const Variable entry{"OPENBEID_PIN_ENTRY", "module"};
    const OpenSession token{"v17-citizen"};
    token.card->set_tries_left(0);
    const Meter meter{*token.card};
    const auto key = token.session.key(GENERATE(authentication_id, signature_id));
    REQUIRE(token.session.sign_init(CKM_SHA256_RSA_PKCS, key) == Rv{CKR_OK});
    CHECK(token.session.sign(some_text()).rv == Rv{CKR_PIN_LOCKED});
    CHECK(meter.pins() == 0);
}

TEST_CASE("such a program is told that the PIN is blocked", "[pkcs11][prompt]")
{
    User user{{wrong}};
    const Variable entry{"OPENBEID_PIN_ENTRY", "module"};
    const OpenSession token{"v18-citizen"};
    token.card->set_tries_left(1);
    const auto key = token.session.key(GENERATE(authentication_id, signature_id));
    const auto sign = [&] {
        REQUIRE(token.session.sign_init(CKM_ECDSA_SHA256, key) == Rv{CKR_OK});
        return token.session.sign(some_text()).rv;
    };
    CHECK(sign() == Rv{CKR_PIN_LOCKED});
    const Meter meter{*token.card};
    CHECK(sign() == Rv{CKR_PIN_LOCKED});
    CHECK(meter.verifies() == 0);
}

TEST_CASE("such a program changes the PIN in a session that is read-only", "[pkcs11][prompt]")
{
    User user{{right}};
    const auto* const setting = GENERATE("module", "application");
    const Variable entry{"OPENBEID_PIN_ENTRY", setting};
    const Variable prompt{"OPENBEID_PROMPT", "always"};
    CardInserted token{"v18-citizen"};
    TestSession session;
    REQUIRE(token.open(session, 0) == Rv{CKR_OK});
    const Meter meter{*token.card};
    const bool may = std::string_view{setting} == "module";
    const Rv expected{may ? CKR_OK : CKR_SESSION_READ_ONLY};
    CHECK(Rv{p11().C_SetPIN(session.handle(), nullptr, 0, nullptr, 0)} == expected);
    CHECK(session.set_pin(right_pin, "98765") == expected);
    CHECK(token.card->pin() == (may ? "98765" : right_pin));
    CHECK(meter.wrong_tries() == 0);
}

TEST_CASE("such a program finds a version of the official middleware", "[pkcs11][prompt]")
{
    const auto* const setting = GENERATE("module", "application");
    const Variable entry{"OPENBEID_PIN_ENTRY", setting};
    const Initialized module;
    CK_INFO info{};
    REQUIRE(Rv{p11().C_GetInfo(&info)} == Rv{CKR_OK});
    const bool official = std::string_view{setting} == "module";
    CHECK(int{info.libraryVersion.major} == (official ? 5 : version_major));
    CHECK(int{info.libraryVersion.minor} == (official ? 1 : version_minor));
}

TEST_CASE("C_SetPIN without PINs asks for the old and the new one", "[pkcs11][prompt]")
{
    User user{{right}}; // the new one is the old one: the card takes it
    const Variable prompt{"OPENBEID_PROMPT", "always"};
    const OpenSession token{GENERATE("v17-citizen", "v18-citizen")};
    const Meter meter{*token.card};
    CHECK(Rv{p11().C_SetPIN(token.session.handle(), nullptr, 0, nullptr, 0)} == Rv{CKR_OK});
    CHECK(meter.commands(0x24) == 1); // CHANGE REFERENCE DATA
    CHECK(meter.wrong_tries() == 0);
    CHECK(token.session.state() == CKS_RW_PUBLIC_SESSION);
}

TEST_CASE("a user who cancels the change of the PIN changes nothing", "[pkcs11][prompt]")
{
    User user{{"write 0200"}};
    const Variable prompt{"OPENBEID_PROMPT", "always"};
    const OpenSession token{"v18-citizen"};
    const Meter meter{*token.card};
    CHECK(Rv{p11().C_SetPIN(token.session.handle(), nullptr, 0, nullptr, 0)} ==
          Rv{CKR_FUNCTION_CANCELED});
    CHECK(meter.apdus() == 0);
}

TEST_CASE("C_Finalize closes a window that is open", "[pkcs11][prompt]")
{
    User user{{"show", "hang"}};
    user.scene().watch_window();
    Variable prompt{"OPENBEID_PROMPT", "always"};
    const OpenSession token{"v18-citizen"};
    auto login = std::async(std::launch::async, [&] {
        return Rv{p11().C_Login(token.session.handle(), CKU_USER, nullptr, 0)};
    });
    user.scene().await_window();
    CHECK(Rv{p11().C_Finalize(nullptr)} == Rv{CKR_OK});
    CHECK(login.get() == Rv{CKR_FUNCTION_CANCELED});
    CHECK(token.card->tries_left() == 3);
    CHECK(Rv{p11().C_Initialize(nullptr)} == Rv{CKR_OK});
}
