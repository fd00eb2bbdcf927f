// SPDX-License-Identifier: Apache-2.0
#include "browsers/modutil.hpp"

#include "files.hpp"
#include "run_program.hpp"

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

} // namespace openbeid::cli
