// SPDX-License-Identifier: Apache-2.0
#include "text.hpp"

#include <libintl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>
#include <clocale>
#include <cstdlib>

namespace openbeid::cli {

namespace {

constexpr const char* domain = "openbeid-cli";
constexpr std::array<std::string_view, 4> languages{"en", "fr", "nl", "de"};

std::string chosen{"en"}; // written once, at the start

/// The first language of ours in "fr_BE.UTF-8" or "nl:fr"; empty if there is none.
std::string_view known_language(std::string_view names)
{
    while (!names.empty()) {
        const auto name = names.substr(0, names.find(':'));
        const auto* const known = std::find_if(languages.begin(), languages.end(), [&](auto each) {
            return name.starts_with(each) &&
                   (name.size() == each.size() || name[each.size()] == '_' ||
                    name[each.size()] == '.' || name[each.size()] == '@');
        });
        if (known != languages.end()) {
            return *known;
        }
        names.remove_prefix(std::min(name.size() + 1, names.size()));
    }
    return {};
}

std::string_view environment_language()
{
    // The order in which gettext looks.
    for (const char* const name : {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"}) {
        const char* const value = std::getenv(name);
        if (value == nullptr || *value == '\0') {
            continue;
        }
        if (const auto known = known_language(value); !known.empty()) {
            return known;
        }
        if (name != std::string_view{"LANGUAGE"}) {
            break; // a language that we don't speak
        }
    }
    return "en";
}

} // namespace

void use_language(std::string_view wanted)
{
    chosen = wanted.empty() ? environment_language() : wanted;
    // Translations exist only outside the locale C, and the user's own need not be installed.
    const char* const locale = std::setlocale(LC_ALL, "");
    const std::string_view messages =
        locale != nullptr ? std::setlocale(LC_MESSAGES, nullptr) : "C";
    if (messages == "C" || messages == "POSIX") {
        std::setlocale(LC_ALL, "C.UTF-8");
    }
    std::setlocale(LC_NUMERIC, "C");
    ::setenv("LANGUAGE", chosen.c_str(), 1); // read by gettext before the locale's own language
    ::bindtextdomain(domain, (program_folder() + OPENBEID_LOCALE_DIR).c_str());
    ::bind_textdomain_codeset(domain, "UTF-8");
}

std::string language()
{
    return chosen;
}

std::string translate(const char* english)
{
    return chosen == "en" || *english == '\0' ? english : ::dgettext(domain, english);
}

std::string translate_plural(const char* one, const char* many, long count)
{
    const auto number = static_cast<unsigned long>(std::max(count, -count));
    if (chosen == "en") {
        return number == 1 ? one : many;
    }
    return ::dngettext(domain, one, many, number);
}

std::string fill(std::string text,
                 std::initializer_list<std::pair<std::string_view, std::string_view>> values)
{
    std::string filled;
    std::string_view rest{text};
    while (!rest.empty()) {
        const auto open = rest.find('{');
        filled += rest.substr(0, open);
        if (open == std::string_view::npos) {
            break;
        }
        rest.remove_prefix(open);
        const auto close = rest.find('}');
        const auto name =
            close == std::string_view::npos ? std::string_view{} : rest.substr(1, close - 1);
        const auto* const value = std::find_if(
            values.begin(), values.end(), [&](const auto& each) { return each.first == name; });
        if (value == values.end()) {
            filled += '{';
            rest.remove_prefix(1);
        } else {
            filled += value->second;
            rest.remove_prefix(close + 1);
        }
    }
    return filled;
}

std::string printable(std::string_view text)
{
    constexpr std::string_view replacement{"\xEF\xBF\xBD"};
    std::string clean;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const bool c1 =
            byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
        if (byte < 0x20 || byte == 0x7F || c1) {
            clean += replacement;
            i += c1 ? 1 : 0;
        } else {
            clean += text[i];
        }
    }
    return clean;
}

std::string hex(ByteView bytes)
{
    constexpr std::string_view digits{"0123456789ABCDEF"};
    std::string text;
    for (const auto byte : bytes) {
        text += digits[byte >> 4U];
        text += digits[byte & 0x0FU];
    }
    return text;
}

std::string program_folder()
{
    std::array<char, PATH_MAX> path{};
    const auto size = ::readlink("/proc/self/exe", path.data(), path.size());
    const std::string_view file{path.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
    return std::string{file.substr(0, file.rfind('/') + 1)};
}

} // namespace openbeid::cli
