// SPDX-License-Identifier: Apache-2.0
#include "commands.hpp"
#include "doctor/checks.hpp"
#include "doctor/fixes.hpp"
#include "text.hpp"

namespace openbeid::cli {

Findings examine(const Options& options)
{
    Findings findings;
    check_readers(options, findings);
    check_module(options, findings);
    check_browsers(options, findings);
    check_surroundings(options, findings);
    return findings;
}

Ending run_doctor(const Options& options)
{
    auto findings = examine(options);
    if (options.fix) {
        fix(options, findings);
    }
    if (options.json) {
        print_json(findings_json(findings));
    } else {
        print_findings(findings, options.verbose);
        print_line();
        print_line(card_sentence(findings));
        print_note(options,
                   translate("\"openbeid explain CODE\" says more about a code in brackets."));
    }
    return findings.any_problem() ? ExitCode::failed : ExitCode::done;
}

} // namespace openbeid::cli
