// SPDX-License-Identifier: Apache-2.0
#include "files.hpp"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace openbeid::cli {

std::string read_text(const std::filesystem::path& file)
{
    constexpr std::size_t limit = 1024UL * 1024;
    std::ifstream stream{file, std::ios::binary};
    std::string text(limit, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(limit));
    text.resize(static_cast<std::size_t>(std::max<std::streamsize>(stream.gcount(), 0)));
    return text;
}

std::vector<std::string> lines_of(const std::filesystem::path& file)
{
    std::vector<std::string> lines;
    std::istringstream text{read_text(file)};
    for (std::string line; std::getline(text, line);) {
        lines.push_back(std::move(line));
    }
    return lines;
}

std::string first_line(const std::filesystem::path& file)
{
    std::ifstream stream{file};
    std::string line;
    std::getline(stream, line);
    return line;
}

std::string environment(const char* name)
{
    const char* const value = std::getenv(name);
    return value != nullptr ? value : "";
}

std::filesystem::path home()
{
    if (const auto folder = environment("HOME"); !folder.empty()) {
        return folder;
    }
    const auto* const user = ::getpwuid(::getuid()); // NOLINT(concurrency-mt-unsafe): one thread
    return user != nullptr ? user->pw_dir : "/";
}

std::filesystem::path find_program(std::string_view name)
{
    std::istringstream folders{environment("PATH") + ":/usr/sbin:/sbin:/usr/local/sbin"};
    for (std::string folder; std::getline(folders, folder, ':');) {
        const auto file = std::filesystem::path{folder} / name;
        if (!folder.empty() && ::access(file.c_str(), X_OK) == 0) {
            return file;
        }
    }
    return {};
}

std::string_view trimmed(std::string_view text) noexcept
{
    constexpr std::string_view blanks{" \t\r\n"};
    const auto begin = text.find_first_not_of(blanks);
    const auto end = text.find_last_not_of(blanks);
    return begin == std::string_view::npos ? std::string_view{}
                                           : text.substr(begin, end - begin + 1);
}

} // namespace openbeid::cli
