// SPDX-License-Identifier: Apache-2.0
#include "base/hex.hpp"
#include "self_test/parts.hpp"
#include "self_test/probe.hpp"

#include <set>

namespace openbeid::virtual_card {

namespace {

constexpr const char* atr_b = "3B9894400AA503010101AD1310";
constexpr const char* atr_c = "3B9813400AA503010101AD1311";
constexpr const char* atr_g = "3B7F96000080318065B085040120120FFF829000";

struct Row {
    const char* persona;
    const char* atr;
    const char* card_data; ///< pattern of the answer to 80 E4 00 00 1C
};

constexpr Row rows[] = {
    {"v10-citizen", atr_b, "534C494E #12 A503010101 01 0001 00 01 01 0F 9000"},
    {"v11-citizen", atr_c, "534C494E #12 A503010101 11 0002 00 01 01 0F 9000"},
    {"v17-citizen", atr_c, "534C4790 #12 F336012201 17 0003 00 21 01 0F 9000"},
    {"v18-citizen", atr_g, "534C #14 #5 18 0001 00 00 02 0F 9000"},
    {"v18-foreigner", atr_g, "534C #14 #5 18 0001 00 00 02 0F 9000"},
    {"v17-kids", atr_c, "534C4790 #12 F336012201 17 0003 00 21 01 0F 9000"},
    {"v18-kids", atr_g, "534C #14 #5 18 0001 00 00 02 0F 9000"},
    {"v17-minor", atr_c, "534C4790 #12 F336012201 17 0003 00 21 01 0F 9000"},
    {"v18-minor", atr_g, "534C #14 #5 18 0001 00 00 02 0F 9000"},
    {"v17-rekeyed", atr_c, "534C4790 #12 F336012201 17 0003 00 21 01 0F 9000"},
    {"v17-unactivated", atr_c, "534C4790 #12 F336012201 17 0003 00 21 01 0F 9000"},
    {"v18-unactivated", atr_g, "534C #14 #5 18 0001 00 00 02 0F 9000"},
    {"v17-unactivated-files", atr_c, "534C4790 #12 F336012201 17 0003 00 21 01 0F 9000"},
    {"v17-blocked", atr_c, "534C4790 #12 F336012201 17 0003 00 21 01 0F 9000"},
    {"v17-last-try", atr_c, "534C4790 #12 F336012201 17 0003 00 21 01 0F 9000"},
    {"v17-expired", atr_c, "534C4790 #12 F336012201 17 0003 00 21 01 0F 9000"},
    {"v18-revoked", atr_g, "534C #14 #5 18 0001 00 00 02 0F 9000"},
    {"v18-future-atr", "3B #19", "534C #14 #5 18 0001 00 00 02 0F 9000"},
    {"foreign", "3B #8", "6D00"},
    {"foreign-g", atr_g, "6D00"},
};

constexpr const char* card_data_without_tries = R"(
    80E400001C -> #28 9000
    80E4000000 -> 6C1C
    80E40000 -> 6C1C
    80E400001D -> 6C1C
    80E40000FF -> 6C1C
    80E4000010 -> 534C #14 610C
    00C000000C -> #12 9000
    00C000000C -> 6985
    80E4010000 -> 6B00
    80E401001C -> 6B00
    80E400011F -> 6B00
    80E400021C -> 6B00
    00E400001C -> 6E00
    81E400001C -> 6881
    80EA000101 -> 6D00
)";

constexpr const char* card_data_with_tries = R"(
    80E400001C -> #28 9000
    80E4000000 -> 6C1C
    80E400001F -> 6C1C
    80E400011F -> #28 03FFFF 9000
    80E4000100 -> 6C1F
    80E4000120 -> 6C1F
    80E400011C -> #28 6103
    00C0000003 -> 03FFFF 9000
    W -> 63C2
    80E400011F -> #28 02FFFF 9000
    W -> 63C1
    80E400011F -> #28 01FFFF 9000
    W -> 6983
    80E400011F -> #28 00FFFF 9000
    80E400021F -> 6B00
    80E401011F -> 6B00
    80EA000101 -> 6D00
)";

/// The card manager is selected by a stranger; the applet comes back by its AID (1.3, 1.4).
constexpr const char* other_application = R"(
    V -> 9000
    00A4040C00 -> 9000
    DATA -> 6D00
    DF00 -> 6D00
    V -> 6D00
    00A4040C0CA000000177504B43532D3135 -> 6A82
    AID -> 9000
    DATA -> #28 9000
    DF00 -> 9000
    M82 -> 9000
    S -> 6982
    00A4040C08A000000003000000 -> 9000
    DATA -> 6D00
    00A404000FA00000003029057000AD13100101FF -> 9000
    DATA -> #28 9000
    00A4040C00 -> 9000
    RESET -> 9000
    DATA -> #28 9000
)";

constexpr const char* stranger = R"(
    DATA -> 6D00
    AID -> 6A82
    DF00 -> 6A82
    00A4040C0CA000000177504B43532D3135 -> 6A82
    00B0000000 -> 6D00
    V -> 6D00
    Q -> 6D00
    M82 -> 6D00
    OFF -> 6D00
)";

} // namespace

void check_recognition(Report& report, const Cards& cards)
{
    std::set<std::string> serials;
    std::size_t eids = 0;
    for (const auto& row : rows) {
        auto probe = cards(row.persona);
        const std::string name = row.persona;
        report.answer(row.atr, to_hex(probe.card().atr()), name + " ATR");
        const auto data = probe.send("80E400001C");
        report.answer(row.card_data, data, name + " card data");
        if (data != "6D00") {
            ++eids;
            serials.insert(data.substr(0, 32));
            if (name.find("-citizen") != std::string::npos) {
                run_script(report, probe, name + " other application", other_application);
            }
        } else {
            run_script(report, probe, name + " stranger", stranger);
        }
    }
    report.check(serials.size() == eids, "two cards never share a serial number");
    report.check(to_hex(cards("v18-future-atr").card().atr()) != atr_g, "the future ATR is new");
    for (const auto* name : {"v10-citizen", "v11-citizen", "v17-citizen"}) {
        auto probe = cards(name);
        run_script(report, probe, std::string{name} + " card data", card_data_without_tries);
    }
    for (const auto* name : {"v18-citizen", "v18-foreigner"}) {
        auto probe = cards(name);
        run_script(report, probe, std::string{name} + " card data", card_data_with_tries);
    }
    auto fresh = cards("v18-unactivated");
    report.answer("#28 FFFFFF 9000", fresh.send("80E400011F"), "no PIN yet: tries FF");
}

} // namespace openbeid::virtual_card
