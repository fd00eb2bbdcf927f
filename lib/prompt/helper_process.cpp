// SPDX-License-Identifier: Apache-2.0
#include "prompt/helper_process.hpp"

#include "base/clock.hpp"
#include "base/log.hpp"
#include "prompt/launch.hpp"

#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>

namespace openbeid::prompt {

namespace {

/// For a helper that takes its window away, and for the kernel to end one that was killed.
constexpr std::chrono::milliseconds grace{1000};

bool has_ended(int process, std::chrono::milliseconds wait) noexcept
{
    const auto deadline = now() + wait;
    for (;;) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - now()).count();
        pollfd event{.fd = process, .events = POLLIN, .revents = 0};
        const int ready = ::poll(&event, 1, static_cast<int>(std::max<long long>(left, 0)));
        if (ready >= 0 || errno != EINTR) {
            return ready > 0;
        }
    }
}

} // namespace

Result<HelperProcess> HelperProcess::start(const std::string& path,
                                           const std::vector<std::string>& environment,
                                           const Descriptor& input,
                                           const Descriptor& output)
{
    const auto pointer = [](const std::string& text) {
        // NOLINTNEXTLINE(*-const-cast): execve() wants char*, and writes nothing there
        return const_cast<char*>(text.c_str());
    };
    const std::array<char*, 2> arguments{pointer(path), nullptr};
    std::vector<char*> variables(environment.size() + 1, nullptr);
    std::transform(environment.begin(), environment.end(), variables.begin(), pointer);

    Launch launch{.path = path.c_str(),
                  .arguments = arguments.data(),
                  .environment = variables.data(),
                  .input = input.get(),
                  .output = output.get()};
    launch_stranger(launch);
    if (launch.error == 0) {
        return HelperProcess{Descriptor{launch.process}};
    }
    log::error("{} can't be started: errno {} in {}", path, launch.error, launch.failed_step);
    const bool missing = launch.error == ENOENT || launch.error == EACCES ||
                         launch.error == ENOTDIR || launch.error == ENOEXEC;
    return Error{.code = missing ? Errc::prompt_missing : Errc::prompt_failed,
                 .where = launch.failed_step};
}

HelperProcess::~HelperProcess()
{
    if (!process_.valid()) {
        return; // moved from
    }
    if (!has_ended(fd(), grace)) {
        log::warn("the PIN prompt does not end by itself and is killed");
        ::syscall(SYS_pidfd_send_signal, fd(), SIGKILL, nullptr, 0); // NOLINT(*-vararg)
        if (!has_ended(fd(), grace)) {
            log::error("the PIN prompt can't be killed");
        }
    }
    // Ours to reap only if the host adopts orphans; otherwise this does nothing.
    siginfo_t info{};
    ::waitid(P_PIDFD, static_cast<id_t>(fd()), &info, WEXITED | WNOHANG);
}

} // namespace openbeid::prompt
