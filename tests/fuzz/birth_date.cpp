// SPDX-License-Identifier: Apache-2.0
#include "fuzz.hpp"
#include "identity/dates.hpp"

#include <string>

using namespace openbeid;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(data, data + size);
    if (const auto date = identity::parse_birth_date(text)) {
        fuzz::require(date->year >= 1 && date->year <= 9999);
        fuzz::require(!date->month || (*date->month >= 1 && *date->month <= 12));
        fuzz::require(!date->day || (date->month && *date->day >= 1 && *date->day <= 31));
        // Blanks around it don't matter.
        fuzz::require(identity::parse_birth_date("  " + text + ' ') == date);
    }
    if (const auto date = identity::parse_date(text)) {
        fuzz::require(date->year >= 1 && date->month >= 1 && date->month <= 12 && date->day >= 1 &&
                      date->day <= 31);
    }
    return 0;
}
