// SPDX-License-Identifier: Apache-2.0
#include "identity_output.hpp"
#include "text.hpp"
#include "verdict.hpp"

#include <algorithm>
#include <cstdio>

namespace openbeid::cli {

namespace {

Json text_or_null(const std::string& text)
{
    return text.empty() ? Json{} : Json(text);
}

/// {"text": as printed, "iso": …}
template <typename T>
Json date_json(const Printed<T>& date)
{
    return {{"text", date.text}, {"iso", date.value ? Json(iso(*date.value)) : Json{}}};
}

/// A field with a number for a meaning that this version may not know.
template <typename T>
Json number_or_text(const Printed<T>& field)
{
    if (field.value) {
        return static_cast<unsigned>(*field.value);
    }
    return text_or_null(field.text);
}

Json sex_json(const Printed<Sex>& sex)
{
    if (!sex.value) {
        return text_or_null(sex.text);
    }
    return *sex.value == Sex::male ? "male" : "female";
}

Json document_type_json(const Printed<DocumentType>& type)
{
    const std::string name = type.value ? name_of(*type.value) : "";
    return {{"number", number_or_text(type)}, {"name", text_or_null(name)}};
}

Json person_json(const Identity& identity)
{
    return {{"surname", text_or_null(identity.surname)},
            {"first_names", text_or_null(identity.first_names)},
            {"first_letter_of_third_given_name",
             text_or_null(identity.first_letter_of_third_given_name)},
            {"nationality", text_or_null(identity.nationality)},
            {"birth_place", text_or_null(identity.birth_place)},
            {"birth_date", date_json(identity.birth_date)},
            {"sex", sex_json(identity.sex)},
            {"nobility", text_or_null(identity.nobility)},
            {"national_number", text_or_null(identity.national_number)},
            {"special_status", number_or_text(identity.special_status)},
            {"special_organisation", number_or_text(identity.special_organisation)},
            {"member_of_family", identity.member_of_family}};
}

/// {"text": as on the card, "since", "country"}; null if the card has none
Json protection_json(const Printed<Protection>& protection)
{
    if (protection.text.empty()) {
        return {};
    }
    Json data{{"text", protection.text}, {"since", nullptr}, {"country", nullptr}};
    if (protection.value) {
        data["since"] = iso(protection.value->since);
        data["country"] = protection.value->country;
    }
    return data;
}

Json card_json(const Identity& identity)
{
    return {{"card_number", text_or_null(identity.card_number)},
            {"card_number_printed", text_or_null(format_card_number(identity.card_number))},
            {"document_type", document_type_json(identity.document_type)},
            {"validity_begin", date_json(identity.validity_begin)},
            {"validity_end", date_json(identity.validity_end)},
            {"issuing_municipality", text_or_null(identity.issuing_municipality)},
            {"chip_number", hex(identity.chip_number)},
            {"duplicate", number_or_text(identity.duplicate)},
            {"protection", protection_json(identity.protection)},
            {"work_permit_mention", text_or_null(identity.work_permit_mention)},
            {"employer_vat_1", text_or_null(identity.employer_vat_1)},
            {"employer_vat_2", text_or_null(identity.employer_vat_2)},
            {"regional_file_number", text_or_null(identity.regional_file_number)},
            {"brexit_mention_1", text_or_null(identity.brexit_mention_1)},
            {"brexit_mention_2", text_or_null(identity.brexit_mention_2)},
            {"card_a_mention_1", text_or_null(identity.card_a_mention_1)},
            {"card_a_mention_2", text_or_null(identity.card_a_mention_2)},
            {"eu_start_date", date_json(identity.card_eu_start_date)}};
}

Json unknown_json(const std::vector<UnknownField>& fields)
{
    Json list = Json::array();
    for (const auto& field : fields) {
        list.push_back({{"tag", field.tag}, {"value", hex(field.value)}});
    }
    return list;
}

} // namespace

std::string iso(const PartialDate& date)
{
    std::array<char, 16> text{};
    const unsigned month = date.month.value_or(0);
    const unsigned day = date.day.value_or(0);
    std::snprintf(text.data(),
                  text.size(),
                  day != 0     ? "%04u-%02u-%02u"
                  : month != 0 ? "%04u-%02u"
                               : "%04u",
                  static_cast<unsigned>(date.year),
                  month,
                  day);
    return text.data();
}

std::string iso(const Date& date)
{
    return iso(PartialDate{.year = date.year, .month = date.month, .day = date.day});
}

Json identity_json(const IdentityDocument& document)
{
    Json address;
    if (document.address) {
        address = {{"street_and_number", text_or_null(document.address->street_and_number)},
                   {"zip", text_or_null(document.address->zip)},
                   {"municipality", text_or_null(document.address->municipality)},
                   {"unknown_fields", unknown_json(document.address->unknown_fields)}};
    }
    return {{"verification", verification_json(document.verification)},
            {"person", person_json(document.identity)},
            {"card", card_json(document.identity)},
            {"address", address},
            {"unknown_fields", unknown_json(document.identity.unknown_fields)}};
}

} // namespace openbeid::cli
