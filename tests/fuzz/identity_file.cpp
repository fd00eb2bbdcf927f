// SPDX-License-Identifier: Apache-2.0
#include "fuzz.hpp"
#include "identity/files.hpp"
#include "identity/utf8.hpp"

#include <openbeid/identity.hpp>

using namespace openbeid;

namespace {

void check_text(const std::string& text)
{
    // Well-formed, so it stays as it is.
    fuzz::require(identity::to_text(Bytes{text.begin(), text.end()}) == text);
}

void check_date(const Printed<Date>& field)
{
    check_text(field.text);
    fuzz::require(!field.value || (field.value->month >= 1 && field.value->month <= 12 &&
                                   field.value->day >= 1 && field.value->day <= 31));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto parsed = identity::parse_identity({data, size});
    if (!parsed) {
        fuzz::require(parsed.error().code == Errc::malformed);
        return 0;
    }
    for (const auto* const text : {&parsed->card_number,
                                   &parsed->national_number,
                                   &parsed->surname,
                                   &parsed->first_names,
                                   &parsed->nationality,
                                   &parsed->birth_place,
                                   &parsed->birth_date.text,
                                   &parsed->protection.text,
                                   &parsed->document_type.text}) {
        check_text(*text);
    }
    check_date(parsed->validity_begin);
    check_date(parsed->validity_end);
    check_date(parsed->card_eu_start_date);
    check_text(format_card_number(parsed->card_number));
    check_text(format_national_number(parsed->national_number));
    static_cast<void>(check_card_number(parsed->card_number));
    static_cast<void>(check_national_number(parsed->national_number, std::nullopt));
    if (parsed->document_type.value) {
        check_text(name_of(*parsed->document_type.value));
    }
    for (const auto& field : parsed->unknown_fields) {
        fuzz::require(field.tag > 0x1F && field.value.size() < size);
    }
    return 0;
}
