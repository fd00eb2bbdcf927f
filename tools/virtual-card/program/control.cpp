// SPDX-License-Identifier: Apache-2.0
#include "program/control.hpp"

#include "program/commands.hpp"
#include "program/sockets.hpp"

#include <poll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <iostream>
#include <list>
#include <utility>

namespace openbeid::virtual_card {

namespace {

Fd termination_signals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigprocmask(SIG_BLOCK, &signals, nullptr);
    return Fd{::signalfd(-1, &signals, SFD_CLOEXEC)};
}

bool readable(const Fd& fd)
{
    pollfd polled{.fd = fd.get(), .events = POLLIN, .revents = 0};
    return ::poll(&polled, 1, 0) > 0;
}

/// The control socket, whose file goes with it, and those who are connected to it.
class ControlSocket {
public:
    explicit ControlSocket(std::string path) : path_{std::move(path)}
    {
        if (!path_.empty()) {
            listener_ = listen_unix(path_);
        }
    }
    ~ControlSocket()
    {
        if (listener_.valid()) {
            ::unlink(path_.c_str());
        }
    }
    ControlSocket(const ControlSocket&) = delete;
    ControlSocket& operator=(const ControlSocket&) = delete;

    [[nodiscard]] bool usable() const { return path_.empty() || listener_.valid(); }

    void add_to(std::vector<pollfd>& polled) const
    {
        polled.push_back({.fd = listener_.get(), .events = POLLIN, .revents = 0});
        for (const auto& client : clients_) {
            polled.push_back({.fd = client.get(), .events = POLLIN, .revents = 0});
        }
    }

    /// True if a client said "quit".
    [[nodiscard]] bool serve(Station& station, int fd)
    {
        if (fd == listener_.get()) {
            clients_.emplace_back(::accept4(fd, nullptr, nullptr, SOCK_CLOEXEC));
            return false;
        }
        const auto line = read_line(fd);
        const auto result = line ? execute(station, *line) : CommandResult{};
        if (result.when_asked) {
            waiting_.push_back(fd);
        } else if (!line || !write_line(fd, result.answer)) {
            forget(fd);
        }
        return result.quit;
    }

    /// Answers those who wait for the PIN pad to ask.
    void tell_asked(const Station& station)
    {
        if (!waiting_.empty() && station.ccid()->reader().entry()) {
            for (const int fd : std::exchange(waiting_, {})) {
                if (!write_line(fd, "ok")) {
                    forget(fd);
                }
            }
        }
    }

private:
    void forget(int fd)
    {
        std::erase(waiting_, fd);
        clients_.remove_if([fd](const Fd& client) { return client.get() == fd; });
    }

    std::string path_;
    Fd listener_;
    std::list<Fd> clients_;
    std::vector<int> waiting_; ///< of the clients
};

} // namespace

int serve(Station& station, const std::string& control, bool insert)
{
    const auto signals = termination_signals();
    ControlSocket socket{control};
    if (!socket.usable()) {
        std::fprintf(stderr, "Can't listen on %s\n", control.c_str());
        return 1;
    }
    station.stop_on(signals.get());
    if (station.ccid() != nullptr) {
        std::puts("reader"); // pcscd, which finds its readers only when it starts, can be started
        std::fflush(stdout);
    }
    if (insert && !station.insert() && !readable(signals)) {
        std::fputs("the reader does not answer\n", stderr);
        return 1;
    }
    for (;;) {
        std::vector<pollfd> polled = {
            {.fd = signals.get(), .events = POLLIN, .revents = 0},
            {.fd = station.fd(), .events = POLLIN, .revents = 0},
        };
        socket.add_to(polled);
        constexpr int retry_ms = 100;
        if (::poll(polled.data(), polled.size(), station.lost() ? retry_ms : -1) < 0) {
            continue;
        }
        if (polled[0].revents != 0) {
            return 0;
        }
        if (polled[1].revents != 0) {
            station.serve();
        }
        if (station.lost() && !station.retry()) {
            std::fputs("the reader went away\n", stderr);
            return 1;
        }
        for (std::size_t i = 2; i < polled.size(); ++i) {
            if (polled[i].revents != 0 && socket.serve(station, polled[i].fd)) {
                return 0;
            }
        }
        socket.tell_asked(station);
    }
}

int control_client(const std::string& control, const std::vector<std::string>& words)
{
    const auto fd = connect_unix(control);
    if (!fd.valid()) {
        std::fprintf(stderr, "Nobody listens on %s\n", control.c_str());
        return 1;
    }
    std::string line;
    for (const auto& word : words) {
        line += (line.empty() ? "" : " ") + word;
    }
    if (line == "-") { // a PIN is no argument of a program
        std::getline(std::cin, line);
    }
    const auto answer = write_line(fd.get(), line) ? read_line(fd.get()) : std::nullopt;
    if (!answer || answer->rfind("ok", 0) != 0) {
        std::fprintf(stderr, "%s\n", answer ? answer->c_str() : "no answer");
        return 1;
    }
    constexpr std::size_t prefix = 3;
    if (answer->size() > prefix) {
        std::puts(answer->c_str() + prefix);
    }
    return 0;
}

} // namespace openbeid::virtual_card
