// SPDX-License-Identifier: Apache-2.0
#include "self_test/parts.hpp"
#include "self_test/probe.hpp"

namespace openbeid::virtual_card {

namespace {

// Trying, blocking and asking for the tries (5.5).
constexpr const char* tries_all = R"(
    W -> 63C2
    V -> 9000
    W -> 63C2
    W -> 63C1
    V -> 9000
    W -> 63C2
    W -> 63C1
    W -> 6983
    W -> 6983
    V -> 6983
)";

constexpr const char* malformed_all = R"(
    0020000108141234FFFFFFFFFF -> 63C2
    V -> 9000
    0020000108251234FFFFFFFFFF -> 63C2
    V -> 9000
    00200001082412340000000000 -> 63C2
    V -> 9000
    0020000108FFFFFFFFFFFFFFFF -> 63C2
    002000010431323334 -> 6700
    0020000107241234FFFFFFFF -> 6700
    0020000109241234FFFFFFFFFFFF -> 6700
    0020010108241234FFFFFFFFFF -> 6A86
    0020000408241234FFFFFFFFFF -> 6A88
    0020000008241234FFFFFFFFFF -> 6A88
    0120000108241234FFFFFFFFFF -> 6881
    8020000108241234FFFFFFFFFF -> 6E00
    0020000108 -> 6700
    V -> 9000
)";

constexpr const char* empty_burns = R"(
    00200001 -> 63C2
    V -> 9000
    Q -> 63C2
    Q -> 63C1
    Q -> 6983
    V -> 6983
)";

constexpr const char* empty_asks = R"(
    00200001 -> 63C3
    Q -> 63C3
    W -> 63C2
    Q -> 63C2
    00200001 -> 63C2
    Q -> 63C2
    V -> 9000
    Q -> 9000
    00200001 -> 9000
    OFF -> 9000
    Q -> 63C3
    V -> 9000
    RESET -> 9000
    Q -> 63C3
    W -> 63C2
    W -> 63C1
    Q -> 63C1
    W -> 6983
    Q -> 6983
    RESET -> 9000
    Q -> 6983
)";

constexpr const char* change_all = R"(
    0024000110241234FFFFFFFFFF2556789FFFFFFFFF -> 9000
    V -> 63C2
    00200001082556789FFFFFFFFF -> 9000
    002400011024999 9FFFFFFFFFF241234FFFFFFFFFF -> 63C2
    00240001102556789FFFFFFFFF2C12345678901 2FF -> 9000
    00200001082C123456789012FF -> 9000
    00240001102C123456789012FF2412FFFFFFFFFFFF -> 6A80
    00240001102C123456789012FF231 23FFFFFFFFFFF -> 6A80
    00240001102C123456789012FF24ABCDFFFFFFFFFF -> 6A80
    00240001102C123456789012FF2C123456789012FF -> 9000
    00240001102C123456789012FF241234FFFFFFFFFF -> 9000
    V -> 9000
    0024000108241234FFFFFFFFFF -> 6700
    00240001 -> 6700
    0024000410241234FFFFFFFFFF241234FFFFFFFFFF -> 6A88
    0024010108241234FFFFFFFFFF -> 6982
    W -> 63C2
    0024000110249999FFFFFFFFFF241234FFFFFFFFFF -> 63C1
    0024000110249999FFFFFFFFFF241234FFFFFFFFFF -> 6983
    0024000110241234FFFFFFFFFF241234FFFFFFFFFF -> 6983
)";

constexpr const char* unblock = R"(
    W -> 63C2
    W -> 63C1
    W -> 6983
    002C0001082C111111222222FF -> 63CB
    V -> 6983
    002C0001082C222222111111FF -> 9000
    V -> 9000
    002C0001082C999999999999FF -> 63CB
    002C0001082C999999999999FF -> 63CA
    002C0001082C222222111111FF -> 9000
    002C0001 -> 6700
    002C0002082C222222111111FF -> 6A88
)";

constexpr const char* no_unblock = R"(
    W -> 63C2
    W -> 63C1
    W -> 6983
    002C0001 -> 6982
    002C0001082C222222111111FF -> 6700
    V -> 6983
)";

constexpr const char* blocked = R"(
    Q -> 6983
    V -> 6983
    002C0001082C222222111111FF -> 9000
    Q -> 63C3
    V -> 9000
)";

constexpr const char* last_try = R"(
    Q -> 63C1
    W -> 6983
    V -> 6983
)";

constexpr const char* not_activated = R"(
    Q -> 6985
    V -> 6985
    DF00 -> 9000
    M82 -> 6985
    M83 -> 6985
    S -> 6985
)";

constexpr const char* every = "v10-citizen v11-citizen v17-citizen v18-citizen";

constexpr ScriptRow rows[] = {
    {every, "tries", tries_all},
    {every, "block", malformed_all},
    {"v10-citizen v11-citizen", "empty", empty_burns},
    {"v17-citizen v18-citizen", "empty", empty_asks},
    {every, "change", change_all},
    {"v10-citizen v11-citizen v17-citizen", "unblock", unblock},
    {"v18-citizen", "unblock", no_unblock},
    {"v17-blocked", "blocked", blocked},
    {"v17-last-try", "last try", last_try},
    {"v17-unactivated v17-unactivated-files v18-unactivated", "fresh", not_activated},
};

} // namespace

void check_pin_commands(Report& report, const Cards& cards)
{
    run_rows(report, cards, rows);
    auto probe = cards("v17-citizen");
    for (unsigned wrong = 11; wrong > 0; --wrong) {
        report.answer(std::string{"63C"} + "0123456789AB"[wrong],
                      probe.send("002C0001082C999999999999FF"),
                      "12 tries of the PUK");
    }
    report.answer("6983", probe.send("002C0001082C999999999999FF"), "the last try of the PUK");
    report.answer("6983", probe.send("002C0001082C222222111111FF"), "the PUK is blocked");
}

} // namespace openbeid::virtual_card
