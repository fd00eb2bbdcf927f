// SPDX-License-Identifier: Apache-2.0
#include "arguments.hpp"
#include "commands.hpp"
#include "text.hpp"

#include <array>

namespace openbeid::cli {

std::span<const Command> commands() noexcept
{
    static constexpr std::array table{
        Command{
            "status", "", mark("Readers, card, PIN and certificates at a glance"), run_status, ""},
        Command{"readers", "", mark("The card readers and what is in them"), run_readers, ""},
        Command{"card", "", mark("The chip, its generation and what it can sign"), run_card, ""},
        Command{"certificates",
                "list",
                mark("The certificates on the card"),
                run_certificates_list,
                ""},
        Command{"certificates",
                "show",
                mark("Everything about one certificate"),
                run_certificates_show,
                "certificate"},
        Command{"certificates",
                "export",
                mark("Writes a certificate, or its chain"),
                run_certificates_export,
                "certificate format chain output"},
        Command{"certificates",
                "verify",
                mark("Checks the certificates up to the roots of Belgium"),
                run_certificates_verify,
                "ask-issuers test-root"},
        Command{"identity",
                "",
                mark("The holder and the address, and whether they are authentic"),
                run_identity,
                "photo prove-chip test-root"},
        Command{"pin", "status", mark("How many tries are left; spends none"), run_pin_status, ""},
        Command{"pin",
                "test",
                mark("Tries your PIN; a wrong one costs a try"),
                run_pin_test,
                "pin module"},
        Command{"pin", "change", mark("Changes your PIN"), run_pin_change, "pin module"},
        Command{"login-test",
                "",
                mark("Logs in to a portal of its own with your card, every way there is"),
                run_login_test,
                "pin module online"},
        Command{"browsers",
                "status",
                mark("In which browsers the module is registered"),
                run_browsers_status,
                "module system"},
        Command{"browsers",
                "enable",
                mark("Registers the module in all your browsers"),
                run_browsers_enable,
                "module replace-official fix-opensc system"},
        Command{"browsers",
                "disable",
                mark("Removes the module from all your browsers"),
                run_browsers_disable,
                "module system"},
        Command{"browsers",
                "repair",
                mark("Puts wrong or doubled registrations right"),
                run_browsers_repair,
                "module system"},
        Command{"doctor",
                "",
                mark("Finds out why logging in does not work"),
                run_doctor,
                "module fix ask-issuers test-root"},
        Command{"explain", "", mark("What a code of the doctor means"), run_explain, "code"},
        Command{"report",
                "",
                mark("One file for a help desk, without personal data"),
                run_report,
                "module output"},
    };
    return table;
}

} // namespace openbeid::cli
