// SPDX-License-Identifier: Apache-2.0
#include "identity/dates.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>

namespace openbeid::identity {

namespace {

struct MonthName {
    std::string_view name;
    std::uint8_t month;
};

// French, Dutch, German, and the English that some programs wrote. No spelling means two months.
constexpr std::array<MonthName, 26> month_names{{
    {"JAN", 1},  {"FEV", 2},        {"FEB", 2},  {"MARS", 3}, {"MAAR", 3}, {"M\xC3\x84R", 3},
    {"MAR", 3},  {"AVR", 4},        {"APR", 4},  {"MAI", 5},  {"MEI", 5},  {"MAY", 5},
    {"JUIN", 6}, {"JUN", 6},        {"JUIL", 7}, {"JUL", 7},  {"AOUT", 8}, {"AUG", 8},
    {"SEPT", 9}, {"SEP", 9},        {"OCT", 10}, {"OKT", 10}, {"NOV", 11}, {"DEC", 12},
    {"DEZ", 12}, {"M\xC3\xA4R", 3},
}};

constexpr std::string_view blanks{" \t\0", 3};
constexpr std::string_view separators{" .\t\0", 4};

std::string_view trim_blanks(std::string_view text)
{
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

// A number of nothing but digits.
std::optional<std::uint16_t> number(std::string_view text)
{
    const bool digits = !text.empty() && std::ranges::all_of(text, [](char character) {
        return character >= '0' && character <= '9';
    });
    std::uint16_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return digits && error == std::errc{} ? std::optional{value} : std::nullopt;
}

bool is_day(const Date& date)
{
    const std::chrono::year_month_day day{
        std::chrono::year{date.year}, std::chrono::month{date.month}, std::chrono::day{date.day}};
    return date.year > 0 && day.ok();
}

char upper(char character)
{
    return character >= 'a' && character <= 'z' ? static_cast<char>(character - 'a' + 'A')
                                                : character;
}

std::optional<std::uint8_t> month_of(std::string_view text)
{
    const auto* const found = std::ranges::find_if(month_names, [&](const MonthName& each) {
        return std::ranges::equal(each.name, text, {}, {}, upper);
    });
    return found == month_names.end() ? std::nullopt : std::optional{found->month};
}

// Cuts the next word off `text`; empty at its end.
std::string_view next_word(std::string_view& text)
{
    const auto first = std::min(text.find_first_not_of(separators), text.size());
    const auto end = std::min(text.find_first_of(separators, first), text.size());
    const auto word = text.substr(first, end - first);
    text.remove_prefix(end);
    return word;
}

} // namespace

std::optional<Date> parse_date(std::string_view text) noexcept
{
    text = trim_blanks(text);
    if (text.size() != std::string_view{"DD.MM.YYYY"}.size() || text[2] != '.' || text[5] != '.') {
        return std::nullopt;
    }
    const auto day = number(text.substr(0, 2));
    const auto month = number(text.substr(3, 2));
    const auto year = number(text.substr(6));
    if (!day || !month || !year) {
        return std::nullopt;
    }
    const Date date{.year = *year,
                    .month = static_cast<std::uint8_t>(*month),
                    .day = static_cast<std::uint8_t>(*day)};
    return is_day(date) ? std::optional{date} : std::nullopt;
}

std::optional<PartialDate> parse_birth_date(std::string_view text) noexcept
{
    constexpr std::size_t year_digits = 4;
    text = trim_blanks(text);
    if (text.size() < year_digits) {
        return std::nullopt;
    }
    const auto year = number(text.substr(text.size() - year_digits));
    text.remove_suffix(year_digits);
    const bool separated = text.empty() || separators.find(text.back()) != std::string_view::npos;
    const auto day_word = next_word(text);
    const auto month_word = next_word(text);
    if (!year || *year == 0 || !separated || !next_word(text).empty()) {
        return std::nullopt;
    }
    std::optional<PartialDate> date{PartialDate{.year = *year, .month = {}, .day = {}}};
    if (day_word.empty()) {
        return date;
    }
    if (month_word.empty()) {
        date->month = month_of(day_word);
        return date->month ? date : std::nullopt;
    }
    constexpr std::size_t day_digits = 2;
    const auto day = day_word.size() <= day_digits ? number(day_word) : std::nullopt;
    date->month = month_of(month_word);
    date->day = static_cast<std::uint8_t>(day.value_or(0));
    const auto complete = date->complete();
    return complete && is_day(*complete) ? date : std::nullopt;
}

} // namespace openbeid::identity
