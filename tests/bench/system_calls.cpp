// SPDX-License-Identifier: Apache-2.0
#include "system_calls.hpp"

#include "marks.hpp"
#include "process.hpp"

#include <fstream>
#include <system_error>

namespace openbeid::bench {

std::string why_no_system_calls()
{
    try {
        Process trial{traced({"true"}, "/dev/null"), {}};
        return trial.succeeded() ? "" : "strace is not allowed to trace here";
    } catch (const std::system_error&) {
        return "strace is not installed (Debian package strace)";
    }
}

std::vector<std::string> traced(const std::vector<std::string>& command,
                                const std::filesystem::path& log)
{
    std::vector<std::string> words{
        "strace", "--follow-forks", "--quiet=all", "--signal=none", "--output", log.string(), "--"};
    words.insert(words.end(), command.begin(), command.end());
    return words;
}

std::uint64_t count_system_calls(const std::filesystem::path& log)
{
    std::ifstream lines{log};
    std::uint64_t count = 0;
    bool counts = false;
    for (std::string line; std::getline(lines, line);) {
        if (line.find(end_mark) != std::string::npos) {
            break;
        }
        const bool began_earlier = line.find("resumed>") != std::string::npos;
        count += counts && !began_earlier ? 1 : 0;
        counts = counts || line.find(begin_mark) != std::string::npos;
    }
    return count;
}

} // namespace openbeid::bench
