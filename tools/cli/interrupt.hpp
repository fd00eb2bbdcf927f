// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csignal>

/// What Ctrl-C does while it must not simply end the program.
namespace openbeid::cli {

/// While it lives, SIGINT, SIGTERM and SIGHUP wait: a PIN command that has begun is brought to its
/// end, and its result told.
class SignalsHeldBack {
public:
    SignalsHeldBack() noexcept;
    ~SignalsHeldBack();
    SignalsHeldBack(const SignalsHeldBack&) = delete;
    SignalsHeldBack& operator=(const SignalsHeldBack&) = delete;
    SignalsHeldBack(SignalsHeldBack&&) = delete;
    SignalsHeldBack& operator=(SignalsHeldBack&&) = delete;

private:
    sigset_t before_{};
};

/// While it lives, these signals are only noted, so that a long reading ends where it does no harm;
/// at the end of its life a signal that came has its usual effect.
class SignalsNoted {
public:
    SignalsNoted() noexcept;
    ~SignalsNoted();
    SignalsNoted(const SignalsNoted&) = delete;
    SignalsNoted& operator=(const SignalsNoted&) = delete;
    SignalsNoted(SignalsNoted&&) = delete;
    SignalsNoted& operator=(SignalsNoted&&) = delete;

    [[nodiscard]] static bool any() noexcept;

private:
    struct sigaction interrupt_ {};
    struct sigaction terminate_ {};
    struct sigaction hang_up_ {};
};

} // namespace openbeid::cli
