// SPDX-License-Identifier: Apache-2.0
#include "base/hex.hpp"
#include "self_test/parts.hpp"
#include "self_test/probe.hpp"

namespace openbeid::virtual_card {

namespace {

/// Sizes that the card reference gives (2.1); `least` and `most` where they depend on the content.
struct FileRow {
    const char* personas; ///< names, separated by spaces
    const char* df;       ///< "" for the MF
    const char* id;
    std::size_t least;
    std::size_t most;
};

constexpr const char* all =
    "v10-citizen v11-citizen v17-citizen v18-citizen v18-foreigner v17-kids v18-kids v17-minor "
    "v18-minor "
    "v17-rekeyed v17-unactivated v17-blocked v17-last-try v17-expired v18-future-atr";
constexpr const char* rsa_1024 = "v10-citizen v11-citizen";
constexpr const char* rsa_2048 =
    "v17-citizen v17-unactivated v17-blocked v17-last-try v17-expired v17-rekeyed";
constexpr const char* rsa_register = "v17-citizen v17-kids v17-minor v17-expired";
constexpr const char* ec = "v18-citizen v18-foreigner v18-kids v18-minor v18-future-atr";
constexpr const char* before_1_8 =
    "v10-citizen v11-citizen v17-citizen v17-kids v17-minor v17-rekeyed v17-expired";

constexpr FileRow rows[] = {
    {all, "", "2F00", 37, 37},
    {all, "DF00", "5031", 36, 36},
    {all, "DF00", "5032", 41, 41},
    {all, "DF00", "5034", 53, 53},
    {all, "DF00", "5035", 119, 119},
    {before_1_8, "DF00", "5037", 163, 163},
    {ec, "DF00", "5037", 175, 175},
    {rsa_1024, "DF00", "5038", 900, 1300},
    {rsa_1024, "DF00", "5039", 900, 1300},
    {rsa_2048, "DF00", "5038", 1900, 1900},
    {rsa_2048, "DF00", "5039", 1900, 1900},
    {"v17-minor", "DF00", "5038", 1900, 1900},
    {"v17-kids", "DF00", "5038", 1300, 1300},
    {"v17-kids v17-minor", "DF00", "5039", 1300, 1300},
    {"v18-citizen v18-foreigner v18-minor v18-future-atr", "DF00", "5038", 1900, 2300},
    {"v18-kids", "DF00", "5038", 2500, 2500},
    {"v18-kids v18-minor", "DF00", "5039", 2500, 2500},
    {"v18-citizen v18-foreigner v18-future-atr", "DF00", "5039", 1900, 2300},
    {all, "DF00", "503A", 800, 2500},
    {all, "DF00", "503B", 691, 2000},
    {all, "DF00", "503C", 789, 2200},
    {before_1_8, "DF01", "4031", 155, 212},
    {ec, "DF01", "4031", 220, 300},
    {rsa_1024, "DF01", "4032", 128, 128},
    {rsa_register, "DF01", "4032", 256, 256},
    {ec, "DF01", "4032", 100, 104},
    {"v17-rekeyed", "DF01", "4032", 100, 104},
    {all, "DF01", "4033", 121, 121},
    {rsa_1024, "DF01", "4034", 128, 128},
    {rsa_register, "DF01", "4034", 256, 256},
    {ec, "DF01", "4034", 104, 104},
    {"v17-rekeyed", "DF01", "4034", 104, 104},
    {all, "DF01", "4035", 2600, 3600},
    {before_1_8, "DF01", "4038", 20, 20},
    {before_1_8, "DF01", "4039", 100, 100},
    {ec, "DF01", "4040", 120, 120},
};

std::string hex2(std::size_t value)
{
    const Bytes bytes{static_cast<std::uint8_t>(value >> 8U), static_cast<std::uint8_t>(value)};
    return to_hex(bytes);
}

std::string hex1(std::size_t value)
{
    return hex2(value).substr(2);
}

/// Every way to select the file, and the edges of READ BINARY at its end (5.2, 5.4).
void check_file(Report& report, Probe& probe, const std::string& name, const FileRow& row)
{
    const std::string df = row.df;
    const std::string id = row.id;
    const auto label = name + ' ' + df + ' ' + id + ' ';
    const auto path = df + id;
    const auto length = hex1(path.size() / 2);
    const auto full_length = hex1(path.size() / 2 + 2);
    report.answer("9000", probe.send("00A4080C" + length + path), label + "path without 3F00");
    report.answer("9000", probe.send("00A4020C023F00"), label + "MF");
    report.answer("6986", probe.send("00B0000001"), label + "no EF after a DF");
    if (!df.empty()) {
        report.answer("6A82", probe.send("00A4020C02" + id), label + "not under the MF");
        report.answer("9000", probe.send("00A4020C02" + df), label + "DF by identifier");
    }
    report.answer("9000", probe.send("00A4020C02" + id), label + "EF by identifier");
    const auto content = probe.read("3F00" + path);
    const auto size = content.size();
    report.check(size >= row.least && size <= row.most, label + "size " + std::to_string(size));
    report.answer(
        "9000", probe.send("00A4080C" + full_length + "3F00" + path), label + "full path");
    report.answer("#1 9000", probe.send("00B0" + hex2(size - 1) + "01"), label + "last byte");
    report.answer("6C01", probe.send("00B0" + hex2(size - 1) + "02"), label + "one too many");
    report.answer("6C01", probe.send("00B0" + hex2(size - 1) + "00"), label + "Le 00 at the end");
    report.answer("6C02", probe.send("00B0" + hex2(size - 2) + "FF"), label + "FF at the end");
    report.answer("6B00", probe.send("00B0" + hex2(size) + "01"), label + "offset at the end");
    report.answer("6B00", probe.send("00B0" + hex2(size) + "00"), label + "Le 00 behind the end");
    report.answer("6B00", probe.send("00B0" + hex2(size + 1) + "01"), label + "offset behind");
    report.answer("6B00", probe.send("00B0800001"), label + "bit 8 of P1");
    if (size >= 256) {
        report.answer("#256 9000", probe.send("00B0000000"), label + "Le 00 is 256");
        report.answer("#252 9000", probe.send("00B00000FC"), label + "252 bytes");
    } else {
        report.answer("6C" + hex1(size), probe.send("00B0000000"), label + "6C tells the size");
    }
}

bool names(const std::string& list, const std::string& name)
{
    return (' ' + list + ' ').find(' ' + name + ' ') != std::string::npos;
}

constexpr const char* missing_before_1_8 = R"(
    00A4080C063F00DF014040 -> 6A82
    00A4080C063F00DF005036 -> 6A82
    00A4080C063F00DF00503D -> 6A82
    00A4080C063F00DF01403F -> 6A82
    00A4080C043F00DF02 -> 6A82
)";
constexpr const char* missing_1_8 = R"(
    00A4080C063F00DF014038 -> 6A82
    00A4080C063F00DF014039 -> 6A82
    00A4080C063F00DF005036 -> 6A82
    00A4080C063F00DF01403F -> 6A82
)";

} // namespace

void check_file_system(Report& report, const Cards& cards)
{
    for (const std::string name : {"v10-citizen",
                                   "v11-citizen",
                                   "v17-citizen",
                                   "v18-citizen",
                                   "v18-foreigner",
                                   "v17-kids",
                                   "v18-kids",
                                   "v17-minor",
                                   "v18-minor",
                                   "v17-rekeyed",
                                   "v17-unactivated",
                                   "v17-blocked",
                                   "v17-last-try",
                                   "v17-expired",
                                   "v18-future-atr"}) {
        auto probe = cards(name);
        for (const auto& row : rows) {
            if (names(row.personas, name)) {
                check_file(report, probe, name, row);
            }
        }
        run_script(report,
                   probe,
                   name + " missing files",
                   names(ec, name) ? missing_1_8 : missing_before_1_8);
    }
}

} // namespace openbeid::virtual_card
