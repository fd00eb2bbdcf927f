// SPDX-License-Identifier: Apache-2.0
// The card leaves in the middle of something.
#include "states.hpp"

using namespace openbeid;
using namespace openbeid::test;

namespace {

/// How the card leaves: taken out, exchanged for the same or another one, with its reader, or with
/// the service.
enum class Loss { removal, same_card_again, another_card, reader, service };

void lose(CardInserted& token, Loss loss)
{
    switch (loss) {
    case Loss::removal: token.readers.remove(first_reader); break;
    case Loss::same_card_again: token.readers.exchange(first_reader, token.card); break;
    case Loss::another_card:
        token.readers.exchange(first_reader, make_card("v18-foreigner"));
        break;
    case Loss::reader: token.readers.unplug(first_reader); break;
    case Loss::service: token.readers.stop_service(); break;
    }
    token.let_module_look();
}

Loss every_loss()
{
    return GENERATE(
        Loss::removal, Loss::same_card_again, Loss::another_card, Loss::reader, Loss::service);
}

const Rv removed{CKR_DEVICE_REMOVED};
const Rv invalid{CKR_SESSION_HANDLE_INVALID};

} // namespace

TEST_CASE("a session without operation is simply gone with its card", "[pkcs11][life]")
{
    KeysFound token;
    const auto& session = token.session;
    lose(token, every_loss());
    CHECK(session.sign(some_text()).rv == invalid);
    CHECK(session.state() == CK_UNAVAILABLE_INFORMATION);
    CHECK(session.login(right_pin) == invalid);
    CHECK(session.logout() == invalid);
    CHECK(session.set_pin(right_pin, "4321") == invalid);
    CHECK(session.find_init({}) == invalid);
    CHECK(session.digest_init(CKM_SHA256) == invalid);
    CHECK(session.sign_init(CKM_ECDSA, token.authentication_key) == invalid);
    CHECK(session.attribute(token.authentication_key, CKA_LABEL).rv == invalid);
    CHECK(session.close() == Rv{CKR_OK});
    CHECK(session.close() == invalid);
}

TEST_CASE("a signature whose card is gone says so once", "[pkcs11][life]")
{
    KeysFound token;
    const auto& session = token.session;
    REQUIRE(session.sign_init(CKM_ECDSA_SHA256, token.authentication_key) == Rv{CKR_OK});
    SECTION("C_Sign")
    {
        lose(token, every_loss());
        CHECK(session.sign(some_text()).rv == removed);
    }
    SECTION("the length query")
    {
        lose(token, every_loss());
        CHECK(session.sign_length(some_text()).rv == removed);
    }
    SECTION("C_SignUpdate")
    {
        lose(token, every_loss());
        CHECK(session.sign_update(some_text()) == removed);
    }
    SECTION("C_SignFinal")
    {
        REQUIRE(session.sign_update(some_text()) == Rv{CKR_OK});
        lose(token, every_loss());
        CHECK(session.sign_final().rv == removed);
    }
    CHECK(session.sign(some_text()).rv == invalid);
    CHECK(session.state() == CK_UNAVAILABLE_INFORMATION);
    CHECK(session.close() == Rv{CKR_OK});
    CHECK(session.close() == invalid);
}

TEST_CASE("a legal signature whose card is gone says so once", "[pkcs11][life]")
{
    KeysFound token;
    const auto& session = token.session;
    REQUIRE(session.sign_init(CKM_ECDSA_SHA256, token.signature_key) == Rv{CKR_OK});
    REQUIRE(session.context_login(right_pin) == Rv{CKR_OK});
    lose(token, every_loss());
    CHECK(session.sign(some_text()).rv == removed);
    CHECK(session.sign(some_text()).rv == invalid);
    CHECK(session.close() == Rv{CKR_OK});
}

TEST_CASE("a search whose card is gone says so once", "[pkcs11][life]")
{
    KeysFound token;
    const auto& session = token.session;
    REQUIRE(session.find_init({}) == Rv{CKR_OK});
    std::vector<CK_OBJECT_HANDLE> found;
    REQUIRE(session.find_some(found, 1) == Rv{CKR_OK});
    lose(token, every_loss());
    CHECK(session.find_some(found, 1) == removed);
    CHECK(session.find_some(found, 1) == invalid);
    CHECK(session.find_final() == invalid);
    CHECK(session.close() == Rv{CKR_OK});
}

TEST_CASE("a digest whose card is gone says so once", "[pkcs11][life]")
{
    OpenSession token;
    const auto handle = token.session.handle();
    REQUIRE(token.session.digest_init(CKM_SHA256) == Rv{CKR_OK});
    lose(token, every_loss());
    Bytes data(4);
    CHECK(Rv{p11().C_DigestUpdate(handle, data.data(), data.size())} == removed);
    CHECK(Rv{p11().C_DigestUpdate(handle, data.data(), data.size())} == invalid);
    CHECK(token.session.close() == Rv{CKR_OK});
}

TEST_CASE("each session tells of the removal by itself", "[pkcs11][life]")
{
    KeysFound token;
    TestSession other;
    REQUIRE(token.open(other, 0) == Rv{CKR_OK});
    REQUIRE(token.session.sign_init(CKM_ECDSA, token.authentication_key) == Rv{CKR_OK});
    REQUIRE(other.find_init({}) == Rv{CKR_OK});
    token.remove_card();
    CHECK(token.session.sign(some_text()).rv == removed);
    std::vector<CK_OBJECT_HANDLE> found;
    CHECK(other.find_some(found, 1) == removed);
    CHECK(token.session.sign(some_text()).rv == invalid);
    CHECK(other.find_some(found, 1) == invalid);
}

TEST_CASE("a card pulled in the middle of a signature", "[pkcs11][life]")
{
    KeysFound token{GENERATE("v11-citizen", "v17-citizen", "v18-citizen")};
    const auto& session = token.session;
    const auto nth = GENERATE(1U, 2U, 3U);
    CAPTURE(token.card->persona_name(), nth);
    REQUIRE(session.sign_init(token.hashing_mechanism(), token.authentication_key) == Rv{CKR_OK});
    token.card->inject({.kind = FaultKind::remove, .after = nth});
    CHECK(session.sign(some_text()).rv == removed);
    CHECK(session.sign(some_text()).rv == invalid);
    CHECK(session.close() == Rv{CKR_OK});
}

TEST_CASE("a card pulled in the middle of a legal signature", "[pkcs11][life]")
{
    KeysFound token;
    const auto& session = token.session;
    const auto nth = GENERATE(1U, 2U, 3U, 4U, 5U);
    CAPTURE(nth);
    REQUIRE(session.sign_init(CKM_ECDSA_SHA256, token.signature_key) == Rv{CKR_OK});
    REQUIRE(session.context_login(right_pin) == Rv{CKR_OK});
    token.card->inject({.kind = FaultKind::remove, .after = nth});
    CHECK(session.sign(some_text()).rv == removed);
    CHECK(session.close() == Rv{CKR_OK});
}

TEST_CASE("a card pulled by a call that continues no operation ends the session", "[pkcs11][life]")
{
    OpenSession token;
    const auto& session = token.session;
    SECTION("search")
    {
        token.card->inject({.kind = FaultKind::remove, .after = GENERATE(1U, 2U, 9U)});
        CHECK(session.find_init(Wanted{CKO_CERTIFICATE}) == invalid);
    }
    SECTION("login")
    {
        token.card->inject({.kind = FaultKind::remove, .after = GENERATE(1U, 2U)});
        CHECK(session.login(right_pin) == invalid);
    }
    SECTION("C_SetPIN")
    {
        token.card->inject({.kind = FaultKind::remove, .after = GENERATE(1U, 2U)});
        CHECK(session.set_pin(right_pin, "4321") == invalid);
    }
    CHECK(session.find_init({}) == invalid);
    CHECK(session.close() == Rv{CKR_OK});
}

TEST_CASE("the card that comes back is a new token with new handles", "[pkcs11][life]")
{
    KeysFound token;
    const auto old_handle = token.session.handle();
    token.remove_card();
    CHECK((token.slot_flags(0) & CKF_TOKEN_PRESENT) == 0);
    CK_TOKEN_INFO info{};
    CHECK(Rv{p11().C_GetTokenInfo(0, &info)} == Rv{CKR_TOKEN_NOT_PRESENT});
    TestSession fresh;
    CHECK(token.open(fresh) == Rv{CKR_TOKEN_NOT_PRESENT});
    token.insert_card(token.card);
    CHECK((token.slot_flags(0) & CKF_TOKEN_PRESENT) != 0);
    CHECK(token.session.state() == CK_UNAVAILABLE_INFORMATION);
    REQUIRE(token.open(fresh) == Rv{CKR_OK});
    CHECK(fresh.handle() != old_handle);
    CHECK(fresh.state() == CKS_RW_PUBLIC_SESSION);
    CHECK(fresh.attribute(token.authentication_key, CKA_LABEL).rv == Rv{CKR_OBJECT_HANDLE_INVALID});
    REQUIRE(fresh.login(right_pin) == Rv{CKR_OK});
    const auto key = fresh.key(authentication_id);
    CHECK(key != token.authentication_key);
    CHECK(key != token.signature_key);
    REQUIRE(fresh.sign_init(CKM_ECDSA_SHA256, key) == Rv{CKR_OK});
    CHECK(fresh.sign(some_text()).rv == Rv{CKR_OK});
}

TEST_CASE("what was read of one card is not shown of the next", "[pkcs11][life]")
{
    KeysFound token{"v18-citizen"};
    const auto first = token.session.certificate(authentication_id);
    lose(token, Loss::another_card);
    TestSession fresh;
    REQUIRE(token.open(fresh) == Rv{CKR_OK});
    const auto second = fresh.certificate(authentication_id);
    CHECK_FALSE(second.empty());
    CHECK(second != first);
}

TEST_CASE("a refused PIN is forgotten with the card", "[pkcs11][life][pin]")
{
    OpenSession token;
    REQUIRE(token.session.login(wrong_pin) == Rv{CKR_PIN_INCORRECT});
    token.remove_card();
    token.insert_card(make_card("v17-citizen"));
    TestSession fresh;
    REQUIRE(token.open(fresh) == Rv{CKR_OK});
    CHECK(fresh.login(wrong_pin) == Rv{CKR_PIN_INCORRECT});
    CHECK(token.card->tries_left() == 2);
}

// A reader that is in use may be so by another program, and then a stranger's ATR is not asked.
TEST_CASE("a dead session does not keep a card of an unknown generation from being recognised",
          "[pkcs11][life]")
{
    KeysFound token;
    token.readers.exchange(first_reader, make_card("v18-future-atr"));
    token.let_module_look();
    CHECK(token.session.state() == CK_UNAVAILABLE_INFORMATION);
    TestSession fresh;
    REQUIRE(token.open(fresh) == Rv{CKR_OK});
    CHECK(fresh.login(right_pin) == Rv{CKR_OK});
}

TEST_CASE("a service that was started anew is not believed to hold the same card", "[pkcs11][life]")
{
    CardInserted token{"v18-citizen"};
    TestSession session;
    REQUIRE(token.open(session) == Rv{CKR_OK});
    const auto before = session.certificate(authentication_id);
    REQUIRE(session.close() == Rv{CKR_OK});
    token.readers.stop_service();
    token.readers.exchange(first_reader, make_card("v18-foreigner"));
    token.readers.start_service(); // and counts the insertions as when we came
    token.let_module_look();
    REQUIRE(token.open(session) == Rv{CKR_OK});
    CHECK(session.certificate(authentication_id) != before);
}
