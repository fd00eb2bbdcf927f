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

std::string policy_text(PolicyState state)
{
    switch (state) {
    case PolicyState::registered: return translate("registered");
    case PolicyState::not_registered: return translate("NOT registered");
    case PolicyState::wrong_path: return translate("registered from a wrong place");
    case PolicyState::unreadable: return translate("the file is not valid, and Firefox ignores it");
    case PolicyState::elsewhere: return translate("NOT registered; other policies are there");
    }
    return {};
}

std::string policy_heading(const SystemPolicy& policy)
{
    return fill(translate("Firefox of all users ({file})"),
                {{"file", printable(policy.file.string())}});
}

Json policy_json(const SystemPolicy& policy)
{
    return {
        {"browser", "Firefox"}, {"file", policy.file.string()}, {"state", key_of(policy.state)}};
}

void print_without_policies()
{
    print_field(without_policies,
                translate("no registration for all users exists; each user runs once: openbeid "
                          "browsers enable"));
}

Json whole_json(Json policy)
{
    return {{"policies", Json::array({std::move(policy)})}, {"no_policies", without_policies}};
}

} // namespace

Json policies_json(const std::filesystem::path& module)
{
    const auto policy = look_at_policy(module);
    return policy.state == PolicyState::not_registered ? Json::array()
                                                       : Json::array({policy_json(policy)});
}

void print_policies(const std::filesystem::path& module)
{
    const auto policy = look_at_policy(module);
    if (policy.state != PolicyState::not_registered) {
        print_field(policy_heading(policy), policy_text(policy.state));
    }
}

Ending show_system_registration(const Options& options)
{
    const auto policy = look_at_policy(module_file(options));
    if (options.json) {
        print_json(whole_json(policy_json(policy)));
    } else {
        print_field(policy_heading(policy), policy_text(policy.state));
        print_without_policies();
    }
    return ExitCode::done;
}

Ending change_system_registration(const Options& options, Action action)
{
    const auto module = module_file(options);
    const auto change = change_policy(action, module, options.replace_official);
    if (change.failure) {
        return *change.failure;
    }
    const auto policy = look_at_policy(module);
    if (options.json) {
        auto entry = policy_json(policy);
        entry["result"] = change.changed ? "changed" : "unchanged";
        print_json(whole_json(std::move(entry)));
        return ExitCode::done;
    }
    print_field(policy_heading(policy),
                change.changed ? translate("done") : translate("nothing to do"));
    if (action == Action::enable) {
        print_without_policies();
    }
    if (action == Action::disable && change.changed) {
        print_note(options,
                   translate("Profiles that Firefox has opened meanwhile keep the module until "
                             "their user runs: openbeid browsers disable"));
    }
    return ExitCode::done;
}

} // namespace openbeid::cli
