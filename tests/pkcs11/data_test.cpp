// SPDX-License-Identifier: Apache-2.0
// Identity data as data objects, with the labels of the official middleware.
#include "states.hpp"

#include <algorithm>
#include <map>
#include <set>

using namespace openbeid;
using namespace openbeid::test;

namespace {

constexpr std::uint8_t ins_read_record = 0xB2;

constexpr const char* ef_identity = "3F00/DF01/4031";
constexpr const char* ef_address = "3F00/DF01/4033";

Wanted data(std::string_view label)
{
    return Wanted{CKO_DATA}.text(CKA_LABEL, label);
}

std::string text_of(const Output& output)
{
    REQUIRE(output.rv == Rv{CKR_OK});
    return {output.data.begin(), output.data.end()};
}

std::string label_of(const TestSession& session, CK_OBJECT_HANDLE object)
{
    return text_of(session.attribute(object, CKA_LABEL));
}

Bytes value_of(const TestSession& session, std::string_view label)
{
    const auto object = session.find_one(data(label));
    REQUIRE(object != 0);
    const auto output = session.attribute(object, CKA_VALUE);
    REQUIRE(output.rv == Rv{CKR_OK});
    return output.data;
}

std::set<std::string> labels_of(const TestSession& session,
                                const std::vector<CK_OBJECT_HANDLE>& objects)
{
    std::set<std::string> labels;
    for (const auto object : objects) {
        labels.insert(label_of(session, object));
    }
    return labels;
}

/// The fields of a file by their tags. Independent of the module's own walk: no length of the
/// virtual cards reaches 255.
std::map<std::uint8_t, Bytes> fields_of(const Bytes& file)
{
    std::map<std::uint8_t, Bytes> fields;
    std::size_t at = 0;
    while (at + 2 <= file.size() && (file[at] != 0 || at == 0)) {
        const auto first = file.begin() + static_cast<std::ptrdiff_t>(at) + 2;
        REQUIRE(at + 2 + file[at + 1] <= file.size());
        fields[file[at]] = {first, first + file[at + 1]};
        at += std::size_t{2} + file[at + 1];
    }
    return fields;
}

} // namespace

TEST_CASE("each identity field is an object with the bytes of the card", "[pkcs11][data]")
{
    const OpenSession token{GENERATE("v11-citizen", "v17-citizen", "v18-citizen", "v18-foreigner")};
    CAPTURE(token.card->persona_name());
    const std::map<std::string, std::uint8_t> identity_labels{{"card_number", 1},
                                                              {"chip_number", 2},
                                                              {"validity_begin_date", 3},
                                                              {"validity_end_date", 4},
                                                              {"issuing_municipality", 5},
                                                              {"national_number", 6},
                                                              {"surname", 7},
                                                              {"firstnames", 8},
                                                              {"nationality", 10},
                                                              {"location_of_birth", 11},
                                                              {"date_of_birth", 12},
                                                              {"gender", 13},
                                                              {"nobility", 14},
                                                              {"document_type", 15},
                                                              {"special_status", 16},
                                                              {"photo_hash", 17}};
    const auto identity = fields_of(token.card->file(ef_identity).value());
    for (const auto& [label, tag] : identity_labels) {
        CAPTURE(label);
        CHECK(value_of(token.session, label) == identity.at(tag));
    }
    const auto address = fields_of(token.card->file(ef_address).value());
    CHECK(value_of(token.session, "address_street_and_number") == address.at(1));
    CHECK(value_of(token.session, "address_zip") == address.at(2));
    CHECK(value_of(token.session, "address_municipality") == address.at(3));
}

TEST_CASE("each file is an object, as stored", "[pkcs11][data]")
{
    const OpenSession token{GENERATE(values<const char*>(every_citizen))};
    const std::map<std::string, const char*> files{{"DATA_FILE", ef_identity},
                                                   {"ADDRESS_FILE", ef_address},
                                                   {"PHOTO_FILE", "3F00/DF01/4035"},
                                                   {"SIGN_DATA_FILE", "3F00/DF01/4032"},
                                                   {"SIGN_ADDRESS_FILE", "3F00/DF01/4034"}};
    for (const auto& [label, path] : files) {
        CAPTURE(token.card->persona_name(), label);
        CHECK(value_of(token.session, label) == token.card->file(path).value());
    }
    auto certificate = token.card->file("3F00/DF00/503C").value();
    certificate.resize(der_size(certificate));
    CHECK(value_of(token.session, "CERT_RN_FILE") == certificate);
    const auto basic_key = token.card->file("3F00/DF01/4040");
    if (basic_key) {
        CHECK(value_of(token.session, "BASIC_KEY_FILE") == *basic_key);
    } else {
        CHECK(token.session.find(data("BASIC_KEY_FILE")).empty());
    }
}

TEST_CASE("what the card refuses is left out of a search, this time", "[pkcs11][data]")
{
    const OpenSession token{GENERATE("v17-citizen", "v18-citizen")};
    const auto status = GENERATE(as<std::uint16_t>{}, 0x6982, 0x6985, 0x6400, 0x6F00);
    CAPTURE(token.card->persona_name(), status);
    // The photo is one object.
    const Wanted photo = data("PHOTO_FILE");
    token.card->inject({.kind = FaultKind::status,
                        .after = 2,  // in the middle of the file
                        .ins = 0xB0, // READ BINARY
                        .status = status});
    CHECK(token.session.find(photo).empty());
    CHECK(token.session.find(photo).size() == 1);
}

TEST_CASE("no data object shows unless its class is asked for", "[pkcs11][data]")
{
    const OpenSession token{GENERATE(values<const char*>(every_citizen))};
    const Meter meter{*token.card};
    CHECK(token.session.find(Wanted{}.text(CKA_LABEL, "surname")).empty());
    CHECK(token.session.find(Wanted{}.text(CKA_OBJECT_ID, "id")).empty());
    CHECK(meter.apdus() == 0);
    for (const auto object : token.session.find(Wanted{}.boolean(CKA_TOKEN, true))) {
        CHECK(token.session.attribute(object, CKA_OBJECT_ID).rv == Rv{CKR_ATTRIBUTE_TYPE_INVALID});
    }
}

TEST_CASE("a search reads the one file that it can match", "[pkcs11][data]")
{
    struct Case {
        const char* name;
        Wanted wanted;
        unsigned files;
    };
    const auto [name, wanted, files] = GENERATE(values<Case>(
        {{"a field", data("surname"), 1},
         {"a group", Wanted{CKO_DATA}.text(CKA_OBJECT_ID, "address"), 1},
         {"group and label", data("surname").text(CKA_OBJECT_ID, "id"), 1},
         {"a label of another group", data("surname").text(CKA_OBJECT_ID, "address"), 0},
         {"an unknown label", data("shoe_size"), 0},
         {"an unknown group", Wanted{CKO_DATA}.text(CKA_OBJECT_ID, "wardrobe"), 0},
         {"a private object", Wanted{CKO_DATA}.boolean(CKA_PRIVATE, true), 0},
         {"card data", Wanted{CKO_DATA}.text(CKA_OBJECT_ID, "carddata"), 0},
         {"everything", Wanted{CKO_DATA}, 8}}));
    const OpenSession token{"v18-citizen"};
    CAPTURE(name);
    const Meter meter{*token.card};
    const auto found = token.session.find(wanted);
    CHECK(meter.commands(ins_select) == files);
    CHECK(meter.verifies() == 0);
    // Again: the same objects, without the card.
    const Meter again{*token.card};
    CHECK(token.session.find(wanted) == found);
    for (const auto object : found) {
        CHECK(token.session.attribute(object, CKA_VALUE).rv == Rv{CKR_OK});
    }
    CHECK(again.apdus() == 0);
}

TEST_CASE("a search for all data finds each object once", "[pkcs11][data]")
{
    const OpenSession token{GENERATE(values<const char*>(every_citizen))};
    const auto found = token.session.find(Wanted{CKO_DATA});
    const auto labels = labels_of(token.session, found);
    CHECK(labels.size() == found.size());
    for (const auto* const label : {"ATR",
                                    "CARD_DATA",
                                    "DATA_FILE",
                                    "surname",
                                    "ADDRESS_FILE",
                                    "PHOTO_FILE",
                                    "CERT_RN_FILE",
                                    "perso_versions"}) {
        CHECK(labels.count(label) == 1);
    }
    const auto is_record = [](const std::string& label) { return label.rfind("record_", 0) == 0; };
    CHECK(std::none_of(labels.begin(), labels.end(), is_record));
    // After the certificates were listed too.
    static_cast<void>(token.session.find(Wanted{CKO_CERTIFICATE}));
    CHECK(token.session.find(Wanted{CKO_DATA}) == found);
}

TEST_CASE("a field that is empty on the card is an object of length 0, an absent one none",
          "[pkcs11][data]")
{
    const OpenSession token{"v17-citizen"};
    token.card->set_file(ef_identity, {0x07, 0x02, 'S', 'o', 0x0E, 0x00});
    CHECK(value_of(token.session, "surname") == Bytes{'S', 'o'});
    CHECK(value_of(token.session, "nobility").empty());
    CHECK(token.session.find(data("firstnames")).empty());
}

TEST_CASE("garbage in an identity file makes its fields disappear and nothing else",
          "[pkcs11][data]")
{
    const OpenSession token{"v17-citizen"};
    const auto content = GENERATE(
        Bytes{}, Bytes{0x07}, Bytes{0x07, 0x7F, 'x'}, Bytes(300, 0xFF), Bytes{0x00, 0x00, 0x00});
    token.card->set_file(ef_identity, content);
    CHECK(token.session.find(data("surname")).empty());
    CHECK(value_of(token.session, "DATA_FILE") == content);
    CHECK(!value_of(token.session, "address_zip").empty());
}

TEST_CASE("a record is read by itself where the card can do that", "[pkcs11][data]")
{
    const OpenSession token{"v18-citizen"};
    const auto surname = fields_of(token.card->file(ef_identity).value()).at(7);
    const Meter meter{*token.card};
    CHECK(value_of(token.session, "record_surname") == surname);
    CHECK(meter.commands(ins_read_record) == 1);
    CHECK(meter.commands(ins_read_binary) == 0);
    CHECK(token.session.find(data("record_employer_vat_2")).empty()); // no such field
    CHECK(token.session.find(data("record_surname").text(CKA_OBJECT_ID, "id")).empty());
    CHECK(token.session.find(data("record_surname").text(CKA_OBJECT_ID, "record")).size() == 1);
}

TEST_CASE("older cards have no records", "[pkcs11][data]")
{
    const OpenSession token{GENERATE("v11-citizen", "v17-citizen")};
    const Meter meter{*token.card};
    CHECK(token.session.find(data("record_surname")).empty());
    CHECK(meter.apdus() == 0);
}

TEST_CASE("card data are shown as the generation lays them out", "[pkcs11][data]")
{
    struct Case {
        const char* persona;
        std::size_t whole;
        std::size_t version_size;
        bool has_counter;
    };
    const auto [persona, whole, version_size, has_counter] =
        GENERATE(values<Case>({{"v11-citizen", 28, 2, false},
                               {"v17-citizen", 28, 1, false},
                               {"v18-citizen", 31, 1, true}}));
    const OpenSession token{persona};
    CAPTURE(persona);
    const auto card_data = value_of(token.session, "CARD_DATA");
    CHECK(card_data.size() == whole);
    const auto version = value_of(token.session, "carddata_appl_version");
    CHECK(version.size() == version_size);
    CHECK(version.front() == card_data.at(21));
    CHECK(value_of(token.session, "carddata_serialnumber") ==
          Bytes(card_data.begin(), card_data.begin() + 16));
    CHECK(value_of(token.session, "ATR") == token.card->atr());
    CHECK(token.session.find(data("carddata_pin_counter")).size() == (has_counter ? 1 : 0));
    CHECK(token.session.find(data("carddata_glob_os_version")).size() ==
          (version_size == 1 ? 1 : 0));
    CHECK(token.session.find(data("carddata_pkcs15_version")).size() ==
          (version_size == 2 ? 1 : 0));
}

TEST_CASE("the personalisation versions are found whatever follows them", "[pkcs11][data]")
{
    const OpenSession token{GENERATE(values<const char*>(every_citizen))};
    constexpr auto ef_token_info = "3F00/DF00/5032";
    auto file = token.card->file(ef_token_info).value();
    const Bytes versions(file.end() - 4, file.end());
    SECTION("nothing") {}
    SECTION("padding")
    {
        file.resize(64);
    }
    SECTION("another field")
    {
        file[1] = static_cast<std::uint8_t>(file[1] + 3);
        file.insert(file.end(), {0x8F, 0x01, 0x55});
    }
    token.card->set_file(ef_token_info, file);
    CHECK(value_of(token.session, "perso_versions") == versions);
    CHECK(value_of(token.session, "tokeninfo_graph_perso_version") == Bytes{versions[0]});
    CHECK(value_of(token.session, "tokeninfo_elec_perso_version") == Bytes{versions[1]});
    CHECK(value_of(token.session, "tokeninfo_elec_perso_int_version") == Bytes{versions[2]});
}

TEST_CASE("a signature of zeros, for want of an address, is read at once", "[pkcs11][data]")
{
    const OpenSession token{"v18-citizen"};
    token.card->set_file("3F00/DF01/4034", Bytes(104));
    const Meter meter{*token.card};
    CHECK(value_of(token.session, "SIGN_ADDRESS_FILE") == Bytes(104));
    CHECK(meter.apdus() == 3); // SELECT, READ BINARY and again with the right length
}

TEST_CASE("the counter among the card data follows a wrong PIN", "[pkcs11][data]")
{
    const OpenSession token{"v18-citizen"};
    CHECK(value_of(token.session, "carddata_pin_counter") == Bytes{3});
    CHECK(token.session.login(wrong_pin) == Rv{CKR_PIN_INCORRECT});
    CHECK(value_of(token.session, "carddata_pin_counter") == Bytes{2});
    CHECK(value_of(token.session, "CARD_DATA").at(28) == 2);
}

TEST_CASE("the attributes of a data object", "[pkcs11][data]")
{
    const OpenSession token{"v18-citizen"};
    const auto object = token.session.find_one(data("surname"));
    const auto& session = token.session;
    CHECK(text_of(session.attribute(object, CKA_OBJECT_ID)) == "id");
    CHECK(session.attribute(object, CKA_APPLICATION).data.empty());
    CHECK(session.attribute(object, CKA_PRIVATE).data == Bytes{CK_FALSE});
    CHECK(session.attribute(object, CKA_TOKEN).data == Bytes{CK_TRUE});
    CHECK(session.attribute(object, CKA_MODIFIABLE).data == Bytes{CK_FALSE});
    CHECK(session.attribute(object, CKA_ID).rv == Rv{CKR_ATTRIBUTE_TYPE_INVALID});
    const auto size = session.attribute(object, CKA_VALUE_LEN);
    CK_ULONG value_size = 0;
    REQUIRE(size.data.size() == sizeof value_size);
    std::copy(size.data.begin(), size.data.end(), reinterpret_cast<std::uint8_t*>(&value_size));
    CHECK(value_size == session.attribute(object, CKA_VALUE).data.size());
    std::set<std::string> names;
    const auto all = session.find(Wanted{CKO_DATA});
    for (const auto each : all) {
        names.insert(text_of(session.attribute(each, CKA_UNIQUE_ID)));
    }
    CHECK(names.size() == all.size());
}

TEST_CASE("identity files survive the mistakes that readers make", "[pkcs11][data]")
{
    struct Glitch {
        FaultKind kind;
        std::uint16_t status;
    };
    const auto [kind, status] = GENERATE(values<Glitch>({{FaultKind::status, 0x6986},
                                                         {FaultKind::status, 0x6B00},
                                                         {FaultKind::status, 0x6D00},
                                                         {FaultKind::empty, 0},
                                                         {FaultKind::drop_before, 0}}));
    const auto nth = GENERATE(0U, 1U, 2U, 5U);
    const OpenSession token{GENERATE("v17-citizen", "v18-citizen")};
    CAPTURE(token.card->persona_name(), static_cast<int>(kind), status, nth);
    token.card->inject(
        {.kind = kind, .after = nth, .ins = ins_read_binary, .status = status, .count = 10});
    CHECK(value_of(token.session, "PHOTO_FILE") == token.card->file("3F00/DF01/4035").value());
    CHECK(value_of(token.session, "DATA_FILE") == token.card->file(ef_identity).value());
}

TEST_CASE("the identity with its photo and certificate costs what the line needs", "[pkcs11][data]")
{
    const OpenSession token{GENERATE("v17-citizen", "v18-citizen")};
    CAPTURE(token.card->persona_name());
    const auto size = [&](const char* path) { return token.card->file(path).value().size(); };
    const Meter meter{*token.card};
    static_cast<void>(value_of(token.session, "surname"));
    CHECK(meter.apdus() <= (size(ef_identity) > 256 ? 4 : 3));
    const Meter photo{*token.card};
    static_cast<void>(value_of(token.session, "PHOTO_FILE"));
    CHECK(photo.apdus() == (size("3F00/DF01/4035") + 255) / 256 + 2);
    const Meter address{*token.card};
    static_cast<void>(value_of(token.session, "ADDRESS_FILE"));
    CHECK(address.apdus() == 3);
    const Meter certificate{*token.card};
    static_cast<void>(value_of(token.session, "CERT_RN_FILE"));
    CHECK(certificate.apdus() ==
          (der_size(token.card->file("3F00/DF00/503C").value()) + 255) / 256 + 1);
    const Meter signature{*token.card};
    static_cast<void>(value_of(token.session, "SIGN_DATA_FILE"));
    CHECK(signature.apdus() == (token.card->persona_name() == "v17-citizen" ? 2 : 3));
}
