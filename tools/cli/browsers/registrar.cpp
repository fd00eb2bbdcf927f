// SPDX-License-Identifier: Apache-2.0
#include "browsers/registrar.hpp"

#include "browsers/module_list.hpp"
#include "browsers/modutil.hpp"
#include "browsers/replace_file.hpp"
#include "files.hpp"

#include <algorithm>

namespace openbeid::cli {

namespace {

namespace fs = std::filesystem;

/// What has to be done to a database, worked out before anything is touched.
struct Plan {
    std::vector<std::string> remove{}; ///< names of entries
    bool add{false};
    bool fix_opensc{false};
    bool release_opensc{false};

    [[nodiscard]] bool empty() const noexcept
    {
        return remove.empty() && !add && !fix_opensc && !release_opensc;
    }
};

Plan plan_for(const NssDatabase& database,
              Action action,
              const fs::path& module,
              const Neighbours& neighbours)
{
    const auto state = registration_in(database, module);
    const bool absent = state == Registration::not_registered;
    const bool good = state == Registration::registered;
    const bool needless = has_needless_entry(database);
    const bool enable = action == Action::enable;
    const auto& entries = database.modules;
    const auto list = read_text(database.directory / "pkcs11.txt");
    Plan plan;
    plan.fix_opensc = enable && neighbours.fix_opensc && opensc_in(database) == OpenSc::harmful;
    plan.release_opensc = action == Action::disable && take_back_opensc_flags(list) != list;
    // What is registered for all users comes last, and has to be in the list to come first.
    plan.add = enable ? !(good || needless) || (plan.fix_opensc && !is_listed(database))
                      : action == Action::repair && !(good || needless || absent);
    for (const auto& entry : entries) {
        if ((is_ours(entry) && (action == Action::disable || plan.add || needless)) ||
            (enable && neighbours.replace_official && is_official(entry))) {
            plan.remove.push_back(entry.name);
        }
    }
    return plan;
}

/// What went wrong; empty if nothing did.
std::string take_steps(const Plan& plan, const fs::path& directory, const fs::path& module)
{
    const auto list = directory / "pkcs11.txt";
    std::string reason;
    if (plan.release_opensc) {
        reason = replace_file(list, take_back_opensc_flags(read_text(list)));
    }
    for (const auto& name : plan.remove) {
        reason = reason.empty() ? delete_module(directory, name) : reason;
    }
    if (plan.add && reason.empty()) {
        reason = add_module(directory, registered_name, module);
    }
    if (plan.fix_opensc && reason.empty()) {
        reason = replace_file(list, put_ours_before_opensc(read_text(list)));
    }
    return reason;
}

Change carry_out(const Plan& plan, const NssDatabase& database, const fs::path& module)
{
    const auto failed = [](std::string reason) {
        return Change{.result = ChangeResult::failed, .reason = std::move(reason)};
    };
    if (!database.exists) {
        if (auto reason = create_database(database.directory); !reason.empty()) {
            return failed(std::move(reason));
        }
    }
    const auto list = database.directory / "pkcs11.txt";
    const auto former = read_text(list);
    if (auto reason = take_steps(plan, database.directory, module); !reason.empty()) {
        // No module of the user's is lost.
        if (read_text(list) != former) {
            if (const auto lost = replace_file(list, former); !lost.empty()) {
                reason += "; " + list.string() + ": " + lost;
            }
        }
        return failed(std::move(reason));
    }
    return {.result = ChangeResult::changed, .reason = {}};
}

} // namespace

Change change_registration(const NssDatabase& database,
                           Action action,
                           const std::filesystem::path& module,
                           const Neighbours& neighbours)
{
    const auto plan = plan_for(database, action, module, neighbours);
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
