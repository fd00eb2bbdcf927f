// SPDX-License-Identifier: Apache-2.0
#include "browsers/system_policy.hpp"

#include "browsers/replace_file.hpp"
#include "files.hpp"
#include "output.hpp"
#include "text.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace openbeid::cli {

namespace {

namespace fs = std::filesystem;

// Beside the program.
constexpr std::array<std::string_view, 4> firefox_folders{
    "/usr/lib/firefox-esr", "/usr/lib/firefox", "/usr/lib64/firefox", "/opt/firefox"};
constexpr std::array<std::string_view, 3> thunderbird_folders{
    "/usr/lib/thunderbird", "/usr/lib64/thunderbird", "/opt/thunderbird"};

struct PolicyPlaces {
    std::string_view program;
    std::string_view file; ///< the only one under /etc that it reads, Debian's ESR too
    /// Read only while there is no file under /etc. Nothing is merged.
    std::span<const std::string_view> folders;
};

constexpr std::array policy_places{
    PolicyPlaces{"Firefox", "/etc/firefox/policies/policies.json", firefox_folders},
    PolicyPlaces{"Thunderbird", "/etc/thunderbird/policies/policies.json", thunderbird_folders}};
static_assert(policy_places.size() == policy_programs.size());

const PolicyPlaces& policy_places_of(std::string_view program)
{
    return *std::find_if(policy_places.begin(), policy_places.end(), [&](const PolicyPlaces& each) {
        return each.program == program;
    });
}

/// The older form of SecurityDevices has the devices themselves where the newer one has "Add" and
/// "Delete". It is taken for the newer form as soon as one of these is there.
bool is_old_form(const Json& devices)
{
    return !devices.empty() && !devices.contains("Add") && !devices.contains("Delete");
}

/// The file's content as far as it matters here; an error is why the program ignores it.
class Policies {
public:
    explicit Policies(std::string_view text) : root_(Json::parse(text, nullptr, false))
    {
        good_ = root_.is_object() && is_object_or_absent(root_, "policies") &&
                is_object_or_absent(policies(), "SecurityDevices") &&
                is_object_or_absent(security_devices(), "Add");
    }

    [[nodiscard]] bool good() const noexcept { return good_; }

    /// Name and library of each module that Firefox adds.
    [[nodiscard]] Json devices() const
    {
        const auto all = security_devices();
        return is_old_form(all) ? all : all.value("Add", Json::object());
    }

    /// Objects that become empty go; "policies" stays, because the program wants it.
    void set_devices(Json devices)
    {
        auto all = security_devices();
        if (is_old_form(all)) {
            all = std::move(devices);
        } else {
            set(all, "Add", std::move(devices));
        }
        auto others = policies();
        set(others, "SecurityDevices", std::move(all));
        root_["policies"] = std::move(others);
    }

    /// Whether it says nothing at all.
    [[nodiscard]] bool empty() const { return root_.size() == 1 && policies().empty(); }

    [[nodiscard]] std::string text() const { return root_.dump(2) + "\n"; }

private:
    static bool is_object_or_absent(const Json& parent, const char* name)
    {
        return !parent.contains(name) || parent.at(name).is_object();
    }

    static void set(Json& parent, const char* name, Json value)
    {
        if (value.empty()) {
            parent.erase(name);
        } else {
            parent[name] = std::move(value);
        }
    }

    [[nodiscard]] Json policies() const { return root_.value("policies", Json::object()); }

    [[nodiscard]] Json security_devices() const
    {
        return policies().value("SecurityDevices", Json::object());
    }

    Json root_;
    bool good_{false};
};

fs::path library_of(const Json& device)
{
    return device.is_string() ? device.get<std::string>() : std::string{};
}

PolicyState state_of(const Json& devices, const fs::path& module)
{
    auto state = PolicyState::not_registered;
    for (const auto& device : devices) {
        const auto library = library_of(device);
        std::error_code error;
        if (fs::equivalent(library, module, error) && !error) {
            return PolicyState::registered;
        }
        if (is_ours(library)) {
            state = PolicyState::wrong_path;
        }
    }
    return state;
}

/// Empty: there is none.
fs::path policies_beside(const PolicyPlaces& program)
{
    std::error_code error;
    for (const fs::path folder : program.folders) {
        if (auto file = folder / "distribution/policies.json"; fs::exists(file, error)) {
            return file;
        }
    }
    return {};
}

Json without_ours(const Json& devices, bool replace_official)
{
    Json kept = Json::object();
    for (const auto& [name, device] : devices.items()) {
        const auto library = library_of(device);
        if (!is_ours(library) && !(replace_official && is_official(library))) {
            kept[name] = device;
        }
    }
    return kept;
}

Json devices_after(Action action,
                   const Json& devices,
                   const fs::path& module,
                   bool replace_official)
{
    const auto state = state_of(devices, module);
    const bool mended = action == Action::repair && state == PolicyState::wrong_path;
    if (action == Action::repair && !mended) {
        return devices;
    }
    const bool replaces = action == Action::enable && replace_official;
    if (action == Action::enable && state == PolicyState::registered && !replaces) {
        return devices;
    }
    auto wanted = without_ours(devices, replaces);
    if (action != Action::disable) {
        // The name may be somebody else's.
        wanted[wanted.contains(registered_name) ? "OpenBeID" : registered_name] = module.string();
    }
    return wanted;
}

PolicyChange refused(const SystemPolicy& present, const PolicyPlaces& program)
{
    const bool elsewhere = present.state == PolicyState::elsewhere;
    return {.failure = Failure{
                .exit = ExitCode::failed,
                .code = elsewhere ? "policy_elsewhere" : "policy_unreadable",
                .sentence = fill(elsewhere ? translate("{program} has its policies in {file}; a "
                                                       "file of ours would hide them.")
                                           : translate("{file} is not valid: nothing of it was "
                                                       "changed, and {program} ignores it."),
                                 {{"program", present.program}, {"file", present.file.string()}}),
                .next = elsewhere ? fill(translate("Move that file to {file}, then repeat this."),
                                         {{"file", std::string{program.file}}})
                                  : translate("Correct it, then repeat this.")}};
}

PolicyChange not_written(const PolicyPlaces& program, const std::string& reason)
{
    return {.failure =
                Failure{.exit = ExitCode::failed,
                        .code = "file",
                        .sentence = fill(translate("{file} can't be written: {reason}."),
                                         {{"file", std::string{program.file}}, {"reason", reason}}),
                        .next = translate("Repeat this as root, for example with sudo.")}};
}

/// With the folders that nothing else is in.
std::string remove_policies(const fs::path& file)
{
    std::error_code error;
    if (!fs::remove(file, error)) {
        return error.message();
    }
    for (auto folder = file.parent_path(); folder != "/etc" && !error;
         folder = folder.parent_path()) {
        fs::remove(folder, error);
    }
    return {};
}

} // namespace

SystemPolicy look_at_policy(std::string_view program, const std::filesystem::path& module)
{
    const auto& known = policy_places_of(program);
    SystemPolicy policy{
        .program = std::string{program}, .file = known.file, .state = PolicyState::not_registered};
    std::error_code error;
    if (!fs::exists(policy.file, error)) {
        if (const auto other = policies_beside(known); !other.empty()) {
            const Policies policies{read_text(other)};
            const bool there =
                policies.good() && state_of(policies.devices(), module) == PolicyState::registered;
            policy.file = other;
            policy.state = there ? PolicyState::registered : PolicyState::elsewhere;
        }
        return policy;
    }
    const Policies policies{read_text(policy.file)};
    policy.state = policies.good() ? state_of(policies.devices(), module) : PolicyState::unreadable;
    return policy;
}

PolicyChange change_policy(std::string_view program,
                           Action action,
                           const std::filesystem::path& module,
                           bool replace_official)
{
    const auto& known = policy_places_of(program);
    const fs::path file{known.file};
    const auto present = look_at_policy(program, module);
    std::error_code error;
    const bool exists = fs::exists(file, error);
    if (present.state == PolicyState::unreadable ||
        (present.state == PolicyState::elsewhere && action == Action::enable)) {
        return refused(present, known);
    }
    if (!exists && (action != Action::enable || present.state == PolicyState::registered)) {
        return {};
    }
    Policies policies{exists ? read_text(file) : "{}"};
    const auto devices = policies.devices();
    auto wanted = devices_after(action, devices, module, replace_official);
    if (wanted == devices) {
        return {};
    }
    policies.set_devices(std::move(wanted));
    const auto reason =
        policies.empty() ? remove_policies(file) : replace_file(file, policies.text());
    return reason.empty() ? PolicyChange{.changed = true, .failure = {}}
                          : not_written(known, reason);
}

const char* key_of(PolicyState state) noexcept
{
    switch (state) {
    case PolicyState::registered: return "registered";
    case PolicyState::not_registered: return "not_registered";
    case PolicyState::wrong_path: return "wrong_path";
    case PolicyState::unreadable: return "unreadable";
    case PolicyState::elsewhere: return "elsewhere";
    }
    return "";
}

} // namespace openbeid::cli
