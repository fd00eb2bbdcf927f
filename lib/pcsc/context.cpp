// SPDX-License-Identifier: Apache-2.0
#include "pcsc/context.hpp"

#include "pcsc/status.hpp"

#include <pthread.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>
#include <utility>

namespace openbeid::pcsc {

namespace {

constexpr std::chrono::seconds patience_of_fork{1};
constexpr std::chrono::milliseconds pause_of_fork{1};

// NOLINTBEGIN(cppcoreguidelines-avoid-non-const-global-variables): what a process has one of
constinit std::mutex establishing;
constinit std::atomic<pthread_t> forking{}; ///< who holds it for a fork
constinit std::atomic<bool> lost{false};    ///< a child that must not call libpcsclite
constinit std::atomic<bool> watches_forks{false};
// NOLINTEND(cppcoreguidelines-avoid-non-const-global-variables)

void before_fork() noexcept
{
    if (lost) {
        return;
    }
    // Not a timed mutex: ThreadSanitizer (LLVM 14) takes its lock with a time for none.
    const auto end = std::chrono::steady_clock::now() + patience_of_fork;
    while (!establishing.try_lock()) {
        if (std::chrono::steady_clock::now() >= end) {
            return;
        }
        std::this_thread::sleep_for(pause_of_fork);
    }
    forking = ::pthread_self();
}
/// False if before_fork() waited in vain.
bool go_on_after_fork() noexcept
{
    if (::pthread_equal(forking, ::pthread_self()) == 0) {
        return false;
    }
    forking = pthread_t{};
    establishing.unlock();
    return true;
}
void after_fork_in_parent() noexcept
{
    static_cast<void>(go_on_after_fork());
}
void after_fork_in_child() noexcept
{
    lost = !go_on_after_fork();
}

} // namespace

void watch_forks() noexcept
{
    if (!watches_forks.exchange(true)) {
        // Without memory a fork does not wait.
        static_cast<void>(::pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child));
    }
}

Result<Context> Context::establish()
{
    if (lost) {
        return Error{.code = Errc::service_unavailable, .where = "SCardEstablishContext, forked"};
    }
    const std::lock_guard lock{establishing};
    SCARDCONTEXT handle{};
    const LONG status = SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &handle);
    if (status != SCARD_S_SUCCESS) {
        return error_of(status, Call::service, "SCardEstablishContext");
    }
    return Context{handle};
}

Context::Context(Context&& other) noexcept
    : handle_{other.handle_}, owned_{std::exchange(other.owned_, false)}
{
}

Context::~Context()
{
    if (owned_) {
        // Frees our side even if pcscd can't be told any more; there is nothing else to do.
        static_cast<void>(SCardReleaseContext(handle_));
    }
}

} // namespace openbeid::pcsc
