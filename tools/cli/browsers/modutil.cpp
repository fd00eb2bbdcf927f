// SPDX-License-Identifier: Apache-2.0
#include "browsers/modutil.hpp"

#include "files.hpp"
#include "run_program.hpp"

#include <array>
#include <sstream>
#include <vector>

namespace openbeid::cli {

namespace {

/// Returns its output if it failed.
std::string run(const std::string& program, std::vector<std::string> arguments)
{
    arguments.insert(arguments.begin(), program);
    const auto ended = run_program(arguments);
    return ended.done ? std::string{} : program + ": " + std::string{trimmed(ended.output)};
}

std::string database_name(const std::filesystem::path& directory)
{
    return "sql:" + directory.string();
}

/// Its output, which may have been cut short. Without a terminal, so that it can't ask for a PIN:
/// to certutil that is a cancel.
std::vector<std::string> listing(std::vector<std::string> command)
{
    constexpr std::array alone{"setsid", "--wait", "timeout", "30"}; // seconds
    command.insert(command.begin(), alone.begin(), alone.end());
    std::istringstream output{run_program(command).output};
    std::vector<std::string> lines;
    for (std::string line; std::getline(output, line);) {
        lines.push_back(std::move(line));
    }
    return lines;
}

/// "BELPIC" of a line "BELPIC:Authentication   u,u,u".
std::string token_of_authentication(const std::vector<std::string>& certificates)
{
    constexpr std::string_view label{":Authentication "};
    for (const auto& line : certificates) {
        if (const auto place = line.find(label); place != std::string::npos) {
            return line.substr(0, place);
        }
    }
    return {};
}

/// The module of this token, of lines "  2. OpenSC", each followed by those of its slots, "token:
/// BELPIC" among them. Nothing if a module before it has the card too, but shows its certificates
/// only after its PIN: then the browser takes those.
std::string module_of_token(const std::vector<std::string>& modules, std::string_view wanted)
{
    constexpr std::string_view token_word{"token: "};
    constexpr std::string_view number_end{". "};
    constexpr std::string_view any_eid{"BELPIC"}; // OpenSC: "BELPIC (Basic PIN)"
    std::string name;
    for (const auto& line : modules) {
        const auto text = trimmed(line);
        const auto number = text.find_first_not_of("0123456789");
        if (number != 0 && number != std::string_view::npos &&
            text.substr(number).starts_with(number_end)) {
            name = text.substr(number + number_end.size());
        } else if (text.starts_with(token_word)) {
            const auto token = text.substr(token_word.size());
            if (token == wanted) {
                return name;
            }
            if (token.starts_with(any_eid)) {
                return {};
            }
        }
    }
    return {};
}

} // namespace

bool have_nss_tools()
{
    return !find_program("modutil").empty() && !find_program("certutil").empty();
}

std::string create_database(const std::filesystem::path& directory)
{
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    if (error) {
        return error.message();
    }
    std::filesystem::permissions(directory, std::filesystem::perms::owner_all, error);
    return run("certutil", {"-N", "-d", database_name(directory), "--empty-password"});
}

std::string add_module(const std::filesystem::path& directory,
                       const std::string& name,
                       const std::filesystem::path& library)
{
    return run(
        "modutil",
        {"-dbdir", database_name(directory), "-add", name, "-libfile", library.string(), "-force"});
}

std::string delete_module(const std::filesystem::path& directory, const std::string& name)
{
    return run("modutil", {"-dbdir", database_name(directory), "-delete", name, "-force"});
}

std::string preferred_module(const std::filesystem::path& directory)
{
    const auto database = database_name(directory);
    const auto token =
        token_of_authentication(listing({"certutil", "-L", "-d", database, "-h", "all"}));
    return token.empty()
               ? std::string{}
               : module_of_token(listing({"modutil", "-dbdir", database, "-list"}), token);
}

} // namespace openbeid::cli
