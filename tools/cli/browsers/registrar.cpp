// SPDX-License-Identifier: Apache-2.0
#include "browsers/registrar.hpp"

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
    std::vector<std::string> behind{}; ///< names of entries that come behind ours, in their order

    [[nodiscard]] bool empty() const noexcept { return remove.empty() && !add; }
};

Plan plan_for(const NssDatabase& database,
              Action action,
              const std::filesystem::path& module,
              const Neighbours& neighbours)
{
    const auto state = registration_in(database, module);
    const bool absent = state == Registration::not_registered;
    const bool good = state == Registration::registered;
    const bool enable = action == Action::enable;
    const bool overtake = enable && neighbours.fix_opensc && opensc_in(database) == OpenSc::before;
    Plan plan;
    plan.add = enable ? !good || overtake : action == Action::repair && !good && !absent;
    bool behind = false;
    for (const auto& entry : database.modules) {
        const bool ours = is_ours(entry);
        behind = behind || (overtake && is_opensc(entry));
        if ((ours && (action == Action::disable || plan.add)) ||
            (enable && neighbours.replace_official && is_official(entry))) {
            plan.remove.push_back(entry.name);
        } else if (behind) {
            plan.behind.push_back(entry.name);
        }
    }
    return plan;
}

/// Takes the entries out and remembers them in `records`.
std::string take_out(const fs::path& directory,
                     const std::vector<std::string>& names,
                     std::vector<std::string>& records)
{
    for (const auto& name : names) {
        records.push_back(record_of(directory, name));
        if (records.back().empty()) {
            return "modutil -rawlist: " + name;
        }
    }
    for (const auto& name : names) {
        if (auto reason = delete_module(directory, name); !reason.empty()) {
            return reason;
        }
    }
    return {};
}

/// What went wrong; empty if nothing did.
std::string take_steps(const Plan& plan, const fs::path& directory, const fs::path& module)
{
    std::vector<std::string> records;
    auto reason = take_out(directory, plan.behind, records);
    for (const auto& name : plan.remove) {
        reason = reason.empty() ? delete_module(directory, name) : reason;
    }
    if (plan.add && reason.empty()) {
        reason = add_module(directory, registered_name, module);
    }
    for (const auto& record : records) {
        reason = reason.empty() ? add_again(directory, record) : reason;
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
        // No module of the user's is lost: the list is again what NSS's own programs made it.
        if (read_text(list) != former) {
            reason += " " + replace_file(list, former);
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
