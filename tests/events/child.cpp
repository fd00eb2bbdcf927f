// SPDX-License-Identifier: Apache-2.0
#include "child.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <exception>
#include <iostream>
#include <stdexcept>

namespace openbeid::test {

namespace {

constexpr unsigned child_patience = 60; // seconds

bool run(const std::function<bool()>& work)
{
    try {
        return work();
    } catch (const std::exception& error) {
        std::cerr << "child: " << error.what() << std::endl;
        return false;
    }
}

} // namespace

Signal::Signal()
{
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) {
        throw std::runtime_error{"pipe"};
    }
    read_end_ = ends[0];
    write_end_ = ends[1];
}

Signal::~Signal()
{
    ::close(read_end_);
    ::close(write_end_);
}

void Signal::tell() const
{
    const char byte = 1;
    static_cast<void>(::write(write_end_, &byte, 1) == 1);
}

bool Signal::await() const
{
    char byte = 0;
    return ::read(read_end_, &byte, 1) == 1;
}

Child::Child(const std::function<bool()>& work) : pid_{::fork()}
{
    if (pid_ == 0) {
        static_cast<void>(std::signal(SIGALRM, SIG_DFL));
        ::alarm(child_patience);
        ::_exit(run(work) ? 0 : 1);
    }
}

Child::~Child()
{
    kill();
}

bool Child::succeeded()
{
    int status = 0;
    const bool ended = pid_ > 0 && ::waitpid(pid_, &status, 0) == pid_;
    pid_ = 0;
    return ended && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void Child::kill()
{
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        succeeded();
    }
}

} // namespace openbeid::test
