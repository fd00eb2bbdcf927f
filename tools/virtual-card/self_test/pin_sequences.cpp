// SPDX-License-Identifier: Apache-2.0
#include "self_test/parts.hpp"
#include "self_test/probe.hpp"

#include <array>
#include <sstream>

namespace openbeid::virtual_card {

namespace {

constexpr std::array generations = {"v11-citizen", "v17-citizen", "v18-citizen"};

/// V right PIN, W wrong PIN, M82 and M83 MSE SET, S COMPUTE DIGITAL SIGNATURE (with GET RESPONSE if
/// it succeeds), X the same with a wrong length, READ another command, and so on. The expectations
/// have one character for each S: + signature, - refused with 6982; blank: not documented.
struct Sequence {
    const char* words;
    std::array<const char*, 3> expected; ///< 1.1, 1.7, 1.8
};

constexpr Sequence sequences[] = {
    // The table of card reference 5.9, row by row.
    {"M82 V S", {"+", "+", "+"}},
    {"V M82 S", {"+", "+", "+"}},
    {"M82 V S S S", {"+++", "+++", "+++"}},
    {"M82 V S M83 V S M82 S", {"+++", "+++", "+++"}},
    {"M83 V S M82 S", {"++", "+-", "+-"}},
    {"M83 V S M82 V S", {"++", "++", "++"}},
    {"M82 V S M83 S", {"+-", "+-", "+-"}},
    {"M83 V S S", {"+-", "+-", "+-"}},
    {"M83 V READ S", {"-", "-", "+"}},
    {"M83 V READ READ S", {"-", "-", "-"}},
    {"V READ M83 S M82 S", {"-+", "-+", "-+"}},
    {"M83 V X M82 S", {"", "-", "-"}},
    {"M82 V S M83 W S M82 S", {"+--", "+--", "+--"}},
    {"V M83 V S M82 S", {"++", "++", "++"}},
    {"M83 V READ M82 S", {"+", "+", "-"}},
    // Without PIN nothing works.
    {"M82 S", {"-", "-", "-"}},
    {"M83 S", {"-", "-", "-"}},
    {"M83 X S", {"-", "-", "-"}},
    // MSE SET comes before VERIFY.
    {"V M83 S", {"-", "-", "-"}},
    {"M82 V M83 S", {"-", "-", "-"}},
    {"M82 V M83 V S S M82 S S", {"+-++", "+-++", "+-++"}},
    // A new VERIFY for each signature.
    {"M83 V S V S V S", {"+++", "+++", "+++"}},
    {"M83 V S S V S", {"+-+", "+-+", "+-+"}},
    // The attempt uses the right up: a wrong length, then the right one.
    {"M83 V X S", {"-", "-", "-"}},
    {"M82 V X S", {"+", "+", "+"}},
    {"V M83 V X M82 S", {"+", "+", "+"}},
    // Any command counts, whatever it answers.
    {"M83 V DATA S", {"-", "-", "+"}},
    {"M83 V DF00 S", {"-", "-", "+"}},
    {"M83 V ID S", {"-", "-", "+"}},
    {"M83 V 00C0000000 S", {"-", "-", "+"}},
    {"M83 V 00FF000000 S", {"-", "-", "+"}},
    {"M83 V M83 S", {"-", "-", "+"}},
    {"M83 V DATA DATA S", {"-", "-", "-"}},
    {"M83 V Q S", {"", "-", "+"}},
    {"M83 V Q Q S", {"", "-", "-"}},
    // Selections, readings and MSE SET don't end the right of key 82.
    {"M82 V DF01 DF00 S", {"+", "+", "+"}},
    {"M82 V ID READ READ READ DF00 M82 S", {"+", "+", "+"}},
    {"M82 V DATA DATA DATA S", {"+", "+", "+"}},
    {"M82 V M83 M82 S", {"+", "+", "+"}},
    {"M82 V Q S", {"", "+", "+"}},
    // What ends it (5.9): reset, LOG OFF, the applet's AID, a wrong PIN.
    {"M82 V S RESET DF00 M82 S", {"+-", "+-", "+-"}},
    {"M82 V S OFF DF00 M82 S", {"+-", "+-", "+-"}},
    {"M82 V S AID DF00 M82 S", {"+-", "+-", "+-"}},
    {"M82 V S W S", {"+-", "+-", "+-"}},
    {"M82 V S W S V S", {"+-+", "+-+", "+-+"}},
    {"M83 V RESET DF00 M83 S", {"-", "-", "-"}},
    {"M83 V OFF DF00 M83 S", {"-", "-", "-"}},
    {"M83 V W S", {"-", "-", "-"}},
    {"M83 W V S", {"+", "+", "+"}},
    {"M83 V V S", {"+", "+", "+"}},
    // CHANGE REFERENCE DATA gives the right like VERIFY (5.6).
    {"M82 CHANGE S", {"+", "+", "+"}},
    {"M83 CHANGE S M82 S", {"++", "+-", "+-"}},
    {"M83 CHANGE S S", {"+-", "+-", "+-"}},
    {"M82 V BADCHANGE S", {"-", "-", "-"}},
};

constexpr const char* change = "0024000110 241234FFFFFFFFFF 241234FFFFFFFFFF";
constexpr const char* bad_change = "0024000110 249999FFFFFFFFFF 241234FFFFFFFFFF";
constexpr const char* wrong_length =
    "002A9E9A21000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1FFF";
constexpr const char* too_long_for_rsa = "002A9E9AFF";

/// A CDS of a length that no key takes.
std::string wrong_signature(const std::string& persona)
{
    return persona == "v18-citizen" ? wrong_length
                                    : too_long_for_rsa + std::string(std::size_t{2} * 255, '0');
}

void run(Report& report,
         Probe& probe,
         const std::string& persona,
         const Sequence& sequence,
         const char* expected)
{
    std::istringstream words{sequence.words};
    const auto name = persona + " [" + sequence.words + ']';
    report.answer("9000", probe.send(command_of("DF00")), name + " SELECT");
    unsigned place = 0;
    for (std::string word; words >> word;) {
        if (word == "RESET") {
            probe.card().reset();
        } else if (word == "CHANGE") {
            report.answer("9000", probe.send(change), name + " CHANGE");
        } else if (word == "BADCHANGE") {
            report.answer("63C2", probe.send(bad_change), name + " CHANGE");
        } else if (word == "X") {
            const auto answer = probe.send(wrong_signature(persona));
            report.check(answer == "6700" || answer == "6982", name + " X: " + answer);
        } else if (word == "S") {
            const bool allowed = expected[place++] == '+';
            const auto answer = probe.send(command_of(word));
            report.answer(allowed ? "61??" : "6982", answer, name + " S" + std::to_string(place));
            if (allowed) {
                const auto data = probe.send("00C00000" + answer.substr(2));
                report.check(data.size() > 4 && data.substr(data.size() - 4) == "9000",
                             name + " GET RESPONSE");
            }
        } else {
            const auto answer = probe.send(command_of(word));
            if (word == "V" || word == "M82" || word == "M83") {
                report.answer("9000", answer, name + ' ' + word);
            }
        }
    }
}

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

struct Row {
    const char* persona;
    const char* name;
    const char* script;
};

constexpr Row rows[] = {
    {"v10-citizen", "tries", tries_all},         {"v11-citizen", "tries", tries_all},
    {"v17-citizen", "tries", tries_all},         {"v18-citizen", "tries", tries_all},
    {"v10-citizen", "block", malformed_all},     {"v11-citizen", "block", malformed_all},
    {"v17-citizen", "block", malformed_all},     {"v18-citizen", "block", malformed_all},
    {"v10-citizen", "empty", empty_burns},       {"v11-citizen", "empty", empty_burns},
    {"v17-citizen", "empty", empty_asks},        {"v18-citizen", "empty", empty_asks},
    {"v10-citizen", "change", change_all},       {"v11-citizen", "change", change_all},
    {"v17-citizen", "change", change_all},       {"v18-citizen", "change", change_all},
    {"v10-citizen", "unblock", unblock},         {"v11-citizen", "unblock", unblock},
    {"v17-citizen", "unblock", unblock},         {"v18-citizen", "unblock", no_unblock},
    {"v17-blocked", "blocked", blocked},         {"v17-last-try", "last try", last_try},
    {"v17-unactivated", "fresh", not_activated}, {"v18-unactivated", "fresh", not_activated},
};

} // namespace

void check_pin_sequences(Report& report, const Cards& cards)
{
    for (std::size_t i = 0; i < generations.size(); ++i) {
        const std::string persona = generations.at(i);
        for (const auto& sequence : sequences) {
            const auto* expected = sequence.expected.at(i);
            if (*expected != '\0') {
                auto probe = cards(persona);
                run(report, probe, persona, sequence, expected);
            }
        }
    }
    for (const auto& row : rows) {
        auto probe = cards(row.persona);
        run_script(report, probe, std::string{row.persona} + ' ' + row.name, row.script);
    }
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
