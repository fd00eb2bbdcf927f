// SPDX-License-Identifier: Apache-2.0
#include "process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <system_error>

namespace openbeid::bench {

namespace {

std::array<int, 2> make_pipe()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw std::system_error{errno, std::generic_category(), "pipe"};
    }
    return ends;
}

std::vector<char*> pointers_to(std::vector<std::string>& words)
{
    std::vector<char*> pointers;
    for (auto& word : words) {
        pointers.push_back(word.data());
    }
    pointers.push_back(nullptr);
    return pointers;
}

/// `changes` first: of two values of a variable, getenv() finds the first.
std::vector<std::string> with_ours(std::vector<std::string> changes)
{
    for (char** entry = environ; *entry != nullptr; ++entry) {
        changes.emplace_back(*entry);
    }
    return changes;
}

} // namespace

Process::Process(const std::vector<std::string>& command,
                 const std::vector<std::string>& environment)
{
    const auto input = make_pipe();
    const auto output = make_pipe();
    posix_spawn_file_actions_t actions{};
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, input[0], STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
    auto words = command;
    auto variables = with_ours(environment);
    const int error = ::posix_spawnp(&pid_,
                                     words.front().c_str(),
                                     &actions,
                                     nullptr,
                                     pointers_to(words).data(),
                                     pointers_to(variables).data());
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(input[0]);
    ::close(output[1]);
    input_ = input[1];
    output_.reset(::fdopen(output[0], "r"));
    if (error != 0) {
        ::close(input_);
        throw std::system_error{error, std::generic_category(), words.front()};
    }
}

Process::~Process()
{
    ::close(input_); // a program that waits for an answer ends
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        static_cast<void>(succeeded());
    }
}

std::optional<std::string> Process::line()
{
    char* text = nullptr;
    std::size_t room = 0;
    const auto size = ::getline(&text, &room, output_.get());
    const std::unique_ptr<char, void (*)(void*)> owner{text, &std::free};
    if (size <= 0) {
        return std::nullopt;
    }
    return std::string{text, static_cast<std::size_t>(size) - (text[size - 1] == '\n' ? 1 : 0)};
}

void Process::go_on()
{
    const char end_of_line = '\n';
    if (::write(input_, &end_of_line, 1) != 1) {
        throw std::system_error{errno, std::generic_category(), "write"};
    }
}

bool Process::succeeded()
{
    int status = 0;
    const bool ended = ::waitpid(pid_, &status, 0) == pid_;
    pid_ = 0;
    return ended && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

} // namespace openbeid::bench
