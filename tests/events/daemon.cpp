// SPDX-License-Identifier: Apache-2.0
#include "daemon.hpp"

#include "environment.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <stdexcept>
#include <string>

namespace openbeid::test {

namespace {

constexpr const char* socket_path = "/run/pcscd/pcscd.comm";
constexpr const char* pid_path = "/run/pcscd/pcscd.pid";

pid_t running = 0;    // NOLINT: the one that we started, 0: that of private-pcscd
pid_t paused = 0;     // NOLINT
bool stopped = false; // NOLINT

pid_t pid_of_pcscd()
{
    pid_t pid = running;
    if (pid == 0 && !(std::ifstream{pid_path} >> pid)) {
        throw std::runtime_error{"no pcscd"};
    }
    return pid;
}

int listen_on_socket()
{
    ::unlink(socket_path);
    const int listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::string{socket_path}.copy(address.sun_path, sizeof address.sun_path - 1);
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the interface of sockets
    if (::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(listener, 64) != 0 || ::chmod(socket_path, 0666) != 0) {
        throw std::runtime_error{"pcscd's socket"};
    }
    return listener;
}

/// In the child: pcscd with that socket, as systemd would start it. Never returns.
[[noreturn]] void become_pcscd(int listener, const std::string& log)
{
    const int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    ::dup2(listener, 3);
    ::close_range(4, ~0U, 0); // our own connections to the pcscd before it, among others
    ::setenv("LISTEN_PID", std::to_string(::getpid()).c_str(), 1); // NOLINT(concurrency-mt-unsafe)
    ::setenv("LISTEN_FDS", "1", 1);                                // NOLINT(concurrency-mt-unsafe)
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): the interface of exec
    ::execlp("pcscd", "pcscd", "--foreground", "--info", "--config", "/run/reader.conf.d", nullptr);
    ::_exit(127);
}

} // namespace

void kill_pcscd()
{
    if (stopped) {
        return;
    }
    const auto pid = pid_of_pcscd();
    const auto process = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
    ::kill(pid, SIGKILL);
    pollfd ended{.fd = process, .events = POLLIN, .revents = 0};
    ::poll(&ended, 1, -1);
    ::close(process);
    if (running != 0) {
        ::waitpid(pid, nullptr, 0);
    }
    ::unlink(socket_path);
    ::unlink(pid_path);
    stopped = true;
}

void start_pcscd()
{
    if (!stopped) {
        return;
    }
    const int listener = listen_on_socket();
    const auto log = environment("PCSCD_LOG");
    running = ::fork();
    if (running == 0) {
        become_pcscd(listener, log);
    }
    ::close(listener);
    stopped = false;
}

void pause_pcscd()
{
    paused = pid_of_pcscd();
    ::kill(paused, SIGSTOP);
}

void resume_pcscd()
{
    if (paused != 0) {
        ::kill(paused, SIGCONT);
        paused = 0;
    }
}

} // namespace openbeid::test
