// SPDX-License-Identifier: Apache-2.0
#include "doctor/fixes.hpp"

#include "browsers/registrar.hpp"
#include "module_file.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

namespace openbeid::cli {

namespace {

constexpr std::array<std::string_view, 4> browser_faults{
    "browser-not-registered", "browser-wrong-path", "browser-registered-twice", "browser-bad-name"};

bool is_browser_fault(const Finding& finding)
{
    return std::find(browser_faults.begin(), browser_faults.end(), finding.code->name) !=
           browser_faults.end();
}

} // namespace

void fix(const Options& options, Findings& findings)
{
    const auto module = module_file(options);
    std::error_code error;
    if (!std::filesystem::exists(module, error)) {
        return;
    }
    for (const auto& database : find_databases()) {
        const auto place = database.directory.string();
        const auto change = change_registration(database, Action::enable, module, {});
        for (auto& finding : findings.all()) {
            finding.fixed =
                finding.fixed || (change.result == ChangeResult::changed &&
                                  is_browser_fault(finding) && finding.evidence.ends_with(place));
        }
    }
}

} // namespace openbeid::cli
