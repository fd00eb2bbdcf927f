// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "identity/files.hpp"
#include "identity/records.hpp"
#include "identity/utf8.hpp"

#include <algorithm>
#include <array>
#include <bitset>

namespace openbeid::identity {

Result<std::optional<Address>> parse_address(ByteView file)
{
    // Card reference §3.5, by tag; 00 is the structure version.
    constexpr std::array<std::string Address::*, 4> fields{
        nullptr, &Address::street_and_number, &Address::zip, &Address::municipality};

    OPENBEID_TRY(const auto records, parse_records(file));
    Address address;
    std::bitset<fields.size()> seen;
    bool has_content = false;
    for (const auto& record : records) {
        has_content = has_content || (record.tag != 0 && !record.value.empty());
        if (record.tag >= fields.size()) {
            address.unknown_fields.push_back(
                {.tag = record.tag, .value = {record.value.begin(), record.value.end()}});
        } else if (record.tag != 0 && !seen.test(record.tag)) {
            seen.set(record.tag);
            address.*fields.at(record.tag) = to_text(record.value);
        }
    }
    return has_content ? std::optional{std::move(address)} : std::nullopt;
}

} // namespace openbeid::identity
