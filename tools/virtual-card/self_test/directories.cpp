// SPDX-License-Identifier: Apache-2.0
#include "base/hex.hpp"
#include "self_test/parts.hpp"
#include "self_test/probe.hpp"

namespace openbeid::virtual_card {

namespace {

// The bytes of card reference 2.2, raw.
constexpr const char* dir =
    "61234F0CA000000177504B43532D3135500642454C504943510 43F00DF0073050603603802";
constexpr const char* odf =
    "A00A300804063F00DF005035A40A300804063F00DF005037A80A300804063F00DF005034";
constexpr const char* aodf =
    "3033300F0C0942617369632050494E030206C03003040101A11B30190302020C0A01000201040201088001010401"
    "FF300404023F00";
constexpr const char* prkdf_authentication =
    "3A30170C0E41757468656E7469636174696F6E030206C0040101300F04010203020520030203B802020082A10E30"
    "0C300604043F00DF000202";
constexpr const char* prkdf_signature =
    "3930150C095369676E6174757265030206C004010102010130100401030303060040030203B802020083A10E300C"
    "300604043F00DF000202";
constexpr const char* brief_authentication =
    "302C30170C0E41757468656E7469636174696F6E030206C00401013003040102A10C300A300804063F00DF005038";
constexpr const char* brief_signature =
    "302730120C095369676E6174757265030206C00401013003040103A10C300A300804063F00DF005039";
constexpr const char* brief_ca =
    "3023300B0C024341030206C004010130060401040101FFA10C300A300804063F00DF00503A";
constexpr const char* brief_root =
    "3025300D0C04526F6F74030206C004010130060401060101FFA10C300A300804063F00DF00503B";
constexpr const char* long_authentication =
    "302F30170C0E41757468656E7469636174696F6E03020640040101300604010283 0100A10C300A300804063F00"
    "DF005038";
constexpr const char* long_signature =
    "302A30120C095369676E617475726503020640040101300604010383 0100A10C300A300804063F00DF005039";
constexpr const char* long_ca =
    "3026300B0C024341030206400401013009040104 0101FF830100A10C300A300804063F00DF00503A";
constexpr const char* long_root =
    "3028300D0C04526F6F74030206400401013009040106 0101FF830100A10C300A300804063F00DF00503B";

std::string digits(std::string text)
{
    std::erase(text, ' ');
    return text;
}

struct Row {
    const char* persona;
    const char* key_choice; ///< 30 RSA, A0 EC
    const char* key_bits;
    std::string cdf;
    std::size_t cdf_size;
};

} // namespace

void check_directories(Report& report, const Cards& cards)
{
    const std::string brief_cas = std::string{brief_ca} + brief_root;
    const auto brief = std::string{brief_authentication} + brief_signature + brief_cas;
    const auto with_trust =
        digits(std::string{long_authentication} + long_signature + long_ca + long_root);
    const Row rows[] = {
        {"v10-citizen", "30", "0400", brief, 163},
        {"v11-citizen", "30", "0400", brief, 163},
        {"v17-citizen", "30", "0800", brief, 163},
        {"v17-rekeyed", "30", "0800", brief, 163},
        {"v17-expired", "30", "0800", brief, 163},
        {"v17-minor", "30", "0800", brief_authentication + brief_cas, 163},
        {"v17-kids", "30", "0800", brief_cas, 163},
        {"v18-citizen", "A0", "0180", with_trust, 175},
        {"v18-foreigner", "A0", "0180", with_trust, 175},
        {"v18-kids", "A0", "0180", digits(std::string{long_ca} + long_root), 175},
        {"v18-minor",
         "A0",
         "0180",
         digits(std::string{long_authentication} + long_ca + long_root),
         175},
    };
    for (const auto& row : rows) {
        auto probe = cards(row.persona);
        const std::string name = row.persona;
        const auto read = [&](const char* path) { return to_hex(probe.read(path)); };
        report.equal(digits(dir), read("3F002F00"), name + " EF(DIR)");
        report.equal(odf, read("3F00DF005031"), name + " EF(ODF)");
        report.equal(aodf, read("3F00DF005034"), name + " EF(AODF)");
        report.equal(std::string{row.key_choice} + prkdf_authentication + row.key_bits +
                         row.key_choice + prkdf_signature + row.key_bits,
                     read("3F00DF005035"),
                     name + " EF(PrKDF)");
        auto cdf = row.cdf;
        cdf.resize(2 * row.cdf_size, '0');
        report.equal(cdf, read("3F00DF005037"), name + " EF(CDF)");
        const auto serial = probe.send("80E400001C").substr(0, 32);
        report.answer("30270201000410" + serial + "800642454C504943030204309E04????????",
                      read("3F00DF005032"),
                      name + " EF(TokenInfo)");
    }
}

} // namespace openbeid::virtual_card
