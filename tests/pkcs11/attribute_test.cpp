// SPDX-License-Identifier: Apache-2.0
#include "openssl_verify.hpp"
#include "states.hpp"

#include <array>

using namespace openbeid;
using namespace openbeid::test;

namespace {

constexpr CK_ATTRIBUTE_TYPE unknown_attribute = 0xCE534351; // NSS asks everybody for it
constexpr CK_ULONG unavailable = CK_UNAVAILABLE_INFORMATION;

} // namespace

TEST_CASE("a certificate is given as it is on the card, without the padding of its file",
          "[pkcs11][attributes]")
{
    const OpenSession token{GENERATE(values<const char*>(every_citizen))};
    for (const auto id : {authentication_id, signature_id, ca_id, root_id}) {
        const auto der = token.session.certificate(id);
        CHECK(is_complete_certificate(der));
        const auto file = token.card->file(path_of(id)).value();
        REQUIRE(der.size() <= file.size());
        CHECK(std::equal(der.begin(), der.end(), file.begin()));
    }
}

TEST_CASE("an unknown attribute does not keep the others from being answered",
          "[pkcs11][attributes]")
{
    const KeysFound token{GENERATE(values<const char*>(every_citizen))};
    const auto object_class = GENERATE(CKO_CERTIFICATE, CKO_PUBLIC_KEY, CKO_PRIVATE_KEY);
    const auto object = token.session.find_one({object_class, authentication_id});
    REQUIRE(object != CK_INVALID_HANDLE);
    std::array<CK_BYTE, 64> label{};
    std::array<CK_BYTE, 8> other{};
    CK_ULONG found_class = 0;
    std::array<CK_ATTRIBUTE, 4> wanted{CK_ATTRIBUTE{CKA_CLASS, &found_class, sizeof found_class},
                                       CK_ATTRIBUTE{unknown_attribute, other.data(), other.size()},
                                       CK_ATTRIBUTE{CKA_LABEL, label.data(), label.size()},
                                       CK_ATTRIBUTE{CKA_ID, other.data(), 2}};
    const auto get = [&](CK_ULONG count) {
        return Rv{p11().C_GetAttributeValue(token.session.handle(), object, wanted.data(), count)};
    };
    CHECK(get(3) == Rv{CKR_ATTRIBUTE_TYPE_INVALID});
    CHECK(found_class == object_class);
    CHECK(wanted[1].ulValueLen == unavailable);
    CHECK(wanted[2].ulValueLen == 14);
    CHECK(std::string(label.begin(), label.begin() + 14) == "Authentication");
    wanted[1] = {CKA_TOKEN, other.data(), 1};
    wanted[2].ulValueLen = label.size();
    CHECK(get(4) == Rv{CKR_BUFFER_TOO_SMALL}); // the ID has eight bytes
    CHECK(wanted[3].ulValueLen == unavailable);
    CHECK(wanted[1].ulValueLen == 1);
}

TEST_CASE("the secret parts of a key are secret", "[pkcs11][attributes]")
{
    const KeysFound token{GENERATE(values<const char*>(every_citizen))};
    const bool is_ec = token.card->persona_name().starts_with("v18");
    const auto secret = is_ec ? CKA_VALUE : CKA_PRIVATE_EXPONENT;
    for (const auto key : {token.authentication_key, token.signature_key}) {
        const auto value = token.session.attribute(key, secret);
        CHECK(value.rv == Rv{CKR_ATTRIBUTE_SENSITIVE});
        CHECK(value.length == unavailable);
    }
}

TEST_CASE("only the signature key wants a login for each use", "[pkcs11][attributes]")
{
    const KeysFound token{GENERATE(values<const char*>(every_citizen))};
    const auto flag = [&](CK_OBJECT_HANDLE key) {
        return token.session.attribute(key, CKA_ALWAYS_AUTHENTICATE).data;
    };
    CHECK(flag(token.authentication_key) == Bytes{CK_FALSE});
    CHECK(flag(token.signature_key) == Bytes{CK_TRUE});
}

TEST_CASE("every listed signing mechanism is among those that a key allows", "[pkcs11][attributes]")
{
    const KeysFound token{GENERATE(values<const char*>(every_citizen))};
    const auto allowed = token.session.attribute(token.signature_key, CKA_ALLOWED_MECHANISMS);
    REQUIRE(allowed.rv == Rv{CKR_OK});
    CHECK(allowed.length % sizeof(CK_MECHANISM_TYPE) == 0);
    CHECK(allowed.length >= 6 * sizeof(CK_MECHANISM_TYPE));
}

TEST_CASE("the length of an attribute can be asked for first", "[pkcs11][attributes]")
{
    const OpenSession token;
    const auto object = token.session.find_one({CKO_CERTIFICATE, ca_id});
    CK_ATTRIBUTE value{CKA_VALUE, nullptr, 0};
    const auto handle = token.session.handle();
    CHECK(Rv{p11().C_GetAttributeValue(handle, object, &value, 1)} == Rv{CKR_OK});
    CHECK(value.ulValueLen == token.session.certificate(ca_id).size());
    CHECK(Rv{p11().C_GetAttributeValue(handle, object, nullptr, 0)} == Rv{CKR_ARGUMENTS_BAD});
    CHECK(token.session.attribute(0, CKA_VALUE).rv == Rv{CKR_OBJECT_HANDLE_INVALID});
}

TEST_CASE("attributes of public objects can be read while a search and a signature are active",
          "[pkcs11][attributes]")
{
    const KeysFound token;
    REQUIRE(token.session.sign_init(CKM_ECDSA, token.authentication_key) == Rv{CKR_OK});
    REQUIRE(token.session.find_init({}) == Rv{CKR_OK});
    CHECK(token.session.attribute(token.authentication_key, CKA_ID).data.front() ==
          authentication_id);
    CHECK(token.session.find_final() == Rv{CKR_OK});
    CHECK(token.session.sign(Bytes(48, 7)).rv == Rv{CKR_OK});
}

TEST_CASE("nothing on the card can be changed, copied or destroyed", "[pkcs11][attributes]")
{
    const KeysFound token;
    const auto handle = token.session.handle();
    CK_OBJECT_HANDLE copy = 0;
    CK_ATTRIBUTE label{CKA_LABEL, nullptr, 0};
    CHECK(Rv{p11().C_DestroyObject(handle, token.authentication_key)} == Rv{CKR_ACTION_PROHIBITED});
    const auto changed = Rv{p11().C_SetAttributeValue(handle, token.signature_key, &label, 1)};
    CHECK(changed == Rv{CKR_ACTION_PROHIBITED});
    CHECK(Rv{p11().C_CopyObject(handle, token.signature_key, &label, 1, &copy)} ==
          Rv{CKR_FUNCTION_NOT_SUPPORTED});
    CHECK(Rv{p11().C_CreateObject(handle, &label, 1, &copy)} == Rv{CKR_FUNCTION_NOT_SUPPORTED});
}
