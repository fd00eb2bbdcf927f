// SPDX-License-Identifier: Apache-2.0
#include "browsers/system_registration.hpp"

#include "browsers/system_policy.hpp"
#include "module_file.hpp"
#include "text.hpp"

namespace openbeid::cli {

namespace {

/// NSS has neither policies nor, on Debian, a list of modules for all users: /etc/pki/nssdb is read
/// only where an account's own list names Fedora's libnsssysinit.so.
constexpr const char* without_policies = "Chromium, Google Chrome, Edge, Brave, Vivaldi";

std::string policy_text(const SystemPolicy& policy)
{
    switch (policy.state) {
    case PolicyState::registered: return translate("registered");
    case PolicyState::not_registered: return translate("NOT registered");
    case PolicyState::wrong_path: return translate("registered from a wrong place");
    case PolicyState::unreadable:
        return fill(translate("the file is not valid, and {program} ignores it"),
                    {{"program", policy.program}});
    case PolicyState::elsewhere: return translate("NOT registered; other policies are there");
    }
    return {};
}

std::string policy_heading(const SystemPolicy& policy)
{
    return fill(translate("{program} of all users ({file})"),
                {{"program", policy.program}, {"file", printable(policy.file.string())}});
}

Json policy_json(const SystemPolicy& policy)
{
    return {{"browser", policy.program},
            {"file", policy.file.string()},
            {"state", key_of(policy.state)}};
}

void print_without_policies()
{
    print_field(without_policies,
                translate("no registration for all users exists; each user runs once: openbeid "
                          "browsers enable"));
}

Json whole_json(Json policies)
{
    return {{"policies", std::move(policies)}, {"no_policies", without_policies}};
}

} // namespace

Json policies_json(const std::filesystem::path& module)
{
    Json policies = Json::array();
    for (const auto program : policy_programs) {
        const auto policy = look_at_policy(program, module);
        if (policy.state != PolicyState::not_registered) {
            policies.push_back(policy_json(policy));
        }
    }
    return policies;
}

void print_policies(const std::filesystem::path& module)
{
    for (const auto program : policy_programs) {
        const auto policy = look_at_policy(program, module);
        if (policy.state != PolicyState::not_registered) {
            print_field(policy_heading(policy), policy_text(policy));
        }
    }
}

Ending show_system_registration(const Options& options)
{
    Json policies = Json::array();
    for (const auto program : policy_programs) {
        const auto policy = look_at_policy(program, module_file(options));
        if (options.json) {
            policies.push_back(policy_json(policy));
        } else {
            print_field(policy_heading(policy), policy_text(policy));
        }
    }
    if (options.json) {
        print_json(whole_json(std::move(policies)));
    } else {
        print_without_policies();
    }
    return ExitCode::done;
}

Ending change_system_registration(const Options& options, Action action)
{
    const auto module = module_file(options);
    Json policies = Json::array();
    std::optional<Failure> failure;
    bool changed = false;
    for (const auto program : policy_programs) {
        const auto change = change_policy(program, action, module, options.replace_official);
        const auto policy = look_at_policy(program, module);
        changed = changed || change.changed;
        if (change.failure) {
            failure = failure ? failure : change.failure; // the other program gets its turn
        } else if (options.json) {
            auto entry = policy_json(policy);
            entry["result"] = change.changed ? "changed" : "unchanged";
            policies.push_back(std::move(entry));
        } else {
            print_field(policy_heading(policy),
                        change.changed ? translate("done") : translate("nothing to do"));
        }
    }
    if (failure) {
        return *failure;
    }
    if (options.json) {
        print_json(whole_json(std::move(policies)));
        return ExitCode::done;
    }
    if (action == Action::enable) {
        print_without_policies();
    }
    if (action == Action::disable && changed) {
        print_note(options,
                   translate("Profiles that were opened meanwhile keep the module until their user "
                             "runs: openbeid browsers disable"));
    }
    return ExitCode::done;
}

} // namespace openbeid::cli
