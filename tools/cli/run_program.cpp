// SPDX-License-Identifier: Apache-2.0
#include "run_program.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace openbeid::cli {

EndedProgram run_program(std::vector<std::string> command)
{
    std::vector<char*> pointers;
    for (auto& argument : command) {
        pointers.push_back(argument.data());
    }
    pointers.push_back(nullptr);

    std::array<int, 2> output{};
    if (::pipe2(output.data(), O_CLOEXEC) != 0) {
        return {.output = std::strerror(errno)};
    }
    posix_spawn_file_actions_t actions{};
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, output[1], STDERR_FILENO);
    pid_t child = -1;
    const int error =
        ::posix_spawnp(&child, pointers.front(), &actions, nullptr, pointers.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(output[1]);
    EndedProgram ended;
    std::array<char, 1024> part{};
    for (auto got = ::read(output[0], part.data(), part.size()); got > 0;
         got = ::read(output[0], part.data(), part.size())) {
        ended.output.append(part.data(), static_cast<std::size_t>(got));
    }
    ::close(output[0]);
    if (error != 0) {
        return {.output = std::strerror(error)};
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    ended.done = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    return ended;
}

} // namespace openbeid::cli
