// SPDX-License-Identifier: Apache-2.0
#include <openbeid/identity.hpp>

#include <algorithm>

// Card reference §3.2, tags 01 and 06.
namespace openbeid {

namespace {

constexpr std::size_t card_number_digits = 12;
constexpr std::size_t foreigner_number_size = 10;
constexpr std::size_t national_number_digits = 11;
constexpr std::uint64_t modulus = 97;

bool is_decimal(std::string_view text)
{
    return std::ranges::all_of(text,
                               [](char character) { return character >= '0' && character <= '9'; });
}

// At most 12 digits.
std::uint64_t value_of(std::string_view digits)
{
    std::uint64_t value = 0;
    for (const auto digit : digits) {
        value = value * 10 + static_cast<std::uint64_t>(digit - '0');
    }
    return value;
}

std::string join(std::string_view text, std::string_view form)
{
    std::string joined;
    for (const auto character : form) {
        if (character == '_') {
            joined += text.front();
            text.remove_prefix(1);
        } else {
            joined += character;
        }
    }
    return joined;
}

CheckDigits same(bool right)
{
    return right ? CheckDigits::right : CheckDigits::wrong;
}

} // namespace

std::string format_card_number(std::string_view number)
{
    if (number.size() == card_number_digits && is_decimal(number)) {
        return join(number, "___-_______-__");
    }
    if (number.size() == foreigner_number_size && number[0] >= 'A' && number[0] <= 'Z' &&
        is_decimal(number.substr(1))) {
        return join(number, "_ _______ __");
    }
    return std::string{number};
}

std::string format_national_number(std::string_view number)
{
    return number.size() == national_number_digits && is_decimal(number)
               ? join(number, "__.__.__-___.__")
               : std::string{number};
}

CheckDigits check_card_number(std::string_view number) noexcept
{
    if (number.size() != card_number_digits || !is_decimal(number)) {
        return CheckDigits::unknown;
    }
    const auto remainder = value_of(number.substr(0, 10)) % modulus;
    return same(value_of(number.substr(10)) == (remainder == 0 ? modulus : remainder));
}

CheckDigits check_national_number(std::string_view number,
                                  std::optional<std::uint16_t> birth_year) noexcept
{
    if (number.size() != national_number_digits || !is_decimal(number)) {
        return CheckDigits::unknown;
    }
    constexpr std::uint64_t since_2000 = 2'000'000'000; // a 2 in front of the nine digits
    constexpr std::uint16_t century = 2000;
    const auto nine = value_of(number.substr(0, 9));
    const auto digits = value_of(number.substr(9));
    const bool right_before_2000 = digits == modulus - nine % modulus;
    const bool right_since_2000 = digits == modulus - (since_2000 + nine) % modulus;
    if (birth_year) {
        return same(*birth_year < century ? right_before_2000 : right_since_2000);
    }
    return same(right_before_2000 || right_since_2000);
}

} // namespace openbeid
