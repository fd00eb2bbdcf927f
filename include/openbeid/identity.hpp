// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>
#include <openbeid/export.hpp>

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What stands in the identity files of a card. These are personal data: don't log or keep them
/// without need. Nothing here says that the data are genuine; see verification.hpp.
namespace openbeid {

/// A day that the calendar has. Compares in the order of time.
struct Date {
    std::uint16_t year{0}; ///< 1..9999
    std::uint8_t month{0}; ///< 1..12
    std::uint8_t day{0};   ///< 1..31

    // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 means the 0 that <=> is compared with
    friend auto operator<=>(const Date&, const Date&) = default;
};

/// A date of birth as far as it is known. An unknown day is not the first of the month.
struct PartialDate {
    std::uint16_t year{0};
    std::optional<std::uint8_t> month{}; ///< 1..12
    std::optional<std::uint8_t> day{};   ///< 1..31, only with a month

    /// The date, if all of it is known.
    [[nodiscard]] std::optional<Date> complete() const noexcept
    {
        return month && day ? std::optional{Date{year, *month, *day}} : std::nullopt;
    }
    friend bool operator==(const PartialDate&, const PartialDate&) = default;
};

/// A field as it is on the card, and what it means: nothing if it is empty or has a form that is
/// not known. The text is what to show in either case.
template <typename T>
struct Printed {
    std::string text{};
    std::optional<T> value{};

    friend bool operator==(const Printed&, const Printed&) = default;
};

/// A card may have a type that this list has not: its number is passed through.
enum class DocumentType : std::uint16_t {
    belgian_citizen = 1,
    european_citizen = 2,     ///< announced in 2004, never seen
    non_european_citizen = 3, ///< announced in 2004, never seen
    kids_id = 6,
    bootstrap_card = 7,
    habilitation_card = 8,
    a_limited_stay = 11,
    b_unlimited_stay = 12,
    c_foreigner_identity = 13,
    d_long_term_resident = 14,
    e_registration = 15,
    e_plus_permanent = 16,
    f_family_member = 17,
    f_plus_family_member = 18,
    h_blue_card = 19,
    i_ict = 20,
    j_mobile_ict = 21,
    m_article_50 = 22,
    n_frontier_worker = 23,
    k_establishment = 27,
    l_long_term_resident = 28,
    eu_registration = 31,
    eu_plus_permanent = 32,
    a_limited_stay_2021 = 33,
    b_unlimited_stay_2021 = 34,
    f_family_member_2021 = 35,
    f_plus_family_member_2021 = 36,
    kids_eu = 61,
    kids_eu_plus = 62,
    kids_a = 63,
    kids_b = 64,
    kids_k = 65,
    kids_l = 66,
    kids_f = 67,
    kids_f_plus = 68,
    kids_m = 69,
};

/// The enumerator's name, for machine-readable output; "" for a number without one. Static storage.
[[nodiscard]] OPENBEID_EXPORT const char* name_of(DocumentType type) noexcept;

enum class Sex : std::uint8_t { male, female };

/// Not used on new cards. Other numbers are passed through.
enum class SpecialStatus : std::uint8_t {
    none = 0,
    white_cane = 1, ///< blind
    extended_minority = 2,
    white_cane_and_extended_minority = 3,
    yellow_cane = 4, ///< partially sighted
    yellow_cane_and_extended_minority = 5,
};

/// Other numbers are passed through.
enum class SpecialOrganisation : std::uint8_t {
    shape = 1,
    nato = 2,
    former_blue_card_holder = 4,
    researcher = 5,
};

/// International protection, as mentioned on the cards of foreigners.
struct Protection {
    Date since{};
    std::string country{}; ///< ISO 3166 alpha-2

    friend bool operator==(const Protection&, const Protection&) = default;
};

/// A field of a number that this version does not know.
struct UnknownField {
    std::uint8_t tag{0};
    Bytes value{}; ///< as on the card
};

/**
 * The identity file. Text is UTF-8 without terminator; bytes that are no UTF-8 read as U+FFFD.
 * A field that the card lacks is empty, as is one that is there without content. If a card had the
 * same field twice, the first would count.
 */
struct Identity {
    Bytes structure_version{}; ///< two bytes on applet 1.8, else empty
    std::string card_number{}; ///< see format_card_number()
    Bytes chip_number{};       ///< 16 bytes
    Printed<Date> validity_begin{};
    Printed<Date> validity_end{};
    std::string issuing_municipality{}; ///< or embassy
    std::string national_number{};      ///< see format_national_number()
    std::string surname{};
    std::string first_names{}; ///< the first two, separated by a blank
    std::string first_letter_of_third_given_name{};
    std::string nationality{}; ///< a word in the language of the card
    std::string birth_place{};
    Printed<PartialDate> birth_date{};
    Printed<Sex> sex{};
    std::string nobility{};
    Printed<DocumentType> document_type{};
    Printed<SpecialStatus> special_status{};
    Bytes photo_hash{}; ///< SHA-1, SHA-256 or SHA-384, as its length tells
    Printed<std::uint8_t> duplicate{};
    Printed<SpecialOrganisation> special_organisation{};
    bool member_of_family{false};
    Printed<Protection> protection{};
    std::string work_permit_mention{}; ///< 7 unlimited, 8 limited, 9 none, A seasonal worker
    std::string employer_vat_1{};
    std::string employer_vat_2{};
    std::string regional_file_number{};
    Bytes basic_key_hash{};         ///< SHA-384; applet 1.8 only
    std::string brexit_mention_1{}; ///< B: beneficiary of article 18(1)
    std::string brexit_mention_2{}; ///< C: permanent residence
    /// A seasonal worker, D student, E pupil, F trainee, G volunteer, H au pair, I researcher,
    /// J job search
    std::string card_a_mention_1{};
    std::string card_a_mention_2{};     ///< K: mobility programme
    Printed<Date> card_eu_start_date{}; ///< of registration (EU) or permanent residence (EU+)
    std::vector<UnknownField> unknown_fields{}; ///< in the order of the card
};

/// The address file.
struct Address {
    std::string street_and_number{}; ///< and box
    std::string zip{};
    std::string municipality{};
    std::vector<UnknownField> unknown_fields{}; ///< in the order of the card
};

/// EF(TokenInfo). The versions count differently from one card family to another: for display only.
struct TokenInfo {
    Bytes serial_number{}; ///< the chip number
    std::string label{};
    std::uint8_t graphical_version{0};
    std::uint8_t electrical_version{0};
    std::uint8_t electrical_interface_version{0};
    std::uint8_t reserved{0};
};

/// As printed on the card: 123-1234567-12 of a citizen, B 1234567 89 of a foreigner. A number of
/// another form is returned as it is.
[[nodiscard]] OPENBEID_EXPORT std::string format_card_number(std::string_view number);

/// YY.MM.DD-SSS.CC. A number that is not 11 digits is returned as it is.
[[nodiscard]] OPENBEID_EXPORT std::string format_national_number(std::string_view number);

enum class CheckDigits : std::uint8_t {
    right,
    wrong,
    unknown, ///< none are known for a number of that form
};

/// Only the 12 digits of citizens and children have check digits that are known.
[[nodiscard]] OPENBEID_EXPORT CheckDigits check_card_number(std::string_view number) noexcept;

/// @param birth_year  if it is known; without, check digits of either century are right
[[nodiscard]] OPENBEID_EXPORT CheckDigits
check_national_number(std::string_view number, std::optional<std::uint16_t> birth_year) noexcept;

} // namespace openbeid
