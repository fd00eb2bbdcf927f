// SPDX-License-Identifier: Apache-2.0
#include "base/process_exit.hpp"

#include <atomic>
#include <cstdlib>

namespace openbeid {

namespace {

// NOLINTBEGIN(cppcoreguidelines-avoid-non-const-global-variables): what a process has one of
std::atomic<bool> watched{false};
std::atomic<bool> exiting{false};
// NOLINTEND(cppcoreguidelines-avoid-non-const-global-variables)

} // namespace

void watch_process_exit() noexcept
{
    if (!watched.exchange(true)) {
        // In a shared object this also runs at dlclose(), when the flag goes with the object.
        static_cast<void>(std::atexit([] { exiting.store(true); }));
    }
}

bool process_is_exiting() noexcept
{
    return exiting.load();
}

} // namespace openbeid
