// SPDX-License-Identifier: Apache-2.0
#include "virtual_card/identity.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace openbeid::virtual_card {

namespace {

constexpr std::size_t address_file_size = 121;

void add(Bytes& file, std::uint8_t tag, std::string_view value)
{
    file.push_back(tag);
    file.push_back(static_cast<std::uint8_t>(value.size()));
    file.insert(file.end(), value.begin(), value.end());
}

void add(Bytes& file, std::uint8_t tag, const Bytes& value)
{
    file.push_back(tag);
    file.push_back(static_cast<std::uint8_t>(value.size()));
    file.insert(file.end(), value.begin(), value.end());
}

std::string two_digits(unsigned long long value)
{
    return {static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)};
}

std::string date(int days_from_now)
{
    using namespace std::chrono;
    const year_month_day date{floor<days>(system_clock::now()) + days{days_from_now}};
    return two_digits(unsigned{date.day()}) + '.' + two_digits(unsigned{date.month()}) + '.' +
           std::to_string(int{date.year()});
}

} // namespace

std::string national_number_of(const Holder& holder)
{
    const std::string nine = holder.national_number;
    const auto number = std::stoull((holder.born_since_2000 ? "2" : "") + nine);
    return nine + two_digits(97 - number % 97);
}

std::string card_number_of(const Holder& holder)
{
    const std::string number = holder.card_number;
    if (number.front() < '0' || number.front() > '9') {
        return number; // foreigner: a letter and nine digits
    }
    const auto remainder = std::stoull(number) % 97;
    return number + two_digits(remainder == 0 ? 97 : remainder);
}

Bytes make_identity(const Holder& holder, const IdentityExtras& extras)
{
    Bytes file;
    if (extras.structure_version) {
        add(file, 0x00, Bytes{0x00, 0x02});
    }
    add(file, 0x01, card_number_of(holder));
    add(file, 0x02, extras.chip_number);
    add(file, 0x03, date(extras.validity.begin));
    add(file, 0x04, date(extras.validity.end));
    add(file, 0x05, holder.municipality);
    add(file, 0x06, national_number_of(holder));
    add(file, 0x07, holder.surname);
    add(file, 0x08, holder.given_names);
    add(file, 0x09, holder.third_initial);
    add(file, 0x0A, holder.nationality);
    add(file, 0x0B, holder.birth_place);
    add(file, 0x0C, holder.birth_date);
    add(file, 0x0D, holder.sex);
    add(file, 0x0E, "");
    add(file, 0x0F, holder.document_type);
    add(file, 0x10, "0");
    add(file, 0x11, extras.photo_hash);
    if (!extras.basic_key_hash.empty()) {
        add(file, 0x12, "00");
        add(file, 0x13, "");
        add(file, 0x1A, extras.basic_key_hash);
    }
    return file;
}

Bytes make_address(const Holder& holder, bool structure_version)
{
    Bytes file;
    if (structure_version) {
        add(file, 0x00, Bytes{0x00, 0x02});
    }
    add(file, 0x01, holder.street);
    add(file, 0x02, holder.zip);
    add(file, 0x03, holder.town);
    file.resize(address_file_size);
    return file;
}

Bytes without_padding(Bytes file)
{
    while (!file.empty() && file.back() == 0) {
        file.pop_back();
    }
    return file;
}

} // namespace openbeid::virtual_card
