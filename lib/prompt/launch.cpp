// SPDX-License-Identifier: Apache-2.0
#include "prompt/launch.hpp"

#include "base/no_cancellation.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <csignal>
#include <cstddef>
#include <cstdint>

namespace openbeid::prompt {

namespace {

constexpr std::size_t stack_size = std::size_t{64} * 1024; // of each of the two
constexpr int lowest_free = STDERR_FILENO + 1;

/// Memory for the stacks of the two processes that borrow ours.
class Stacks {
public:
    Stacks() noexcept
        : memory_{::mmap(nullptr,
                         2 * stack_size,
                         PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK,
                         -1,
                         0)}
    {
    }
    ~Stacks()
    {
        if (valid()) {
            ::munmap(memory_, 2 * stack_size);
        }
    }
    Stacks(const Stacks&) = delete;
    Stacks& operator=(const Stacks&) = delete;

    [[nodiscard]] bool valid() const noexcept { return memory_ != MAP_FAILED; }
    /// Stacks grow downwards on all processors that we build for.
    [[nodiscard]] void* top(std::size_t which) const noexcept
    {
        // Within the mapping.
        return static_cast<std::uint8_t*>(memory_) + (which + 1) * stack_size;
    }

private:
    void* memory_;
};

/// No signal handler of the host may run in a process that borrows its memory, and no cancellation
/// of this thread may be acted upon there.
class Undisturbed {
public:
    Undisturbed() noexcept
    {
        sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_BLOCK, &all, &mask_);
    }
    ~Undisturbed() { ::pthread_sigmask(SIG_SETMASK, &mask_, nullptr); }
    Undisturbed(const Undisturbed&) = delete;
    Undisturbed& operator=(const Undisturbed&) = delete;

private:
    const NoCancellation no_cancellation_;
    sigset_t mask_{};
};

struct Work {
    Launch* launch;
    const Stacks* stacks;
};

int failure(Launch& launch, const char* step) noexcept
{
    launch.error = errno;
    launch.failed_step = step;
    return 1;
}

void reset_signals() noexcept
{
    struct sigaction standard = {};
    standard.sa_handler = SIG_DFL;
    for (int signal = 1; signal < NSIG; ++signal) {
        ::sigaction(signal, &standard, nullptr); // SIGKILL, SIGSTOP and libc's own refuse
    }
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

// What follows runs while the host's thread stands still in clone(): only calls that are
// async-signal-safe, and a return instead of exit().

int become_program(void* argument)
{
    Launch& launch = *static_cast<Work*>(argument)->launch;
    ::setsid(); // what the terminal sends to the host's group is not for the helper
    if (::dup2(launch.input, STDIN_FILENO) < 0 || ::dup2(launch.output, STDOUT_FILENO) < 0) {
        return failure(launch, "dup2");
    }
    const int null = ::open("/dev/null", O_RDWR); // NOLINT(*-vararg): POSIX
    if (null < 0 || ::dup2(null, STDERR_FILENO) < 0) {
        return failure(launch, "/dev/null");
    }
    if (::close_range(lowest_free, UINT_MAX, 0) != 0) {
        return failure(launch, "close_range");
    }
    reset_signals();
    ::execve(launch.path, launch.arguments, launch.environment);
    return failure(launch, "execve");
}

int start_program(void* argument)
{
    const Work& work = *static_cast<const Work*>(argument);
    Launch& launch = *work.launch;
    // NOLINTNEXTLINE(*-vararg): Linux
    const pid_t program = ::clone(become_program,
                                  work.stacks->top(1),
                                  CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD,
                                  argument,
                                  &launch.process);
    if (program < 0) {
        return failure(launch, "second clone");
    }
    if (launch.error != 0) {
        ::waitpid(program, nullptr, 0);
    }
    return 0;
}

} // namespace

void launch_stranger(Launch& launch) noexcept
{
    const Stacks stacks;
    if (!stacks.valid()) {
        static_cast<void>(failure(launch, "stack"));
        return;
    }
    const Undisturbed undisturbed;
    Work work{.launch = &launch, .stacks = &stacks};
    // CLONE_FILES: the pidfd that the process in between gets is ours too. Exit signal: none.
    const pid_t between = // NOLINTNEXTLINE(*-vararg): Linux
        ::clone(start_program, stacks.top(0), CLONE_VM | CLONE_VFORK | CLONE_FILES, &work);
    if (between < 0) {
        static_cast<void>(failure(launch, "first clone"));
        return;
    }
    // Only __WALL sees it. A host that waits so for any child may be first: nothing is lost.
    ::waitpid(between, nullptr, __WALL);
    if (launch.error != 0 && launch.process >= 0) {
        ::close(launch.process);
        launch.process = -1;
    }
}

} // namespace openbeid::prompt
