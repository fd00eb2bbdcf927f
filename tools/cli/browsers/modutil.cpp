// SPDX-License-Identifier: Apache-2.0
#include "browsers/modutil.hpp"

#include "files.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

namespace openbeid::cli {

namespace {

/// Runs a program without a shell and without input, and returns its output if it failed.
std::string run(const std::string& program, std::vector<std::string> arguments)
{
    std::vector<char*> pointers;
    arguments.insert(arguments.begin(), program);
    for (auto& argument : arguments) {
        pointers.push_back(argument.data());
    }
    pointers.push_back(nullptr);

    std::array<int, 2> output{};
    if (::pipe2(output.data(), O_CLOEXEC) != 0) {
        return std::strerror(errno);
    }
    posix_spawn_file_actions_t actions{};
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, output[1], STDERR_FILENO);
    pid_t child = -1;
    const int error =
        ::posix_spawnp(&child, program.c_str(), &actions, nullptr, pointers.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(output[1]);
    std::string said;
    std::array<char, 1024> part{};
    for (auto got = ::read(output[0], part.data(), part.size()); got > 0;
         got = ::read(output[0], part.data(), part.size())) {
        said.append(part.data(), static_cast<std::size_t>(got));
    }
    ::close(output[0]);
    if (error != 0) {
        return program + ": " + std::strerror(error);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    const bool done = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    return done ? std::string{} : program + ": " + std::string{trimmed(said)};
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
