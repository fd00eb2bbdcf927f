// SPDX-License-Identifier: Apache-2.0
#include "browsers/libreoffice.hpp"

#include "files.hpp"

#include <algorithm>
#include <array>

namespace openbeid::cli {

namespace {

namespace fs = std::filesystem;

struct Settings {
    const char* folder; ///< in the user's home
    Packaging packaging;
};

constexpr std::array known_settings{
    Settings{".config/libreoffice/4/user", Packaging::native},
    Settings{"snap/libreoffice/current/.config/libreoffice/4/user", Packaging::snap},
    Settings{".var/app/org.libreoffice.LibreOffice/config/libreoffice/4/user", Packaging::flatpak}};

/// The five characters that XML writes as names.
std::string unescaped(std::string text)
{
    constexpr std::array<std::array<std::string_view, 2>, 5> names{
        {{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}, {"&amp;", "&"}}};
    for (const auto& [name, character] : names) {
        for (auto place = text.find(name); place != std::string::npos;
             place = text.find(name, place + character.size())) {
            text.replace(place, name.size(), character);
        }
    }
    return text;
}

/// LibreOffice writes each setting on a line of its own.
fs::path chosen_in(const fs::path& settings)
{
    constexpr std::string_view begin = "<value>";
    for (const auto& line : lines_of(settings / "registrymodifications.xcu")) {
        const auto name = line.find("oor:name=\"CertDir\"");
        const auto value = name == std::string::npos ? name : line.find(begin, name);
        const auto end = value == std::string::npos ? value : line.find("</value>", value);
        if (end != std::string::npos) {
            const auto first = value + begin.size();
            return unescaped(line.substr(first, end - first));
        }
    }
    return {};
}

bool is_used()
{
    std::error_code error;
    return !find_program("soffice").empty() || !find_program("libreoffice").empty() ||
           fs::exists(home() / known_settings.front().folder, error);
}

/// Whether it looks there without being told.
bool finds(const NssDatabase& database)
{
    const auto root = database.directory.parent_path();
    return database.packaging == Packaging::native &&
           (database.browser == "LibreOffice" ||
            database.directory == chosen_in(home() / known_settings.front().folder) ||
            root == home() / ".mozilla/firefox" || root == home() / ".thunderbird");
}

} // namespace

std::vector<LibreOfficeChoice> libreoffice_choices()
{
    std::vector<LibreOfficeChoice> choices;
    for (const auto& settings : known_settings) {
        if (auto directory = chosen_in(home() / settings.folder); !directory.empty()) {
            choices.push_back({.directory = std::move(directory), .packaging = settings.packaging});
        }
    }
    return choices;
}

fs::path libreoffice_should_choose(const std::vector<NssDatabase>& databases)
{
    if (!is_used() || std::any_of(databases.begin(), databases.end(), finds)) {
        return {};
    }
    const auto first =
        std::find_if(databases.begin(), databases.end(), [](const NssDatabase& each) {
            std::error_code error;
            return each.packaging == Packaging::native &&
                   fs::exists(each.directory / "cert9.db", error);
        });
    return first == databases.end() ? fs::path{} : first->directory;
}

} // namespace openbeid::cli
