// SPDX-License-Identifier: Apache-2.0
#include "base/process_exit.hpp"
#include "support/catch.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

using namespace openbeid;

TEST_CASE("an exit handler that was there before finds the process exiting", "[base][process-exit]")
{
    CHECK_FALSE(process_is_exiting());
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        // Handlers run in reverse order. _exit(): the test program's own ones are not wanted here.
        static_cast<void>(std::atexit([] { ::_exit(process_is_exiting() ? 0 : 1); }));
        watch_process_exit();
        watch_process_exit();
        if (process_is_exiting()) {
            ::_exit(2);
        }
        std::exit(3);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
    CHECK_FALSE(process_is_exiting());
}
