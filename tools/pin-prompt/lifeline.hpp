// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>

/// The end of this process when nobody waits for its answer any more: a window that stays would
/// take a PIN for nothing.
namespace openbeid::pin_prompt {

/**
 * From now on this process ends at once, and its pinentry with it, when the other end of standard
 * input is closed (the asker has its answer, gave up, or died), when `time_out` and a little more
 * is over, or by a signal that asks for it. By signal handlers, so that it also works while
 * libassuan waits for a pinentry that hangs.
 */
void hold_lifeline(std::chrono::seconds time_out) noexcept;

/// The pinentry to end with this process; it leads a process group of its own.
void set_pinentry(pid_t pinentry) noexcept;

/// Ends that pinentry, first politely (it may have a terminal to restore), and reaps it.
/// Async-signal-safe.
void end_pinentry() noexcept;

} // namespace openbeid::pin_prompt
