// SPDX-License-Identifier: Apache-2.0
#include "browsers/databases.hpp"
#include "browsers/libreoffice.hpp"
#include "browsers/modutil.hpp"
#include "browsers/registrar.hpp"
#include "browsers/system_registration.hpp"
#include "commands.hpp"
#include "module_file.hpp"
#include "output.hpp"
#include "text.hpp"

#include <algorithm>

namespace openbeid::cli {

namespace {

std::string state_text(Registration registration)
{
    switch (registration) {
    case Registration::registered: return translate("registered");
    case Registration::not_registered: return translate("NOT registered");
    case Registration::wrong_path: return translate("registered from a wrong place");
    case Registration::twice: return translate("registered more than once");
    case Registration::bad_name: return translate("registered under a name that Firefox deletes");
    }
    return {};
}

std::string change_text(const Change& change)
{
    switch (change.result) {
    case ChangeResult::unchanged: return translate("nothing to do");
    case ChangeResult::changed: return translate("done");
    case ChangeResult::sandboxed:
        return translate("a Snap or Flatpak can't load a module from outside: nothing done");
    case ChangeResult::running:
        return fill(translate("close {browser} first: nothing done"), {{"browser", change.reason}});
    case ChangeResult::no_tools:
        return translate("modutil and certutil are missing (package libnss3-tools): nothing done");
    case ChangeResult::failed:
        return fill(translate("failed: {reason}"), {{"reason", printable(change.reason)}});
    }
    return {};
}

std::string names_of_neighbours(const NssDatabase& database)
{
    std::string text;
    for (const auto& module : database.modules) {
        if (is_official(module) || brings_opensc(module)) {
            text += (text.empty() ? "" : ", ") + printable(module.name);
        }
    }
    return text;
}

/// What NSS says that it takes, if there is anything to choose from.
std::string preferred_in(const NssDatabase& database)
{
    return opensc_in(database) == OpenSc::absent ? std::string{}
                                                 : preferred_module(database.directory);
}

void print_opensc(const NssDatabase& database)
{
    if (opensc_in(database) == OpenSc::absent) {
        return;
    }
    const auto preferred = preferred_in(database);
    print_field("  " + translate("With this card the browser uses"),
                preferred.empty() ? translate("cannot be told without a card, or without its PIN")
                                  : printable(preferred));
    if (opensc_in(database) == OpenSc::harmful) {
        print_field("  " + translate("OpenSC interferes"),
                    translate("to change that, close the browser and run: openbeid browsers enable "
                              "--fix-opensc"));
    }
}

Json to_json(const NssDatabase& database, const std::filesystem::path& module)
{
    Json modules = Json::array();
    for (const auto& each : database.modules) {
        modules.push_back({{"name", each.name}, {"library", each.library}});
    }
    return {{"browser", database.browser},
            {"directory", database.directory.string()},
            {"packaging", key_of(database.packaging)},
            {"exists", database.exists},
            {"running", !database.running.empty()},
            {"state", key_of(registration_in(database, module))},
            {"opensc", key_of(opensc_in(database))},
            {"modules", std::move(modules)}};
}

std::string heading_of(const NssDatabase& database)
{
    return database.browser + " (" + printable(database.directory.string()) + ")";
}

void print_none_found()
{
    print_line(translate("No browser with a profile was found. Start the browser once, then "
                         "repeat this."));
}

Json whole_json(Json list,
                const std::vector<NssDatabase>& databases,
                const std::filesystem::path& module)
{
    return {{"databases", std::move(list)},
            {"libreoffice_choose", libreoffice_should_choose(databases).string()},
            {"policies", policies_json(module)}};
}

/// LibreOffice's settings are its own: what there is to choose is said, and that is all.
void print_libreoffice(const std::vector<NssDatabase>& databases)
{
    if (const auto directory = libreoffice_should_choose(databases); !directory.empty()) {
        print_field(
            "LibreOffice",
            fill(translate("finds none of these by itself; choose {directory} in its options "
                           "(Security, Certificate Path)"),
                 {{"directory", printable(directory.string())}}));
    }
}

bool done(ChangeResult result)
{
    return result == ChangeResult::unchanged || result == ChangeResult::changed;
}

/// The databases as they are now, with what was done to each.
Json changed_json(const std::vector<NssDatabase>& databases,
                  const std::vector<Change>& changes,
                  const std::filesystem::path& module)
{
    const auto now = find_databases();
    Json list = Json::array();
    for (std::size_t i = 0; i < databases.size(); ++i) {
        const auto same = std::ranges::find(now, databases[i].directory, &NssDatabase::directory);
        auto entry = to_json(same != now.end() ? *same : databases[i], module);
        entry["result"] = key_of(changes[i].result);
        entry["reason"] = changes[i].reason;
        list.push_back(std::move(entry));
    }
    return whole_json(std::move(list), now, module);
}

Ending change(const Options& options, Action action)
{
    const auto module = module_file(options);
    std::error_code error;
    if (action != Action::disable && !std::filesystem::exists(module, error)) {
        return Failure{
            .exit = ExitCode::failed,
            .code = "module_missing",
            .sentence = fill(translate("There is no module {file}."), {{"file", module.string()}}),
            .next = translate("Install OpenBeID again.")};
    }
    if (options.system) {
        return change_system_registration(options, action);
    }
    const auto databases = find_databases();
    if (databases.empty() && !options.json) {
        print_none_found();
        return ExitCode::done;
    }
    const Neighbours neighbours{.replace_official = options.replace_official,
                                .fix_opensc = options.fix_opensc};
    std::vector<Change> changes;
    for (const auto& database : databases) {
        changes.push_back(change_registration(database, action, module, neighbours));
        if (!options.json) {
            print_field(heading_of(database), change_text(changes.back()));
        }
    }
    if (options.json) {
        print_json(changed_json(databases, changes, module));
    } else if (action == Action::enable) {
        print_libreoffice(databases);
    }
    return std::ranges::all_of(changes, done, &Change::result) ? ExitCode::done : ExitCode::failed;
}

} // namespace

Ending run_browsers_status(const Options& options)
{
    if (options.system) {
        return show_system_registration(options);
    }
    const auto module = module_file(options);
    const auto databases = find_databases();
    if (databases.empty() && !options.json) {
        print_none_found();
    }
    Json list = Json::array();
    for (const auto& database : databases) {
        if (options.json) {
            list.push_back(to_json(database, module));
            list.back()["preferred"] = preferred_in(database);
            continue;
        }
        print_field(heading_of(database), state_text(registration_in(database, module)));
        print_field("  " + translate("Registered too"), names_of_neighbours(database));
        print_opensc(database);
    }
    if (options.json) {
        print_json(whole_json(std::move(list), databases, module));
    } else {
        print_libreoffice(databases);
        print_policies(module);
    }
    return ExitCode::done;
}

Ending run_browsers_enable(const Options& options)
{
    return change(options, Action::enable);
}

Ending run_browsers_disable(const Options& options)
{
    return change(options, Action::disable);
}

Ending run_browsers_repair(const Options& options)
{
    return change(options, Action::repair);
}

} // namespace openbeid::cli
