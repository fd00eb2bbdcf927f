// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace openbeid::prompt {

/// A program to start, and what became of it.
struct Launch {
    const char* path{nullptr};
    char* const* arguments{nullptr};
    char* const* environment{nullptr};
    int input{-1};  ///< becomes its standard input; not 0, 1 or 2 here
    int output{-1}; ///< becomes its standard output; not 0, 1 or 2 here

    int process{-1};             ///< out: a pidfd, close-on-exec; the caller's to close
    int error{0};                ///< out: errno of what failed; 0: the program runs
    const char* failed_step{""}; ///< out: static name of what failed
};

/**
 * Starts a program as a stranger to this process: not its child, in a session of its own, with no
 * descriptor but the two that are given (and /dev/null as standard error), all signals as at boot.
 *
 * The host must not notice. A child that runs another program always reports its end with SIGCHLD
 * (execve(2) sets the signal back) and is found by the host's waitpid(-1). So the program is a
 * child of a child: the one in between is cloned with exit signal 0, which plain wait calls do not
 * see and no SIG_IGN reaps before us; it starts the program, ends, and is reaped here by its id.
 * The orphan then belongs to init. Only a host that adopts orphans itself (PID 1 of a container, a
 * "child subreaper") becomes its parent again; for that one HelperProcess reaps it.
 *
 * Both are cloned like vfork(2) does: they borrow our memory while this thread stands still, so
 * nothing of a large host is copied, no fork handler of the host runs, and a failed execve is told
 * in `launch`. Until then they call nothing that is not async-signal-safe.
 *
 * Returns when the program runs or could not be started. Any thread; at most one start a thread.
 */
void launch_stranger(Launch& launch) noexcept;

} // namespace openbeid::prompt
