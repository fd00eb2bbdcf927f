// SPDX-License-Identifier: Apache-2.0
#include "browsers/databases.hpp"

#include "browsers/libreoffice.hpp"
#include "browsers/running.hpp"
#include "browsers/system_policy.hpp"
#include "files.hpp"
#include "module_file.hpp"
#include "p11_kit.hpp"

#include <algorithm>
#include <array>

namespace openbeid::cli {

namespace {

namespace fs = std::filesystem;

/// The list of a database: blocks of name=value, each a module. Only read, never written.
std::vector<NssModule> modules_of(const fs::path& directory)
{
    std::vector<NssModule> modules;
    NssModule module;
    const auto keep = [&] {
        if (!module.library.empty()) {
            modules.push_back(module);
        }
        module = {};
    };
    for (const auto& line : lines_of(directory / "pkcs11.txt")) {
        const auto text = trimmed(line);
        if (text.empty()) {
            keep();
        } else if (text.starts_with("library=")) {
            module.library = text.substr(8);
        } else if (text.starts_with("name=")) {
            module.name = text.substr(5);
        } else if (text.starts_with("NSS=")) {
            module.flags = text.substr(4);
        }
    }
    keep();
    return modules;
}

bool file_exists(const fs::path& file)
{
    std::error_code error;
    return fs::exists(file, error);
}

NssDatabase database(std::string browser, const fs::path& directory, Packaging packaging)
{
    return {.browser = std::move(browser),
            .directory = directory,
            .packaging = packaging,
            .exists = file_exists(directory / "cert9.db"),
            .running = {},
            .modules = modules_of(directory)};
}

bool has_utility_process(const fs::path& profile)
{
    const auto settings = read_text(profile / "prefs.js");
    return settings.find("\"security.utility_pkcs11_module_process.enabled\", true") !=
           std::string::npos;
}

/// The profiles that profiles.ini names, relative to its folder or not.
std::vector<fs::path> profiles_in(const fs::path& root)
{
    std::vector<fs::path> profiles;
    for (const auto& line : lines_of(root / "profiles.ini")) {
        const auto text = trimmed(line);
        if (text.starts_with("Path=")) {
            auto profile = root / fs::path{text.substr(5)}; // an absolute one replaces root
            if (file_exists(profile) &&
                std::find(profiles.begin(), profiles.end(), profile) == profiles.end()) {
                profiles.push_back(std::move(profile));
            }
        }
    }
    return profiles;
}

struct MozillaRoot {
    const char* browser;
    const char* folder; ///< in the user's home
    Packaging packaging;
};

constexpr std::array mozilla_roots{
    MozillaRoot{"Firefox", ".mozilla/firefox", Packaging::native},
    MozillaRoot{"Firefox", ".config/mozilla/firefox", Packaging::native},
    MozillaRoot{"Thunderbird", ".thunderbird", Packaging::native},
    MozillaRoot{"Firefox", "snap/firefox/common/.mozilla/firefox", Packaging::snap},
    MozillaRoot{"Thunderbird", "snap/thunderbird/common/.thunderbird", Packaging::snap},
    MozillaRoot{"Firefox", ".var/app/org.mozilla.firefox/.mozilla/firefox", Packaging::flatpak},
    MozillaRoot{
        "Firefox", ".var/app/org.mozilla.firefox/config/mozilla/firefox", Packaging::flatpak},
    MozillaRoot{
        "Thunderbird", ".var/app/org.mozilla.Thunderbird/.thunderbird", Packaging::flatpak}};

void add_mozilla(std::vector<NssDatabase>& found)
{
    for (const auto& root : mozilla_roots) {
        for (const auto& profile : profiles_in(home() / root.folder)) {
            auto entry = database(root.browser, profile, root.packaging);
            entry.running = profile_in_use(profile) ? root.browser : "";
            entry.utility_process = has_utility_process(profile);
            entry.obeys_policies = root.packaging == Packaging::native;
            found.push_back(std::move(entry));
        }
    }
}

/// The databases that all browsers of the family share.
void add_shared_chromium(std::vector<NssDatabase>& found)
{
    const auto browsers = chromium_browsers();
    const auto running = running_chromium();
    const std::array places{home() / ".pki/nssdb", new_chromium_database()};
    bool any = false;
    for (const auto& place : places) {
        auto entry = database(browsers.empty() ? "Chromium" : browsers, place, Packaging::native);
        entry.running = running;
        any = any || entry.exists;
        if (entry.exists) {
            found.push_back(std::move(entry));
        }
    }
    if (!any && !browsers.empty()) {
        auto entry = database(browsers, places.back(), Packaging::native);
        entry.running = running;
        found.push_back(std::move(entry));
    }
}

struct SandboxedDatabase {
    const char* browser;
    const char* folder;
    Packaging packaging;
};

constexpr std::array sandboxed{
    SandboxedDatabase{"Chromium", "snap/chromium/current/.pki/nssdb", Packaging::snap},
    SandboxedDatabase{"Chromium", "snap/chromium/current/.local/share/pki/nssdb", Packaging::snap},
    SandboxedDatabase{"Chromium", ".var/app/org.chromium.Chromium/.pki/nssdb", Packaging::flatpak},
    SandboxedDatabase{"Google Chrome", ".var/app/com.google.Chrome/.pki/nssdb", Packaging::flatpak},
    SandboxedDatabase{"Brave", ".var/app/com.brave.Browser/.pki/nssdb", Packaging::flatpak},
    SandboxedDatabase{"Edge", ".var/app/com.microsoft.Edge/.pki/nssdb", Packaging::flatpak},
    SandboxedDatabase{"Vivaldi", ".var/app/com.vivaldi.Vivaldi/.pki/nssdb", Packaging::flatpak}};

/// What users of LibreOffice have chosen, unless it is a browser's anyway.
void add_libreoffice(std::vector<NssDatabase>& found)
{
    for (const auto& choice : libreoffice_choices()) {
        const bool known = std::any_of(found.begin(), found.end(), [&](const NssDatabase& each) {
            return each.directory == choice.directory;
        });
        auto entry = database("LibreOffice", choice.directory, choice.packaging);
        if (!known && entry.exists) { // else LibreOffice takes no notice of the choice
            found.push_back(std::move(entry));
        }
    }
}

/// The library may be a link, by which programs know the official middleware, to our module.
bool leads_to_ours(const fs::path& library)
{
    std::error_code error;
    return fs::canonical(library, error).filename() == module_name;
}

/// Whether who loads p11-kit's proxy gets such a library with it.
template <typename Predicate>
bool proxy_brings(const Predicate& is_wanted)
{
    const auto modules = p11_kit_proxy_modules();
    return std::any_of(modules.begin(), modules.end(), [&](const P11KitModule& each) {
        const fs::path library{each.library()}; // p11-kit knows where one without a folder is
        return is_wanted(library) && (!library.is_absolute() || file_exists(library));
    });
}

/// What p11-kit gives to its proxy on this computer it does not give to one in a sandbox.
bool is_registered_by_proxy(const NssDatabase& database)
{
    return database.packaging == Packaging::native && is_listed(database);
}

bool opensc_comes_first(const NssDatabase& database)
{
    const auto& modules = database.modules;
    return std::find_if(modules.begin(), modules.end(), brings_opensc) <
           std::find_if(modules.begin(), modules.end(), brings_ours);
}

bool is_registered_for_all(const NssDatabase& database, const fs::path& module)
{
    return database.obeys_policies &&
           look_at_policy(database.browser, module).state == PolicyState::registered;
}

} // namespace

std::vector<NssDatabase> find_databases()
{
    std::vector<NssDatabase> found;
    add_mozilla(found);
    add_shared_chromium(found);
    for (const auto& place : sandboxed) {
        if (auto entry = database(place.browser, home() / place.folder, place.packaging);
            entry.exists) {
            found.push_back(std::move(entry));
        }
    }
    add_libreoffice(found);
    return found;
}

std::filesystem::path new_chromium_database()
{
    const auto data = environment("XDG_DATA_HOME");
    return (data.empty() ? home() / ".local/share" : fs::path{data}) / "pki/nssdb";
}

Registration registration_in(const NssDatabase& database, const std::filesystem::path& module)
{
    std::vector<NssModule> ours;
    std::copy_if(database.modules.begin(),
                 database.modules.end(),
                 std::back_inserter(ours),
                 [](const NssModule& each) { return is_ours(each); });
    if (ours.empty()) {
        return is_registered_by_proxy(database) || is_registered_for_all(database, module)
                   ? Registration::registered
                   : Registration::not_registered;
    }
    if (ours.size() > 1 || has_needless_entry(database)) {
        return Registration::twice;
    }
    if (ours.front().name == "Root Certs") {
        return Registration::bad_name;
    }
    std::error_code error;
    return fs::equivalent(ours.front().library, module, error) && !error ? Registration::registered
                                                                         : Registration::wrong_path;
}

bool is_ours(const fs::path& library)
{
    return library.filename() == module_name || (library.is_absolute() && leads_to_ours(library));
}

bool is_official(const fs::path& library)
{
    const auto name = library.filename().string();
    return (name.starts_with("libbeidpkcs11") || name == "beidpkcs11.so") && !is_ours(library);
}

bool is_ours(const NssModule& module)
{
    return is_ours(fs::path{module.library});
}

bool is_official(const NssModule& module)
{
    return is_official(fs::path{module.library});
}

bool is_opensc(const fs::path& library)
{
    return library.filename().string().find("opensc-pkcs11") != std::string::npos;
}

bool is_opensc(const NssModule& module)
{
    return is_opensc(fs::path{module.library});
}

bool is_p11_kit_proxy(const NssModule& module)
{
    return fs::path{module.library}.filename().string().starts_with("p11-kit-proxy.so");
}

bool brings_ours(const NssModule& module)
{
    return is_ours(module) ||
           (is_p11_kit_proxy(module) &&
            proxy_brings([](const fs::path& library) { return is_ours(library); }));
}

bool is_listed(const NssDatabase& database)
{
    return std::any_of(database.modules.begin(), database.modules.end(), brings_ours);
}

bool has_needless_entry(const NssDatabase& database)
{
    auto without = database;
    std::erase_if(without.modules, [](const NssModule& each) { return is_ours(each); });
    const bool has_entry = without.modules.size() < database.modules.size();
    const bool needed = opensc_comes_first(without) && !opensc_comes_first(database);
    return has_entry && !needed && is_registered_by_proxy(without);
}

bool brings_opensc(const NssModule& module)
{
    return is_opensc(module) ||
           (is_p11_kit_proxy(module) &&
            proxy_brings([](const fs::path& library) { return is_opensc(library); }));
}

OpenSc opensc_in(const NssDatabase& database)
{
    const auto& modules = database.modules;
    const auto opensc = std::find_if(modules.begin(), modules.end(), brings_opensc);
    if (opensc == modules.end()) {
        return OpenSc::absent;
    }
    const bool told = std::all_of(opensc, modules.end(), [](const NssModule& each) {
        return !brings_opensc(each) || each.flags.find("PublicCerts") != std::string::npos;
    });
    return !opensc_comes_first(database) && told ? OpenSc::harmless : OpenSc::harmful;
}

const char* key_of(OpenSc place) noexcept
{
    switch (place) {
    case OpenSc::absent: return "absent";
    case OpenSc::harmless: return "harmless";
    case OpenSc::harmful: return "harmful";
    }
    return "";
}

const char* key_of(Packaging packaging) noexcept
{
    switch (packaging) {
    case Packaging::native: return "native";
    case Packaging::snap: return "snap";
    case Packaging::flatpak: return "flatpak";
    }
    return "";
}

const char* key_of(Registration registration) noexcept
{
    switch (registration) {
    case Registration::registered: return "registered";
    case Registration::not_registered: return "not_registered";
    case Registration::wrong_path: return "wrong_path";
    case Registration::twice: return "twice";
    case Registration::bad_name: return "bad_name";
    }
    return "";
}

} // namespace openbeid::cli
