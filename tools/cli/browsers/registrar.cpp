// SPDX-License-Identifier: Apache-2.0
#include "browsers/registrar.hpp"

#include "browsers/modutil.hpp"

#include <algorithm>

namespace openbeid::cli {

namespace {

/// What has to be done to a database, worked out before anything is touched.
struct Plan {
    std::vector<std::string> remove; ///< names of entries
    bool add{false};

    [[nodiscard]] bool empty() const noexcept { return remove.empty() && !add; }
};

Plan plan_for(const NssDatabase& database,
              Action action,
              const std::filesystem::path& module,
              bool replace_official)
{
    const auto state = registration_in(database, module);
    const bool absent = state == Registration::not_registered;
    const bool good = state == Registration::registered;
    Plan plan;
    plan.add = action == Action::enable ? !good : action == Action::repair && !good && !absent;
    for (const auto& entry : database.modules) {
        const bool ours = is_ours(entry) && (action == Action::disable || plan.add);
        const bool replaced = action == Action::enable && replace_official && is_official(entry);
        if (ours || replaced) {
            plan.remove.push_back(entry.name);
        }
    }
    return plan;
}

Change carry_out(const Plan& plan, const NssDatabase& database, const std::filesystem::path& module)
{
    const auto failed = [](std::string reason) {
        return Change{.result = ChangeResult::failed, .reason = std::move(reason)};
    };
    if (!database.exists) {
        if (auto reason = create_database(database.directory); !reason.empty()) {
            return failed(std::move(reason));
        }
    }
    for (const auto& name : plan.remove) {
        if (auto reason = delete_module(database.directory, name); !reason.empty()) {
            return failed(std::move(reason));
        }
    }
    if (plan.add) {
        if (auto reason = add_module(database.directory, registered_name, module);
            !reason.empty()) {
            return failed(std::move(reason));
        }
    }
    return {.result = ChangeResult::changed, .reason = {}};
}

} // namespace

Change change_registration(const NssDatabase& database,
                           Action action,
                           const std::filesystem::path& module,
                           bool replace_official)
{
    const auto plan = plan_for(database, action, module, replace_official);
    if (plan.empty()) {
        return {.result = ChangeResult::unchanged, .reason = {}};
    }
    if (plan.add && database.packaging != Packaging::native) {
        return {.result = ChangeResult::sandboxed, .reason = {}};
    }
    if (!database.running.empty()) {
        return {.result = ChangeResult::running, .reason = database.running};
    }
    if (!have_nss_tools()) {
        return {.result = ChangeResult::no_tools, .reason = {}};
    }
    return carry_out(plan, database, module);
}

const char* key_of(ChangeResult result) noexcept
{
    switch (result) {
    case ChangeResult::unchanged: return "unchanged";
    case ChangeResult::changed: return "changed";
    case ChangeResult::sandboxed: return "sandboxed";
    case ChangeResult::running: return "running";
    case ChangeResult::no_tools: return "no_tools";
    case ChangeResult::failed: return "failed";
    }
    return "";
}

} // namespace openbeid::cli
