// SPDX-License-Identifier: Apache-2.0
#include "identity_output.hpp"
#include "text.hpp"
#include "verdict.hpp"

namespace openbeid::cli {

namespace {

/// "01 JAN 1990 (1990-01-01)"
template <typename T>
std::string date_text(const Printed<T>& date)
{
    const auto text = printable(date.text);
    return date.value ? text + " (" + iso(*date.value) + ")" : text;
}

std::string sex_text(const Printed<Sex>& sex)
{
    if (!sex.value) {
        return printable(sex.text);
    }
    return *sex.value == Sex::male ? translate("male") : translate("female");
}

std::string type_text(const Printed<DocumentType>& type)
{
    const std::string name = type.value ? name_of(*type.value) : "";
    if (!type.value) {
        return printable(type.text);
    }
    const auto number = std::to_string(static_cast<unsigned>(*type.value));
    return name.empty() ? number : number + " (" + name + ")";
}

std::string status_text(const Printed<SpecialStatus>& status)
{
    if (!status.value) {
        return printable(status.text);
    }
    switch (*status.value) {
    case SpecialStatus::none: return {};
    case SpecialStatus::white_cane: return translate("white cane");
    case SpecialStatus::extended_minority: return translate("extended minority");
    case SpecialStatus::white_cane_and_extended_minority:
        return translate("white cane, extended minority");
    case SpecialStatus::yellow_cane: return translate("yellow cane");
    case SpecialStatus::yellow_cane_and_extended_minority:
        return translate("yellow cane, extended minority");
    }
    return std::to_string(static_cast<unsigned>(*status.value));
}

std::string organisation_text(const Printed<SpecialOrganisation>& organisation)
{
    if (!organisation.value) {
        return printable(organisation.text);
    }
    switch (*organisation.value) {
    case SpecialOrganisation::shape: return "SHAPE";
    case SpecialOrganisation::nato: return translate("NATO");
    case SpecialOrganisation::former_blue_card_holder:
        return translate("former holder of an EU Blue Card");
    case SpecialOrganisation::researcher: return translate("researcher");
    }
    return std::to_string(static_cast<unsigned>(*organisation.value));
}

/// The first card of a holder is no duplicate: 00.
std::string duplicate_text(const Printed<std::uint8_t>& duplicate)
{
    return duplicate.value == std::uint8_t{0} ? std::string{} : printable(duplicate.text);
}

std::string protection_text(const Printed<Protection>& protection)
{
    return protection.value
               ? iso(protection.value->since) + " " + printable(protection.value->country)
               : printable(protection.text);
}

/// What only cards of foreigners have; empty fields are not shown.
void print_foreigner(const Identity& identity)
{
    print_field(translate("Special organisation"),
                organisation_text(identity.special_organisation));
    print_field(translate("Member of the family"),
                identity.member_of_family ? translate("yes") : std::string{});
    print_field(translate("International protection"), protection_text(identity.protection));
    print_field(translate("Work permit mention"), printable(identity.work_permit_mention));
    print_field(translate("Employer's VAT number"), printable(identity.employer_vat_1));
    print_field(translate("Employer's VAT number"), printable(identity.employer_vat_2));
    print_field(translate("Regional file number"), printable(identity.regional_file_number));
    print_field(translate("Brexit mention"), printable(identity.brexit_mention_1));
    print_field(translate("Brexit mention"), printable(identity.brexit_mention_2));
    print_field(translate("Mention on card A"), printable(identity.card_a_mention_1));
    print_field(translate("Mention on card A"), printable(identity.card_a_mention_2));
    print_field(translate("Registered or resident since"), date_text(identity.card_eu_start_date));
}

void print_person(const Identity& identity)
{
    print_field(translate("Surname"), printable(identity.surname));
    print_field(translate("First names"), printable(identity.first_names));
    print_field(translate("First letter of the third given name"),
                printable(identity.first_letter_of_third_given_name));
    print_field(translate("Title of nobility"), printable(identity.nobility));
    print_field(translate("Nationality"), printable(identity.nationality));
    print_field(translate("Born"), date_text(identity.birth_date));
    print_field(translate("Place of birth"), printable(identity.birth_place));
    print_field(translate("Sex"), sex_text(identity.sex));
    print_field(translate("National number"),
                printable(format_national_number(identity.national_number)));
    print_field(translate("Special status"), status_text(identity.special_status));
}

void print_card(const Identity& identity)
{
    print_field(translate("Card number"), printable(format_card_number(identity.card_number)));
    print_field(translate("Document type"), type_text(identity.document_type));
    print_field(translate("Valid from"), date_text(identity.validity_begin));
    print_field(translate("Valid until"), date_text(identity.validity_end));
    print_field(translate("Issued by"), printable(identity.issuing_municipality));
    print_field(translate("Duplicate number"), duplicate_text(identity.duplicate));
    print_foreigner(identity);
}

} // namespace

void print_identity(const IdentityDocument& document, bool proof_wanted)
{
    const auto& verification = document.verification;
    print_line(verdict(verification));
    if (verification.validity(Dated::card) == Validity::expired) {
        print_line(translate("EXPIRED: the card is past its end"));
    }
    print_line();
    print_person(document.identity);
    print_line();
    print_card(document.identity);
    if (document.address) {
        const auto& address = *document.address;
        print_line();
        print_field(translate("Address"), printable(address.street_and_number));
        print_field(translate("Municipality"), printable(address.zip + " " + address.municipality));
    }
    print_line();
    for (const auto& result : verification.results()) {
        const bool made = result.outcome == Outcome::passed || result.outcome == Outcome::failed;
        if (made || (proof_wanted && result.check == Check::chip_proof)) {
            print_field(subject_of(result.check), outcome_text(result));
        }
    }
}

} // namespace openbeid::cli
