// SPDX-License-Identifier: Apache-2.0
// The life of a signature operation.
#include "openssl_verify.hpp"
#include "states.hpp"

using namespace openbeid;
using namespace openbeid::test;

namespace {

constexpr auto hash_mechanism = CKM_ECDSA_SHA256;
constexpr CK_ULONG signature_size = 96;

/// An operation with the authentication key of a 1.8 card is active.
class Signing : public KeysFound {
public:
    Signing() : KeysFound{"v18-citizen"}
    {
        REQUIRE(session.sign_init(hash_mechanism, authentication_key) == Rv{CKR_OK});
    }
};

} // namespace

TEST_CASE("asking for the length, or too small a buffer, leaves the card and the operation alone",
          "[pkcs11][sign]")
{
    const Signing token;
    const Meter meter{*token.card};
    for (int i = 0; i < 2; ++i) {
        const auto length = token.session.sign_length(some_text());
        CHECK(length.rv == Rv{CKR_OK});
        CHECK(length.length == signature_size);
        const auto small = token.session.sign(some_text(), signature_size - 1);
        CHECK(small.rv == Rv{CKR_BUFFER_TOO_SMALL});
        CHECK(small.length == signature_size);
    }
    CHECK(meter.apdus() == 0);
    const auto signature = token.session.sign(some_text(), signature_size);
    CHECK(signature.rv == Rv{CKR_OK});
    CHECK(signature.data.size() == signature_size);
    CHECK(meter.signatures_82() == 1);
}

TEST_CASE("asking a signature in parts for its length leaves the card and the operation alone",
          "[pkcs11][sign]")
{
    const Signing token;
    const Meter meter{*token.card};
    REQUIRE(token.session.sign_update(some_text()) == Rv{CKR_OK});
    for (int i = 0; i < 2; ++i) {
        CHECK(token.session.sign_final_length().length == signature_size);
        const auto small = token.session.sign_final(signature_size - 1);
        CHECK(small.rv == Rv{CKR_BUFFER_TOO_SMALL});
        CHECK(small.length == signature_size);
    }
    CHECK(meter.apdus() == 0);
    const auto signature = token.session.sign_final(signature_size);
    REQUIRE(signature.rv == Rv{CKR_OK});
    CHECK(openssl_verifies(token.session.certificate(authentication_id),
                           {hash_mechanism, {}},
                           some_text(),
                           signature.data));
}

TEST_CASE("a second signature can't begin in a session before the first has ended",
          "[pkcs11][sign]")
{
    const Signing token;
    CHECK(token.session.sign_init(CKM_ECDSA, token.signature_key) == Rv{CKR_OPERATION_ACTIVE});
    CHECK(token.session.sign(some_text()).rv == Rv{CKR_OK}); // the first is still there
    CHECK(token.session.sign(some_text()).rv == Rv{CKR_OPERATION_NOT_INITIALIZED});
}

TEST_CASE("a null mechanism cancels the signature, through both function lists", "[pkcs11][sign]")
{
    const Signing token;
    const auto& list = GENERATE(true, false) ? list_2_40() : list_3_0().v2_40;
    CHECK(Rv{list.C_SignInit(token.session.handle(), nullptr, 0)} == Rv{CKR_OK});
    CHECK(Rv{list.C_SignInit(token.session.handle(), nullptr, 0)} == Rv{CKR_OK}); // nothing to end
    CHECK(token.session.sign(some_text()).rv == Rv{CKR_OPERATION_NOT_INITIALIZED});
}

TEST_CASE("C_SessionCancel ends the operations it names and no other", "[pkcs11][sign]")
{
    const Signing token;
    const auto cancel = list_3_0().C_SessionCancel;
    CHECK(Rv{cancel(token.session.handle(), 0)} == Rv{CKR_OK});
    CHECK(Rv{cancel(token.session.handle(), CKF_DIGEST | CKF_FIND_OBJECTS)} == Rv{CKR_OK});
    CHECK(token.session.sign_length(some_text()).rv == Rv{CKR_OK});
    CHECK(Rv{cancel(token.session.handle(), CKF_SIGN)} == Rv{CKR_OK});
    CHECK(token.session.sign(some_text()).rv == Rv{CKR_OPERATION_NOT_INITIALIZED});
}

TEST_CASE("no part of a signature goes without its beginning", "[pkcs11][sign]")
{
    const KeysFound token{"v18-citizen"};
    const Meter meter{*token.card};
    CHECK(token.session.sign_update(some_text()) == Rv{CKR_OPERATION_NOT_INITIALIZED});
    CHECK(token.session.sign_final().rv == Rv{CKR_OPERATION_NOT_INITIALIZED});
    CHECK(token.session.sign(some_text()).rv == Rv{CKR_OPERATION_NOT_INITIALIZED});
    CHECK(meter.apdus() == 0);
}

TEST_CASE("C_Sign can't finish what C_SignUpdate began", "[pkcs11][sign]")
{
    const Signing token;
    REQUIRE(token.session.sign_update(some_text()) == Rv{CKR_OK});
    const Meter meter{*token.card};
    CHECK(token.session.sign(some_text()).rv == Rv{CKR_OPERATION_NOT_INITIALIZED});
    CHECK(token.session.sign_final().rv == Rv{CKR_OPERATION_NOT_INITIALIZED});
    CHECK(meter.apdus() == 0);
}

TEST_CASE("unusable pointers end the signature", "[pkcs11][sign]")
{
    const Signing token;
    const auto handle = token.session.handle();
    Bytes buffer(signature_size);
    CK_ULONG length = buffer.size();
    SECTION("no length")
    {
        CHECK(Rv{p11().C_Sign(handle, buffer.data(), 4, buffer.data(), nullptr)} ==
              Rv{CKR_ARGUMENTS_BAD});
    }
    SECTION("no data")
    {
        CHECK(Rv{p11().C_Sign(handle, nullptr, 4, buffer.data(), &length)} ==
              Rv{CKR_ARGUMENTS_BAD});
    }
    SECTION("no part")
    {
        CHECK(Rv{p11().C_SignUpdate(handle, nullptr, 4)} == Rv{CKR_ARGUMENTS_BAD});
    }
    SECTION("no length at the end")
    {
        CHECK(Rv{p11().C_SignFinal(handle, buffer.data(), nullptr)} == Rv{CKR_ARGUMENTS_BAD});
    }
    CHECK(token.session.sign(some_text()).rv == Rv{CKR_OPERATION_NOT_INITIALIZED});
}

TEST_CASE("only a private key of the card signs", "[pkcs11][sign]")
{
    const KeysFound token{"v18-citizen"};
    const auto& session = token.session;
    const auto certificate = session.find_one({CKO_CERTIFICATE, authentication_id});
    const auto public_key = session.find_one({CKO_PUBLIC_KEY, authentication_id});
    const Meter meter{*token.card};
    CHECK(session.sign_init(CKM_ECDSA, CK_INVALID_HANDLE) == Rv{CKR_KEY_HANDLE_INVALID});
    CHECK(session.sign_init(CKM_ECDSA, 0xFFFFFF) == Rv{CKR_KEY_HANDLE_INVALID});
    CHECK(session.sign_init(CKM_ECDSA, certificate) == Rv{CKR_KEY_HANDLE_INVALID});
    CHECK(session.sign_init(CKM_ECDSA, public_key) == Rv{CKR_KEY_TYPE_INCONSISTENT});
    CHECK(session.sign_init(CKM_RSA_PKCS, token.authentication_key) == Rv{CKR_MECHANISM_INVALID});
    CHECK(session.sign_init(CKM_SHA256, token.authentication_key) == Rv{CKR_MECHANISM_INVALID});
    CHECK(meter.apdus() == 0);
}

TEST_CASE("a parameter for a mechanism that has none is refused", "[pkcs11][sign]")
{
    const KeysFound token{"v18-citizen"};
    const CK_RSA_PKCS_PSS_PARAMS parameters{CKM_SHA256, CKG_MGF1_SHA256, 32};
    CHECK(token.session.sign_init({CKM_ECDSA, parameters}, token.authentication_key) ==
          Rv{CKR_MECHANISM_PARAM_INVALID});
}

TEST_CASE("sessions sign independently of each other", "[pkcs11][sign]")
{
    const Signing token;
    TestSession other;
    REQUIRE(token.open(other, 0) == Rv{CKR_OK});
    REQUIRE(other.sign_init(CKM_ECDSA, token.authentication_key) == Rv{CKR_OK});
    REQUIRE(token.session.sign_update(some_text()) == Rv{CKR_OK});
    CHECK(other.sign(Bytes(32, 1)).rv == Rv{CKR_OK});
    CHECK(token.session.sign_final().rv == Rv{CKR_OK});
}

TEST_CASE("a signature costs five exchanges after a login, three from then on", "[pkcs11][sign]")
{
    const auto [persona_name, mechanism] = GENERATE(table<const char*, CK_MECHANISM_TYPE>(
        {{"v17-citizen", CKM_SHA256_RSA_PKCS}, {"v18-citizen", CKM_ECDSA_SHA256}}));
    CAPTURE(persona_name);
    const OpenSession token{persona_name};
    static_cast<void>(token.session.certificate(authentication_id));
    static_cast<void>(token.session.certificate(signature_id));
    const Meter first{*token.card};
    REQUIRE(token.session.login(right_pin) == Rv{CKR_OK});
    const auto key = token.session.key(authentication_id);
    REQUIRE(token.session.sign_init(mechanism, key) == Rv{CKR_OK});
    REQUIRE(token.session.sign(some_text()).rv == Rv{CKR_OK});
    CHECK(first.apdus() == 5);
    const Meter second{*token.card};
    REQUIRE(token.session.sign_init(mechanism, key) == Rv{CKR_OK});
    REQUIRE(token.session.sign(some_text()).rv == Rv{CKR_OK});
    CHECK(second.apdus() == 3);
}
