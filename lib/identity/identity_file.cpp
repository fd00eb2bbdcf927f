// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "identity/dates.hpp"
#include "identity/files.hpp"
#include "identity/records.hpp"
#include "identity/utf8.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <charconv>
#include <string_view>

namespace openbeid::identity {

namespace {

Bytes copy(ByteView bytes)
{
    return {bytes.begin(), bytes.end()};
}

std::string_view trim(std::string_view text)
{
    const auto first = std::min(text.find_first_not_of(' '), text.size());
    text.remove_prefix(first);
    return text.substr(0, text.find_last_not_of(' ') + 1);
}

// What a field says, as text and as what `understand` makes of the text.
template <typename Understand>
auto printed(ByteView value, Understand understand)
{
    Printed<typename std::invoke_result_t<Understand, std::string_view>::value_type> field;
    field.text = to_text(value);
    field.value = understand(field.text);
    return field;
}

// Digits and nothing else, blanks around them apart: "01" is 1 (card reference §3.3).
template <typename T, typename Number>
std::optional<T> decimal(std::string_view text)
{
    text = trim(text);
    Number number{};
    const auto* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    return error == std::errc{} && stop == end ? std::optional{static_cast<T>(number)}
                                               : std::nullopt;
}

// M in every language; F, V and W are woman in French, Dutch and German.
std::optional<Sex> sex(std::string_view text)
{
    text = trim(text);
    if (text == "M") {
        return Sex::male;
    }
    return text == "F" || text == "V" || text == "W" ? std::optional{Sex::female} : std::nullopt;
}

// dd.MM.yyyy-A2
std::optional<Protection> protection(std::string_view text)
{
    constexpr std::size_t date_size = 10;
    constexpr std::size_t size = date_size + 3;
    text = trim(text);
    const auto date = text.size() == size && text[date_size] == '-'
                          ? parse_date(text.substr(0, date_size))
                          : std::nullopt;
    return date ? std::optional{Protection{.since = *date,
                                           .country = std::string{text.substr(date_size + 1)}}}
                : std::nullopt;
}

using Field = void (*)(Identity&, ByteView);

template <auto member>
void text(Identity& identity, ByteView value)
{
    identity.*member = to_text(value);
}

template <auto member>
void bytes(Identity& identity, ByteView value)
{
    identity.*member = copy(value);
}

template <auto member, auto understand>
void meaning(Identity& identity, ByteView value)
{
    identity.*member = printed(value, understand);
}

// Presence is what counts, not the content, which is empty (card reference §3.2, tag 14).
void family(Identity& identity, ByteView /*value*/)
{
    identity.member_of_family = true;
}

// Card reference §3.2, by tag.
constexpr std::array<Field, 0x20> fields{
    bytes<&Identity::structure_version>,
    text<&Identity::card_number>,
    bytes<&Identity::chip_number>,
    meaning<&Identity::validity_begin, parse_date>,
    meaning<&Identity::validity_end, parse_date>,
    text<&Identity::issuing_municipality>,
    text<&Identity::national_number>,
    text<&Identity::surname>,
    text<&Identity::first_names>,
    text<&Identity::first_letter_of_third_given_name>,
    text<&Identity::nationality>,
    text<&Identity::birth_place>,
    meaning<&Identity::birth_date, parse_birth_date>,
    meaning<&Identity::sex, sex>,
    text<&Identity::nobility>,
    meaning<&Identity::document_type, decimal<DocumentType, std::uint16_t>>,
    meaning<&Identity::special_status, decimal<SpecialStatus, std::uint8_t>>,
    bytes<&Identity::photo_hash>,
    meaning<&Identity::duplicate, decimal<std::uint8_t, std::uint8_t>>,
    meaning<&Identity::special_organisation, decimal<SpecialOrganisation, std::uint8_t>>,
    family,
    meaning<&Identity::protection, protection>,
    text<&Identity::work_permit_mention>,
    text<&Identity::employer_vat_1>,
    text<&Identity::employer_vat_2>,
    text<&Identity::regional_file_number>,
    bytes<&Identity::basic_key_hash>,
    text<&Identity::brexit_mention_1>,
    text<&Identity::brexit_mention_2>,
    text<&Identity::card_a_mention_1>,
    text<&Identity::card_a_mention_2>,
    meaning<&Identity::card_eu_start_date, parse_date>,
};

} // namespace

Result<Identity> parse_identity(ByteView file)
{
    OPENBEID_TRY(const auto records, parse_records(file));
    if (records.empty()) {
        return Error{.code = Errc::malformed, .where = "identity file"};
    }
    Identity identity;
    std::bitset<fields.size()> seen;
    for (const auto& record : records) {
        if (record.tag >= fields.size()) {
            identity.unknown_fields.push_back({.tag = record.tag, .value = copy(record.value)});
        } else if (!seen.test(record.tag)) {
            seen.set(record.tag);
            fields.at(record.tag)(identity, record.value);
        }
    }
    return identity;
}

} // namespace openbeid::identity
