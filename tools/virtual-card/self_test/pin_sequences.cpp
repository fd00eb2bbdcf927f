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
}

} // namespace openbeid::virtual_card
