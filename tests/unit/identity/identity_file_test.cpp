// SPDX-License-Identifier: Apache-2.0
#include "identity/files.hpp"
#include "support.hpp"

#include <openbeid/identity.hpp>

#include <algorithm>

using namespace openbeid;
using namespace openbeid::identity;
using crypto::error_of;
using crypto::hex;

namespace {

Identity with(std::uint8_t tag, std::string_view text)
{
    return parsed(record(tag, text));
}

struct TextField {
    std::uint8_t tag;
    std::string Identity::*field;
};

} // namespace

TEST_CASE("every text field is found by its tag", "[identity][file]")
{
    const auto [tag, field] = GENERATE(TextField{0x01, &Identity::card_number},
                                       TextField{0x05, &Identity::issuing_municipality},
                                       TextField{0x06, &Identity::national_number},
                                       TextField{0x07, &Identity::surname},
                                       TextField{0x08, &Identity::first_names},
                                       TextField{0x09, &Identity::first_letter_of_third_given_name},
                                       TextField{0x0A, &Identity::nationality},
                                       TextField{0x0B, &Identity::birth_place},
                                       TextField{0x0E, &Identity::nobility},
                                       TextField{0x16, &Identity::work_permit_mention},
                                       TextField{0x17, &Identity::employer_vat_1},
                                       TextField{0x18, &Identity::employer_vat_2},
                                       TextField{0x19, &Identity::regional_file_number},
                                       TextField{0x1B, &Identity::brexit_mention_1},
                                       TextField{0x1C, &Identity::brexit_mention_2},
                                       TextField{0x1D, &Identity::card_a_mention_1},
                                       TextField{0x1E, &Identity::card_a_mention_2});
    CAPTURE(unsigned{tag});
    CHECK(with(tag, "Zoë").*field == "Zoë");
    CHECK((with(tag, "").*field).empty());
    CHECK((with(tag == 0x01 ? 0x05 : 0x01, "Zoë").*field).empty());
    const std::string longer(300, 'x');
    CHECK(with(tag, longer).*field == longer);
}

TEST_CASE("binary fields are kept byte by byte", "[identity][file]")
{
    const auto value = hex("00FF80C3");
    CHECK(parsed(record(0x02, value)).chip_number == value);
    CHECK(parsed(record(0x11, value)).photo_hash == value);
    CHECK(parsed(record(0x1A, value)).basic_key_hash == value);
    CHECK(parsed(record(0x00, value)).structure_version == value);
}

TEST_CASE("the structure version comes first, and the file goes on", "[identity][file]")
{
    const auto identity = parsed(hex("00 02 0002 01 0C 303030303031303134373539"));
    CHECK(to_hex(identity.structure_version) == "0002");
    CHECK(identity.card_number == "000001014759");
}

TEST_CASE("dates of the file are days of the calendar beside their text", "[identity][file]")
{
    const auto field = GENERATE(std::pair{std::uint8_t{0x03}, &Identity::validity_begin},
                                std::pair{std::uint8_t{0x04}, &Identity::validity_end},
                                std::pair{std::uint8_t{0x1F}, &Identity::card_eu_start_date});
    CHECK(with(field.first, "29.02.2024").*field.second ==
          Printed<Date>{"29.02.2024", Date{2024, 2, 29}});
    CHECK(with(field.first, "30.02.2024").*field.second == Printed<Date>{"30.02.2024", {}});
    CHECK(with(field.first, "").*field.second == Printed<Date>{});
}

TEST_CASE("the sex is told in any of the languages", "[identity][file]")
{
    CHECK(with(0x0D, "M").sex == Printed<Sex>{"M", Sex::male});
    CHECK(with(0x0D, "F").sex == Printed<Sex>{"F", Sex::female});
    CHECK(with(0x0D, "V").sex == Printed<Sex>{"V", Sex::female});
    CHECK(with(0x0D, "W").sex == Printed<Sex>{"W", Sex::female});
    CHECK(with(0x0D, "X").sex == Printed<Sex>{"X", {}});
    CHECK(with(0x0D, "").sex == Printed<Sex>{});
}

TEST_CASE("a document type is a number, known or not", "[identity][file]")
{
    CHECK(with(0x0F, "1").document_type.value == DocumentType::belgian_citizen);
    CHECK(with(0x0F, "01").document_type ==
          Printed<DocumentType>{"01", DocumentType::belgian_citizen});
    CHECK(with(0x0F, " 06 ").document_type.value == DocumentType::kids_id);
    CHECK(with(0x0F, "33").document_type.value == DocumentType::a_limited_stay_2021);
    CHECK(with(0x0F, "69").document_type.value == DocumentType::kids_m);
    CHECK(with(0x0F, "99").document_type == Printed<DocumentType>{"99", DocumentType{99}});
    CHECK(name_of(DocumentType{99}) == std::string{});
    for (const auto* const text : {"", "A", "-1", "+1", "1A", "70000", "1 1"}) {
        CAPTURE(text);
        CHECK(with(0x0F, text).document_type == Printed<DocumentType>{text, {}});
    }
}

TEST_CASE("every document type of the manual has a name", "[identity][file]")
{
    for (const int number :
         {1,  2,  3,  6,  7,  8,  11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22,
          23, 27, 28, 31, 32, 33, 34, 35, 36, 61, 62, 63, 64, 65, 66, 67, 68, 69}) {
        CAPTURE(number);
        const auto type = with(0x0F, std::to_string(number)).document_type.value;
        REQUIRE(type);
        CHECK_FALSE(std::string{name_of(*type)}.empty());
    }
    CHECK(name_of(DocumentType::kids_eu_plus) == std::string{"kids_eu_plus"});
}

TEST_CASE("statuses and organisations are numbers, known or not", "[identity][file]")
{
    CHECK(with(0x10, "0").special_status.value == SpecialStatus::none);
    CHECK(with(0x10, "3").special_status.value == SpecialStatus::white_cane_and_extended_minority);
    CHECK(with(0x10, "05").special_status.value ==
          SpecialStatus::yellow_cane_and_extended_minority);
    CHECK(with(0x10, "9").special_status.value == SpecialStatus{9});
    CHECK(with(0x10, "x").special_status == Printed<SpecialStatus>{"x", {}});
    CHECK(with(0x13, "1").special_organisation.value == SpecialOrganisation::shape);
    CHECK(with(0x13, "2").special_organisation.value == SpecialOrganisation::nato);
    CHECK(with(0x13, "4").special_organisation.value ==
          SpecialOrganisation::former_blue_card_holder);
    CHECK(with(0x13, "5").special_organisation.value == SpecialOrganisation::researcher);
    CHECK(with(0x13, "7").special_organisation.value == SpecialOrganisation{7});
    CHECK(with(0x13, "").special_organisation == Printed<SpecialOrganisation>{});
    CHECK(with(0x12, "00").duplicate == Printed<std::uint8_t>{"00", std::uint8_t{0}});
    CHECK(with(0x12, "02").duplicate == Printed<std::uint8_t>{"02", std::uint8_t{2}});
}

TEST_CASE("a member of the family is one by the presence of the field", "[identity][file]")
{
    CHECK(parsed(hex("0E 00 14 00")).member_of_family);
    CHECK(parsed(hex("0E 00 14 01 30")).member_of_family);
    CHECK_FALSE(parsed(hex("0E 00 13 00")).member_of_family);
}

TEST_CASE("four empty fields at the end of a foreigner's card are empty", "[identity][file]")
{
    const auto identity = parsed(hex("07 01 41 19 00 1A 00 1B 00 1C 00"));
    CHECK(identity.regional_file_number.empty());
    CHECK(identity.basic_key_hash.empty());
    CHECK(identity.brexit_mention_1.empty());
    CHECK(identity.brexit_mention_2.empty());
    CHECK(identity.unknown_fields.empty());
}

TEST_CASE("protection is a date and a country", "[identity][file]")
{
    CHECK(with(0x15, "01.02.2023-BE").protection ==
          Printed<Protection>{"01.02.2023-BE", Protection{Date{2023, 2, 1}, "BE"}});
    for (const auto* const text :
         {"01.02.2023", "01.02.2023-B", "31.02.2023-BE", "01.02.2023 BE"}) {
        CAPTURE(text);
        CHECK(with(0x15, text).protection == Printed<Protection>{text, {}});
    }
}

TEST_CASE("unknown fields are kept with their number, in their order", "[identity][file]")
{
    const auto identity = parsed(hex("07 01 41 2A 03 010203 20 00 FE 01 FF 08 01 42"));
    REQUIRE(identity.unknown_fields.size() == 3);
    CHECK(identity.unknown_fields[0].tag == 0x2A);
    CHECK(to_hex(identity.unknown_fields[0].value) == "010203");
    CHECK(identity.unknown_fields[1].tag == 0x20);
    CHECK(identity.unknown_fields[1].value.empty());
    CHECK(identity.unknown_fields[2].tag == 0xFE);
    CHECK(identity.surname == "A");
    CHECK(identity.first_names == "B");
}

TEST_CASE("of a repeated field the first counts", "[identity][file]")
{
    CHECK(parsed(hex("07 01 41 07 01 42")).surname == "A");
    CHECK(parsed(hex("07 00 07 01 42")).surname.empty());
}

TEST_CASE("text that is no UTF-8 is replaced and does not spoil the file", "[identity][file]")
{
    const auto identity = parsed(hex("07 03 41FF42 08 02 C3AB"));
    CHECK(identity.surname == "A\xEF\xBF\xBD"
                              "B");
    CHECK(identity.first_names == "ë");
}

TEST_CASE("a file without fields is no identity", "[identity][file]")
{
    CHECK(error_of(parse_identity({})) == Errc::malformed);
    CHECK(error_of(parse_identity(Bytes(200))) == Errc::malformed);
}
