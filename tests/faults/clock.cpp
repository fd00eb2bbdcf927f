// SPDX-License-Identifier: Apache-2.0
// The functions of the C library that the module's clock, sleeps and timed waits end in. Those of
// the program win over the library's, in the loaded module too.
#include "clock.hpp"

#include <pthread.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <ctime>

namespace openbeid::test {

namespace {

// Not the epoch: a time point that was never set must not look like now.
std::atomic<std::chrono::nanoseconds> elapsed{std::chrono::hours{1}}; // NOLINT: what it shows

std::chrono::nanoseconds duration_of(const timespec& time) noexcept
{
    return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

} // namespace

std::chrono::nanoseconds virtual_time() noexcept
{
    return elapsed.load();
}

void pass_time(std::chrono::nanoseconds time) noexcept
{
    elapsed = elapsed.load() + time;
}

} // namespace openbeid::test

#pragma GCC visibility push(default)
extern "C" {

int clock_gettime(clockid_t clock, timespec* time)
{
    if (clock != CLOCK_MONOTONIC) {
        return static_cast<int>(::syscall(SYS_clock_gettime, clock, time));
    }
    const auto now = openbeid::test::virtual_time();
    const auto whole = std::chrono::duration_cast<std::chrono::seconds>(now);
    time->tv_sec = whole.count();
    time->tv_nsec = (now - whole).count();
    return 0;
}

int nanosleep(const timespec* time, timespec* /*rest*/)
{
    openbeid::test::pass_time(openbeid::test::duration_of(*time));
    return 0;
}

/// The time passes, and whoever else runs has the mutex for a moment.
int pthread_cond_clockwait(pthread_cond_t* /*condition*/,
                           pthread_mutex_t* mutex,
                           clockid_t /*clock*/,
                           const timespec* until)
{
    const auto rest = openbeid::test::duration_of(*until) - openbeid::test::virtual_time();
    if (rest.count() > 0) {
        openbeid::test::pass_time(rest);
    }
    ::pthread_mutex_unlock(mutex);
    ::sched_yield();
    ::pthread_mutex_lock(mutex);
    return ETIMEDOUT;
}

} // extern "C"
#pragma GCC visibility pop
