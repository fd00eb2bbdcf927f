// SPDX-License-Identifier: Apache-2.0
// Searches: what they find, and what they read for it.
#include "states.hpp"

#include <array>

using namespace openbeid;
using namespace openbeid::test;

namespace {

constexpr CK_OBJECT_CLASS nss_trust = 0xCE534353;

} // namespace

TEST_CASE("a search gives no handle that C_Logout has ended", "[pkcs11][search]")
{
    const KeysFound token;
    TestSession other;
    REQUIRE(token.open(other) == Rv{CKR_OK});
    REQUIRE(other.find_init(Wanted{}.id(authentication_id)) == Rv{CKR_OK});
    REQUIRE(token.session.logout() == Rv{CKR_OK});
    std::vector<CK_OBJECT_HANDLE> found;
    CHECK(other.find_some(found, 64) == Rv{CKR_OK});
    CHECK(found.size() == 2); // certificate and public key
    for (const auto object : found) {
        CHECK(other.attribute(object, CKA_CLASS).rv == Rv{CKR_OK});
    }
    CHECK(other.find_final() == Rv{CKR_OK});
}

TEST_CASE("a search reads exactly the files that can match, completely and once",
          "[pkcs11][search]")
{
    struct Case {
        const char* name;
        Wanted wanted;
        std::vector<std::uint8_t> read;
        std::size_t found;
    };
    const auto [name, wanted, read, found] = GENERATE(values<Case>({
        {"certificates", Wanted{CKO_CERTIFICATE}, {2, 3, 4, 6}, 4},
        {"one certificate by ID", {CKO_CERTIFICATE, authentication_id}, {2}, 1},
        {"one by label", Wanted{CKO_CERTIFICATE}.text(CKA_LABEL, "CA"), {4}, 1},
        {"ID and label", Wanted{CKO_CERTIFICATE, root_id}.text(CKA_LABEL, "Root"), {6}, 1},
        {"ID and another's label", Wanted{CKO_CERTIFICATE, ca_id}.text(CKA_LABEL, "Root"), {}, 0},
        {"an ID", Wanted{}.id(signature_id), {3}, 2},
        {"public keys", Wanted{CKO_PUBLIC_KEY}, {2, 3}, 2},
        {"a public key", {CKO_PUBLIC_KEY, signature_id}, {3}, 1},
        {"private keys before the login", Wanted{CKO_PRIVATE_KEY}, {}, 0},
        {"profiles", Wanted{CKO_PROFILE}, {}, 4},
        {"profiles of a token", Wanted{CKO_PROFILE}.boolean(CKA_TOKEN, true), {}, 4},
        {"secret keys", Wanted{CKO_SECRET_KEY}.boolean(CKA_TOKEN, true), {}, 0},
        {"trust, as NSS asks", Wanted{nss_trust}.boolean(CKA_TOKEN, true), {}, 0},
        {"an unknown class", Wanted{0xB}.boolean(CKA_TOKEN, true), {}, 0},
        {"session objects", Wanted{}.boolean(CKA_TOKEN, false), {}, 0},
        {"an ID that is too short", Wanted{}.bytes(CKA_ID, {2}), {}, 0},
        {"everything", Wanted{}, {2, 3, 4, 6}, 10},
        {"token certificates", Wanted{CKO_CERTIFICATE}.boolean(CKA_TOKEN, true), {2, 3, 4, 6}, 4},
    }));
    const OpenSession token{GENERATE(values<const char*>(every_citizen))};
    CAPTURE(name, token.card->persona_name());
    const Meter meter{*token.card};
    const auto objects = token.session.find(wanted);
    CHECK((objects.size() == found || wanted.attributes().empty()));
    std::uint64_t cost = 0;
    for (const auto id : read) {
        cost += cost_of(*token.card, id);
    }
    // Applet 1.1 answers a last block that asks for more with the right length.
    CHECK(meter.commands(ins_select) == read.size());
    CHECK(meter.apdus() == cost);
    const Meter again{*token.card};
    CHECK(token.session.find(wanted) == objects); // same objects, same order, no reading
    CHECK(again.apdus() == 0);
}

TEST_CASE("after the login a search for private keys reads the certificates of the two keys",
          "[pkcs11][search]")
{
    const LoggedIn token{GENERATE(values<const char*>(every_citizen))};
    const Meter meter{*token.card};
    CHECK(token.session.find(Wanted{CKO_PRIVATE_KEY}).size() == 2);
    CHECK(meter.apdus() == cost_of(*token.card, {authentication_id, signature_id}));
    CHECK(token.session.find(Wanted{CKO_PRIVATE_KEY}.boolean(CKA_SIGN, true)).size() == 2);
    CHECK(token.session.find(Wanted{CKO_PRIVATE_KEY}.boolean(CKA_DECRYPT, true)).empty());
}

TEST_CASE("sessions and searches share what was read", "[pkcs11][search]")
{
    const OpenSession token{"v18-citizen"};
    static_cast<void>(token.session.find(Wanted{CKO_CERTIFICATE}));
    const Meter meter{*token.card};
    TestSession other;
    REQUIRE(token.open(other, 0) == Rv{CKR_OK});
    CHECK(other.find(Wanted{CKO_CERTIFICATE}) == token.session.find(Wanted{CKO_CERTIFICATE}));
    CHECK(other.find(Wanted{CKO_PUBLIC_KEY}).size() == 2);
    CHECK(meter.apdus() == 0);
}

TEST_CASE("a certificate that the card does not have costs two exchanges, once", "[pkcs11][search]")
{
    const OpenSession token{GENERATE("v18-citizen", "v17-citizen")};
    SECTION("an empty file")
    {
        token.card->set_file(path_of(signature_id), Bytes(1536));
    }
    const bool is_empty = token.card->file(path_of(signature_id))->front() == 0;
    if (!is_empty) {
        token.card->erase_file(path_of(signature_id));
    }
    const Meter meter{*token.card};
    CHECK(token.session.find({CKO_CERTIFICATE, signature_id}).empty());
    CHECK(meter.apdus() <= 2);
    const Meter again{*token.card};
    CHECK(token.session.find({CKO_CERTIFICATE, signature_id}).empty());
    CHECK(token.session.find({CKO_PUBLIC_KEY, signature_id}).empty());
    CHECK(again.apdus() == 0);
}

TEST_CASE("cards show the objects that they have, and no error for the others", "[pkcs11][search]")
{
    const auto [name, certificates, keys] =
        GENERATE(table<const char*, std::size_t, std::size_t>({{"v17-kids", 2, 0},
                                                               {"v17-minor", 3, 1},
                                                               {"v18-minor", 3, 1},
                                                               {"v18-kids", 2, 0},
                                                               {"v17-unactivated-files", 2, 0},
                                                               {"v18-unactivated", 2, 0},
                                                               {"v17-rekeyed", 4, 2},
                                                               {"v18-foreigner", 4, 2},
                                                               {"v17-expired", 4, 2}}));
    CAPTURE(name);
    const OpenSession token{name};
    CHECK(token.session.find(Wanted{CKO_CERTIFICATE}).size() == certificates);
    CHECK(token.session.find(Wanted{CKO_PUBLIC_KEY}).size() == keys);
}

TEST_CASE("the identity files are never read for a list of objects", "[pkcs11][search]")
{
    KeysFound token;
    std::vector<Bytes> selected;
    token.readers.on_transmit([&](ByteView command) {
        if (command[1] == ins_select) {
            selected.emplace_back(command.begin(), command.end());
        }
    });
    static_cast<void>(token.session.find({}));
    for (const auto& command : selected) {
        CHECK(command.size() == 11);
        CHECK(command[7] == 0xDF);
        CHECK(command[8] == 0x00); // DF(BELPIC); the identity is under DF01
    }
}

TEST_CASE("a template that names what an object lacks matches nothing, and is no error",
          "[pkcs11][search]")
{
    const OpenSession token{"v18-citizen"};
    constexpr CK_ATTRIBUTE_TYPE nss_email = 0xCE534351;
    CHECK(token.session.find(Wanted{CKO_CERTIFICATE}.bytes(nss_email, {1, 2})).empty());
    CHECK(token.session.find(Wanted{CKO_CERTIFICATE}.bytes(CKA_MODULUS, {})).empty());
    CHECK(token.session.find(Wanted{}.bytes(CKA_CLASS, {1})).empty()); // of the wrong size
    CHECK(token.session.find(Wanted{}.bytes(CKA_LABEL, {})).empty());
}

TEST_CASE("a certificate is found by what stands in it", "[pkcs11][search]")
{
    const OpenSession token{GENERATE(values<const char*>(every_citizen))};
    const auto object = token.session.find_one({CKO_CERTIFICATE, authentication_id});
    REQUIRE(object != CK_INVALID_HANDLE);
    for (const auto type : {CKA_VALUE, CKA_SERIAL_NUMBER, CKA_PUBLIC_KEY_INFO}) {
        const auto value = token.session.attribute(object, type);
        REQUIRE(value.rv == Rv{CKR_OK});
        CHECK(token.session.find_one(Wanted{CKO_CERTIFICATE}.bytes(type, value.data)) == object);
    }
    const auto subject = token.session.attribute(object, CKA_SUBJECT).data;
    const auto keys = token.session.find(Wanted{CKO_PUBLIC_KEY}.bytes(CKA_SUBJECT, subject));
    CHECK(keys.size() == 1);
}

TEST_CASE("the objects come in one order: certificates, public keys, private keys, profiles",
          "[pkcs11][search]")
{
    const KeysFound token{GENERATE(values<const char*>(every_citizen))};
    constexpr std::array order{CKO_CERTIFICATE, CKO_PUBLIC_KEY, CKO_PRIVATE_KEY, CKO_PROFILE};
    std::vector<CK_OBJECT_HANDLE> expected;
    for (const auto object_class : order) {
        const auto part = token.session.find(Wanted{object_class});
        expected.insert(expected.end(), part.begin(), part.end());
    }
    CHECK(token.session.find({}) == expected);
    std::vector<std::uint8_t> ids;
    for (const auto object : token.session.find(Wanted{CKO_CERTIFICATE})) {
        ids.push_back(token.session.attribute(object, CKA_ID).data.front());
    }
    CHECK(ids == std::vector<std::uint8_t>{2, 3, 4, 6});
}

TEST_CASE("a search gives its handles in portions, and then none as often as asked",
          "[pkcs11][search]")
{
    const OpenSession token;
    const auto all = token.session.find({});
    REQUIRE(token.session.find_init({}) == Rv{CKR_OK});
    CHECK(token.session.find_init({}) == Rv{CKR_OPERATION_ACTIVE});
    std::vector<CK_OBJECT_HANDLE> found;
    std::vector<CK_OBJECT_HANDLE> part;
    do {
        REQUIRE(token.session.find_some(part, 3) == Rv{CKR_OK});
        found.insert(found.end(), part.begin(), part.end());
    } while (!part.empty());
    CHECK(found == all);
    CHECK(token.session.find_some(part, 3) == Rv{CKR_OK});
    CHECK(part.empty());
    CHECK(Rv{p11().C_FindObjects(token.session.handle(), nullptr, 1, nullptr)} ==
          Rv{CKR_ARGUMENTS_BAD});
    CHECK(token.session.find_final() == Rv{CKR_OK}); // it was still active
    CHECK(token.session.find_final() == Rv{CKR_OPERATION_NOT_INITIALIZED});
    CHECK(token.session.find_some(part, 3) == Rv{CKR_OPERATION_NOT_INITIALIZED});
}
