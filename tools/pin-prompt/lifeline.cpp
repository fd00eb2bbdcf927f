// SPDX-License-Identifier: Apache-2.0
#include "lifeline.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>

namespace openbeid::pin_prompt {

namespace {

constexpr int patience = 500;            // milliseconds for a pinentry to end
constexpr unsigned longer_than_asker{5}; // seconds: the asker's own time-out comes first

std::atomic<pid_t> current_pinentry{0}; // NOLINT(*-avoid-non-const-global-variables): for signals
static_assert(std::atomic<pid_t>::is_always_lock_free, "used in a signal handler");

bool asker_is_gone() noexcept
{
    pollfd event{.fd = STDIN_FILENO, .events = 0, .revents = 0};
    return ::poll(&event, 1, 0) != 0;
}

void end(int signal)
{
    const int saved = errno;
    if (signal != SIGIO || asker_is_gone()) {
        end_pinentry();
        ::_exit(1);
    }
    errno = saved;
}

} // namespace

void hold_lifeline(std::chrono::seconds time_out) noexcept
{
    struct sigaction action = {};
    action.sa_handler = end; // NOLINT(*-union-access): POSIX
    action.sa_flags = SA_RESTART;
    ::sigfillset(&action.sa_mask);
    for (const int signal : {SIGIO, SIGALRM, SIGTERM, SIGINT, SIGHUP}) {
        ::sigaction(signal, &action, nullptr);
    }
    // What a pinentry leaves behind must not come to an asker that adopts orphans, as a zombie.
    ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); // NOLINT(*-vararg): Linux
    ::alarm(static_cast<unsigned>(time_out.count()) + longer_than_asker);
    // NOLINTBEGIN(*-vararg): POSIX
    ::fcntl(STDIN_FILENO, F_SETOWN, ::getpid());
    ::fcntl(STDIN_FILENO, F_SETFL, O_ASYNC);
    // NOLINTEND(*-vararg)
    if (asker_is_gone()) { // before there was a signal for it
        ::_exit(1);
    }
}

void set_pinentry(pid_t pinentry) noexcept
{
    current_pinentry.store(pinentry);
}

void end_pinentry() noexcept
{
    const pid_t process = current_pinentry.exchange(0);
    if (process <= 0) {
        return;
    }
    ::kill(-process, SIGTERM);
    // NOLINTNEXTLINE(*-vararg): Linux
    const int descriptor = static_cast<int>(::syscall(SYS_pidfd_open, process, 0));
    pollfd event{.fd = descriptor, .events = POLLIN, .revents = 0};
    ::poll(&event, 1, patience);
    ::kill(-process, SIGKILL); // it, or what a pinentry that is a script has left behind
    ::waitpid(process, nullptr, 0);
    while (::waitpid(-process, nullptr, 0) > 0) { // what it left came to us: hold_lifeline()
    }
    ::close(descriptor);
}

} // namespace openbeid::pin_prompt
