// SPDX-License-Identifier: Apache-2.0
#include "deadline.hpp"

#include "support/catch.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <string>

namespace openbeid::test {

namespace {

constexpr int timed_out = 124;

std::array<char, 512> message{}; // NOLINT: for the signal handler, which may allocate nothing
std::size_t message_size = 0;    // NOLINT

extern "C" void give_up(int /*signal*/)
{
    static_cast<void>(::write(STDERR_FILENO, message.data(), message_size));
    ::_exit(timed_out);
}

} // namespace

Deadline::Deadline(std::chrono::seconds bound)
{
    const std::string text = "\nTOO LONG: " + Catch::getResultCapture().getCurrentTestName() +
                             ": more than " + std::to_string(bound.count()) + " s\n";
    message_size = std::min(text.size(), message.size());
    std::copy_n(text.begin(), message_size, message.begin());
    static_cast<void>(std::signal(SIGALRM, give_up));
    ::alarm(static_cast<unsigned>(bound.count()));
}

Deadline::~Deadline()
{
    ::alarm(0);
}

} // namespace openbeid::test
