// SPDX-License-Identifier: Apache-2.0
#include "prompt/request.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>
#include <cstdlib>
#include <vector>

namespace openbeid::prompt {

namespace {

constexpr std::string_view cut_mark = "...";

bool is_plain(char c)
{
    // A label of a window may be taken for HTML (Qt guesses), a quote would end ours.
    constexpr std::string_view special = "<>&\"\\";
    return c >= ' ' && c <= '~' && special.find(c) == std::string_view::npos;
}

std::string escaped(char c)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    return is_plain(c) ? std::string(1, c)
                       : std::string{"\\x"} + digits[byte >> 4U] + digits[byte & 0x0FU];
}

} // namespace

std::string printable_program(std::string_view name)
{
    std::vector<std::string> parts(name.size()); // whole escapes, so that none is cut in two
    std::transform(name.begin(), name.end(), parts.begin(), escaped);
    std::size_t size = 0;
    auto first = parts.end();
    while (first != parts.begin() && size + std::prev(first)->size() <= max_program_size) {
        --first;
        size += first->size();
    }
    if (first != parts.begin()) {
        while (size > max_program_size - cut_mark.size()) {
            size -= first->size();
            ++first;
        }
        first = parts.insert(first, std::string{cut_mark});
    }
    std::string shown;
    std::for_each(first, parts.end(), [&shown](const std::string& part) { shown += part; });
    return shown;
}

std::string requesting_program()
{
    std::array<char, PATH_MAX> path{};
    const auto size = ::readlink("/proc/self/exe", path.data(), path.size());
    std::string_view name{path.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
    // What Linux says of a program that was updated while it runs.
    constexpr std::string_view deleted = " (deleted)";
    if (name.ends_with(deleted)) {
        name.remove_suffix(deleted.size());
    }
    return name.empty() ? "?" : printable_program(name);
}

std::string language_of(std::string_view locale)
{
    const auto language = locale.substr(0, locale.find_first_of("_.@"));
    for (const auto* const known : {"fr", "nl", "de"}) {
        if (language == known) {
            return known;
        }
    }
    return "en";
}

std::string user_language()
{
    for (const auto* const name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        const char* const value = ::secure_getenv(name);
        const std::string_view locale = value != nullptr ? value : "";
        if (!locale.empty()) {
            return language_of(locale);
        }
    }
    return "en";
}

} // namespace openbeid::prompt
