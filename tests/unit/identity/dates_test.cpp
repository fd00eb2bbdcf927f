// SPDX-License-Identifier: Apache-2.0
#include "identity/dates.hpp"
#include "support.hpp"

using namespace openbeid;
using namespace openbeid::identity;

namespace {

std::optional<PartialDate> birth(std::string_view text)
{
    return parse_birth_date(text);
}

PartialDate date(std::uint16_t year, std::uint8_t month, std::uint8_t day_of_month)
{
    return {.year = year, .month = month, .day = day_of_month};
}

} // namespace

TEST_CASE("a date of birth in the forms seen on cards", "[identity][date]")
{
    CHECK(birth("26 AVR  1975") == date(1975, 4, 26));
    CHECK(birth("23.SEP. 1982") == date(1982, 9, 23));
    CHECK(birth("23.SEP.1982") == date(1982, 9, 23));
    CHECK(birth("01.M\xC3\x84R.1980") == date(1980, 3, 1));
    CHECK(birth("08 MAAR 1980") == date(1980, 3, 8));
    CHECK(birth("21 AUG 1998") == date(1998, 8, 21));
    CHECK(birth("1 JAN 2001") == date(2001, 1, 1));
    CHECK(birth("  26 avr 1975  ") == date(1975, 4, 26));
    CHECK(birth("29 FEB 2024") == date(2024, 2, 29));
}

TEST_CASE("a partial date of birth stays partial", "[identity][date]")
{
    CHECK(birth("1984") == PartialDate{.year = 1984});
    CHECK(birth("        1962") == PartialDate{.year = 1962});
    CHECK(birth("  .   . 1962") == PartialDate{.year = 1962});
    CHECK(birth("   AVR  1975") == PartialDate{.year = 1975, .month = std::uint8_t{4}});
    CHECK_FALSE(birth("1984")->complete());
    CHECK_FALSE(birth("   AVR  1975")->complete());
    CHECK(birth("26 AVR  1975")->complete() == Date{1975, 4, 26});
}

TEST_CASE("the months of every language of the card are known", "[identity][date]")
{
    // French, Dutch, German (card reference §3.4), and English.
    constexpr const char* names[][4] = {{"JAN", "JAN", "JAN", "JAN"},
                                        {"FEV", "FEB", "FEB", "FEB"},
                                        {"MARS", "MAAR", "M\xC3\x84R", "MAR"},
                                        {"AVR", "APR", "APR", "APR"},
                                        {"MAI", "MEI", "MAI", "MAY"},
                                        {"JUIN", "JUN", "JUN", "JUN"},
                                        {"JUIL", "JUL", "JUL", "JUL"},
                                        {"AOUT", "AUG", "AUG", "AUG"},
                                        {"SEPT", "SEP", "SEP", "SEP"},
                                        {"OCT", "OKT", "OKT", "OCT"},
                                        {"NOV", "NOV", "NOV", "NOV"},
                                        {"DEC", "DEC", "DEZ", "DEC"}};
    std::uint8_t month = 0;
    for (const auto& row : names) {
        ++month;
        for (const std::string name : row) {
            CAPTURE(name);
            CHECK(birth("15 " + name + " 1990") == date(1990, month, 15));
            CHECK(birth("15." + name + ".1990") == date(1990, month, 15));
            CHECK(birth("15." + name + ". 1990") == date(1990, month, 15));
        }
    }
}

TEST_CASE("what is no date of birth is none", "[identity][date]")
{
    for (const std::string_view text : {"",
                                        " ",
                                        "198",
                                        "0000",
                                        "AUG",
                                        "1998 AUG 21",
                                        "21 AUG 98",
                                        "21AUG 1998",
                                        "21 AUG1998",
                                        "21AUG1998",
                                        "31 FEB 1990",
                                        "29 FEB 2023",
                                        "00 AUG 1998",
                                        "32 AUG 1998",
                                        "021 AUG 1998",
                                        "-1 AUG 1998",
                                        "21 AUGU 1998",
                                        "21 08 1998",
                                        "21 1998",
                                        "21 AUG X 1998",
                                        "21 AUG +998",
                                        "21 M\xC4R 1998"}) {
        CAPTURE(text);
        CHECK_FALSE(birth(text));
    }
}

TEST_CASE("a date of the card is a day of the calendar", "[identity][date]")
{
    CHECK(parse_date("30.05.2017") == Date{2017, 5, 30});
    CHECK(parse_date(" 29.02.2024 ") == Date{2024, 2, 29});
    for (const std::string_view text : {"",
                                        "30.05.17",
                                        "30/05/2017",
                                        "3.05.2017",
                                        "29.02.2023",
                                        "00.01.2020",
                                        "01.00.2020",
                                        "01.13.2020",
                                        "01.01.0000",
                                        "0a.01.2020",
                                        "+1.01.2020",
                                        "30.05.20171"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_date(text));
    }
}

TEST_CASE("dates compare in the order of time", "[identity][date]")
{
    CHECK(Date{2017, 5, 30} < Date{2017, 6, 1});
    CHECK(Date{2016, 12, 31} < Date{2017, 1, 1});
    CHECK(Date{2017, 5, 30} == Date{2017, 5, 30});
}
