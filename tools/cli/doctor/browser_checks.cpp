// SPDX-License-Identifier: Apache-2.0
#include "browsers/databases.hpp"
#include "browsers/modutil.hpp"
#include "browsers/running.hpp"
#include "doctor/checks.hpp"
#include "doctor/processes.hpp"
#include "doctor/usb.hpp"
#include "files.hpp"
#include "module_file.hpp"

#include <algorithm>

namespace openbeid::cli {

namespace {

std::string place_of(const NssDatabase& database)
{
    return database.browser + ", " + database.directory.string();
}

void check_registration(const NssDatabase& database,
                        const std::filesystem::path& module,
                        Findings& findings)
{
    const auto place = place_of(database);
    switch (registration_in(database, module)) {
    case Registration::registered: findings.add("browser-registered", place); return;
    case Registration::not_registered: findings.add("browser-not-registered", place); return;
    case Registration::wrong_path: findings.add("browser-wrong-path", place); return;
    case Registration::twice: findings.add("browser-registered-twice", place); return;
    case Registration::bad_name: findings.add("browser-bad-name", place); return;
    }
}

/// Which of the two NSS takes is asked of NSS, if a card in the reader lets it tell.
void check_opensc(const NssDatabase& database, Findings& findings)
{
    switch (opensc_in(database)) {
    case OpenSc::absent: return;
    case OpenSc::harmless: findings.add("other-module-opensc", place_of(database)); return;
    case OpenSc::harmful: break;
    }
    const auto preferred = preferred_module(database.directory);
    const auto& modules = database.modules;
    const bool wins = std::any_of(modules.begin(), modules.end(), [&](const NssModule& module) {
        return module.name == preferred && is_opensc(module);
    });
    const bool direct = std::any_of(
        modules.begin(), modules.end(), [](const NssModule& module) { return is_opensc(module); });
    findings.add(wins     ? "other-module-opensc-wins"
                 : direct ? "other-module-opensc-interferes"
                          : "other-module-opensc-by-p11kit",
                 place_of(database));
}

void check_neighbours(const NssDatabase& database, Findings& findings)
{
    const auto& modules = database.modules;
    if (std::any_of(modules.begin(), modules.end(), [](const NssModule& module) {
            return is_official(module);
        })) {
        findings.add("other-module-official", place_of(database));
    }
    check_opensc(database, findings);
    if (database.utility_process) {
        findings.add("firefox-utility-process", place_of(database));
    }
}

/// What snapd lets a Snap do, as AppArmor enforces it, stands in a file of the Snap's; the
/// interface pcscd adds the socket. Nothing is said where there is no such file, as without
/// AppArmor.
bool is_cut_off(const std::string& snap)
{
    const auto rules = read_text("/var/lib/snapd/apparmor/profiles/snap." + snap + "." + snap);
    return !rules.empty() && rules.find("pcscd.comm") == std::string::npos;
}

/// ~/snap/NAME/...
std::string snap_of(const NssDatabase& database)
{
    const auto place = database.directory.lexically_relative(home() / "snap");
    return place.empty() ? std::string{} : place.begin()->string();
}

void check_snaps(const std::vector<NssDatabase>& databases, Findings& findings)
{
    std::vector<std::string> seen;
    for (const auto& database : databases) {
        auto snap = snap_of(database);
        const bool known = std::find(seen.begin(), seen.end(), snap) != seen.end();
        if (database.packaging == Packaging::snap && !known && is_cut_off(snap)) {
            findings.add("snap-pcscd-not-connected", snap);
            seen.push_back(std::move(snap));
        }
    }
}

} // namespace

void check_browsers(const Options& options, Findings& findings)
{
    const auto module = module_file(options);
    const auto databases = find_databases();
    if (databases.empty()) {
        findings.add("browser-none");
    }
    for (const auto& database : databases) {
        switch (database.packaging) {
        case Packaging::native: check_registration(database, module, findings); break;
        case Packaging::snap: findings.add("browser-snap", place_of(database)); break;
        case Packaging::flatpak: findings.add("browser-flatpak", place_of(database)); break;
        }
        check_neighbours(database, findings);
    }
    check_snaps(databases, findings);
    // Nothing is said wrongly where the computer has slept: a browser's clock is then ahead.
    if (const auto late = chromium_started_before(last_usb_reader_plugged()); !late.empty()) {
        findings.add("chromium-before-reader", late);
    }
    if (const auto running = in_troubleshoot_mode(); !running.empty()) {
        findings.add("firefox-troubleshoot-mode", names_of(running));
    }
}

} // namespace openbeid::cli