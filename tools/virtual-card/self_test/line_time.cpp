// SPDX-License-Identifier: Apache-2.0
#include "self_test/parts.hpp"
#include "self_test/probe.hpp"

#include <sstream>

namespace openbeid::virtual_card {

namespace {

/// The sequences whose characters card reference 8 counts.
struct Row {
    const char* persona;
    const char* commands; ///< words and hexadecimal
    unsigned apdus;
    unsigned characters;
    unsigned microseconds; ///< characters times 279 (ATR C), 48 (G) or 192 (B)
};

constexpr Row rows[] = {
    {"v17-citizen", "DATA", 1, 36, 36 * 279},
    {"v11-citizen", "DATA", 1, 36, 36 * 279},
    {"v18-citizen", "DATA", 1, 36, 36 * 48},
    {"v10-citizen", "DATA", 1, 36, 36 * 192},
    {"v17-citizen", "AID DATA", 2, 59, 59 * 279},
    {"v18-citizen", "AID DATA", 2, 59, 59 * 48},
    {"v17-citizen", "DF00", 1, 12, 12 * 279},
    {"v17-citizen", "DF00 M82", 2, 25, 25 * 279},
    {"v17-citizen", "V", 1, 16, 16 * 279},
    {"v17-citizen", "OFF", 1, 7, 7 * 279},
    {"v17-citizen", "80E4000000", 1, 7, 7 * 279},
    // 8.3: a TLS login with PSS.
    {"v17-citizen",
     "DF00 002241B6050480208482 V "
     "002A9E9A20000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F 00C0000000",
     5,
     345,
     345 * 279},
    // 8.3: PKCS#1 with a DigestInfo of 51 bytes.
    {"v17-citizen",
     "DF00 M82 V 002A9E9A333031300D060960864801650304020105000420"
     "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F 00C0000000",
     5,
     364,
     364 * 279},
    // 8.4: a TLS login on 1.8.
    {"v18-citizen",
     "DF00 002241B6050480028482 V "
     "002A9E9A30000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F"
     "000102030405060708090A0B0C0D0E0F 00C0000060",
     5,
     201,
     201 * 48},
    // 8.2: a certificate of 1459 bytes, read to its end.
    {"v17-citizen",
     "00A4080C063F00DF005038 00B0000000 00B0010000 00B0020000 00B0030000 00B0040000 00B00500B3",
     7,
     1521,
     1521 * 279},
};

} // namespace

void check_line_time(Report& report, const Cards& cards)
{
    for (const auto& row : rows) {
        auto probe = cards(row.persona);
        probe.card().reset_counters();
        std::istringstream words{row.commands};
        for (std::string word; words >> word;) {
            static_cast<void>(probe.send(command_of(word)));
        }
        const auto counters = probe.card().counters();
        const auto name = std::string{row.persona} + " line time of " + row.commands;
        report.check(counters.apdus == row.apdus, name + ": APDUs");
        report.equal(std::to_string(row.characters),
                     std::to_string(counters.characters),
                     name + ": characters");
        report.check(counters.line_time_us == row.microseconds, name + ": microseconds");
    }
}

} // namespace openbeid::virtual_card
