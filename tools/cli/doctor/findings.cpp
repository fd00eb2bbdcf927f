// SPDX-License-Identifier: Apache-2.0
#include "doctor/findings.hpp"

#include "text.hpp"

#include <algorithm>

namespace openbeid::cli {

namespace {

std::string severity_text(const Finding& finding)
{
    if (finding.fixed) {
        return translate("FIXED");
    }
    switch (finding.code->severity) {
    case Severity::fine: return translate("ok");
    case Severity::hint: return translate("hint");
    case Severity::warning: return translate("WARNING");
    case Severity::problem: return translate("PROBLEM");
    }
    return {};
}

std::string step_of(const Finding& finding)
{
    return finding.step.empty() ? translate(finding.code->step) : finding.step;
}

/// With the reader, unless that is a part of it.
std::string evidence_of(const Finding& finding)
{
    if (finding.evidence.starts_with(finding.reader)) {
        return finding.evidence;
    }
    return finding.reader + (finding.evidence.empty() ? "" : ", ") + finding.evidence;
}

const char* key_of(CardVerdict verdict)
{
    switch (verdict) {
    case CardVerdict::unknown: return "unknown";
    case CardVerdict::in_order: return "in_order";
    case CardVerdict::pin_unknown: return "pin_unknown";
    case CardVerdict::faulty: return "faulty";
    }
    return "";
}

} // namespace

void Findings::add(std::string_view code, std::string evidence, std::string step)
{
    list_.push_back({.code = find_code(code),
                     .evidence = std::move(evidence),
                     .step = std::move(step),
                     .reader = reader_});
}

bool Findings::any_problem() const noexcept
{
    return std::any_of(list_.begin(), list_.end(), [](const Finding& finding) {
        return finding.code->severity == Severity::problem && !finding.fixed;
    });
}

void print_findings(const Findings& findings, bool verbose)
{
    for (const auto& finding : findings.all()) {
        auto line = severity_text(finding) + ": " + translate(finding.code->title);
        if (const auto evidence = evidence_of(finding); !evidence.empty()) {
            line += ": " + printable(evidence);
        }
        print_line(line + " [" + finding.code->name + "]");
        const bool asks = finding.code->severity != Severity::fine && !finding.fixed;
        if (const auto step = step_of(finding); asks && !step.empty()) {
            print_line("  " + translate("What to do") + ": " + step);
        }
        if (asks && verbose) {
            print_line("  " + translate(finding.code->text));
        }
    }
}

Json findings_json(const Findings& findings)
{
    Json list = Json::array();
    for (const auto& finding : findings.all()) {
        list.push_back({{"code", finding.code->name},
                        {"severity", key_of(finding.code->severity)},
                        {"title", translate(finding.code->title)},
                        {"evidence", evidence_of(finding)},
                        {"next", step_of(finding)},
                        {"fixed", finding.fixed}});
    }
    return {{"findings", std::move(list)},
            {"problem", findings.any_problem()},
            {"card", {{"verdict", key_of(findings.card())}, {"message", card_sentence(findings)}}}};
}

std::string card_sentence(const Findings& findings)
{
    const bool problem = findings.any_problem();
    switch (findings.card()) {
    case CardVerdict::unknown: return translate("Of the card itself nothing could be said.");
    case CardVerdict::faulty:
        return translate("The fault is in the card or its PIN, not in this computer.");
    case CardVerdict::pin_unknown:
        return problem
                   ? translate("The card's certificates and the reader are in order. Unless the "
                               "PIN is blocked, which this card does not tell, the fault is in "
                               "this computer, and a new card would not help.")
                   : translate("The card's certificates and the reader are in order. Whether the "
                               "PIN is blocked, this card does not tell.");
    case CardVerdict::in_order: break;
    }
    return problem ? translate(
                         "The card, its certificates and the reader are in order: the fault is in "
                         "this computer, and a new card would not help.")
                   : translate("The card, its certificates and the reader are in order.");
}

} // namespace openbeid::cli
