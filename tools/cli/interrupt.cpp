// SPDX-License-Identifier: Apache-2.0
#include "interrupt.hpp"

#include <unistd.h>

namespace openbeid::cli {

namespace {

volatile std::sig_atomic_t noted = 0; // the signal that came

extern "C" void note_signal(int signal)
{
    noted = signal;
}

} // namespace

SignalsHeldBack::SignalsHeldBack() noexcept
{
    sigset_t signals{};
    ::sigemptyset(&signals);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        ::sigaddset(&signals, signal);
    }
    ::sigprocmask(SIG_BLOCK, &signals, &before_);
}

SignalsHeldBack::~SignalsHeldBack()
{
    ::sigprocmask(SIG_SETMASK, &before_, nullptr);
}

SignalsNoted::SignalsNoted() noexcept
{
    struct sigaction action {};
    action.sa_handler = note_signal; // NOLINT(cppcoreguidelines-pro-type-union-access): POSIX
    noted = 0;
    ::sigaction(SIGINT, &action, &interrupt_);
    ::sigaction(SIGTERM, &action, &terminate_);
    ::sigaction(SIGHUP, &action, &hang_up_);
}

SignalsNoted::~SignalsNoted()
{
    ::sigaction(SIGINT, &interrupt_, nullptr);
    ::sigaction(SIGTERM, &terminate_, nullptr);
    ::sigaction(SIGHUP, &hang_up_, nullptr);
    if (noted != 0) {
        ::kill(::getpid(), noted);
    }
}

bool SignalsNoted::any() noexcept
{
    return noted != 0;
}

} // namespace openbeid::cli
