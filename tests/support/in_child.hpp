// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/wait.h>
#include <unistd.h>

namespace openbeid::test {

/// Runs `body` in a child process, and with it whatever it does to its own process. Whether it
/// returned true.
template <typename Body>
bool in_child(const Body& body)
{
    const auto child = ::fork();
    if (child == 0) {
        ::_exit(body() ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

} // namespace openbeid::test
