// SPDX-License-Identifier: Apache-2.0
#include "server.hpp"

#include "login.hpp"
#include "tls.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <iostream>
#include <list>
#include <mutex>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

namespace openbeid::portal {
namespace {

class Socket {
public:
    explicit Socket(int fd) : fd_{fd}
    {
        if (fd_ < 0) {
            throw std::system_error(errno, std::generic_category(), "socket");
        }
    }
    Socket(Socket&& other) noexcept : fd_{std::exchange(other.fd_, -1)} {}
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    Socket& operator=(Socket&&) = delete;
    ~Socket()
    {
        if (fd_ >= 0) {
            ::close(fd_);
        }
    }
    [[nodiscard]] int fd() const noexcept { return fd_; }

private:
    int fd_;
};

Socket listen_on(std::uint16_t port)
{
    Socket listener{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    const int yes{1};
    ::setsockopt(listener.fd(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size{sizeof address};
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener.fd(), generic, size) != 0 || ::listen(listener.fd(), SOMAXCONN) != 0 ||
        ::getsockname(listener.fd(), generic, &size) != 0) {
        throw std::system_error(errno, std::generic_category(), "port " + std::to_string(port));
    }
    std::cout << "listening on 127.0.0.1:" << ntohs(address.sin_port) << std::endl;
    return listener;
}

void set_patience(int fd, int seconds)
{
    timeval limit{};
    limit.tv_sec = seconds;
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

/// Reads the head of one HTTP request; empty if there is none.
std::string read_request(SSL* ssl)
{
    constexpr std::size_t max_head{16384};
    std::string head;
    std::array<char, 1024> chunk{};
    while (head.size() < max_head) {
        const int size = SSL_read(ssl, chunk.data(), static_cast<int>(chunk.size()));
        if (size <= 0) {
            return {};
        }
        head.append(chunk.data(), static_cast<std::size_t>(size));
        if (head.find("\r\n\r\n") != std::string::npos || head.find("\n\n") != std::string::npos) {
            return head;
        }
    }
    return {};
}

void answer(SSL* ssl, std::string_view type, const std::string& body)
{
    const std::string page =
        "HTTP/1.1 200 OK\r\nContent-Type: " + std::string{type} +
        "; charset=utf-8\r\nContent-Length: " + std::to_string(body.size() + 1) +
        "\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n" + body + "\n";
    SSL_write(ssl, page.data(), static_cast<int>(page.size()));
    SSL_shutdown(ssl);
}

/// The connections that are open, so that a stop can end them.
class Connections {
public:
    explicit Connections(const Options& options)
        : context_{make_context(options)}, patience_{options.patience}
    {
    }
    Connections(const Connections&) = delete;
    Connections(Connections&&) = delete;
    Connections& operator=(const Connections&) = delete;
    Connections& operator=(Connections&&) = delete;
    ~Connections()
    {
        for (const auto& connection : open_) {
            ::shutdown(connection.socket.fd(), SHUT_RDWR);
        }
    } // the threads are joined with the list

    void add(Socket socket)
    {
        std::erase_if(open_, [](const Connection& connection) { return connection.done.load(); });
        auto& connection = open_.emplace_back(std::move(socket));
        connection.thread = std::jthread{[this, &connection] {
            handle(connection.socket.fd());
            connection.done = true;
        }};
    }

private:
    struct Connection {
        explicit Connection(Socket from) : socket{std::move(from)} {}
        Socket socket;
        std::atomic<bool> done{false};
        std::jthread thread; ///< last member: joined before the socket goes
    };

    void handle(int fd)
    {
        set_patience(fd, patience_);
        const SslPtr ssl{SSL_new(context_.get())};
        if (!ssl || SSL_set_fd(ssl.get(), fd) != 1) {
            log("refused: " + openssl_reason());
            return;
        }
        if (const int result = SSL_accept(ssl.get()); result != 1) {
            const bool late = SSL_get_error(ssl.get(), result) == SSL_ERROR_WANT_READ;
            log("refused: " + (late ? "no answer in time" : openssl_reason()));
            return;
        }
        const Login login = read_login(ssl.get());
        const std::string json = to_json(login);
        log("login: " + json);
        // Browsers name text/html among what they accept; programs get JSON.
        const std::string request = read_request(ssl.get());
        if (request.find("text/html") != std::string::npos) {
            answer(ssl.get(), "text/html", to_html(login));
        } else if (!request.empty()) {
            answer(ssl.get(), "application/json", json);
        }
    }

    void log(const std::string& line)
    {
        const std::scoped_lock lock{log_mutex_};
        std::cout << line << std::endl;
    }

    SslCtxPtr context_;
    int patience_;
    std::mutex log_mutex_;
    std::list<Connection> open_; ///< last member: its threads use the others
};

} // namespace

void serve(const Options& options, int stop_fd)
{
    Connections connections{options};
    const Socket listener = listen_on(options.port);
    for (;;) {
        std::array<pollfd, 2> events{{{listener.fd(), POLLIN, 0}, {stop_fd, POLLIN, 0}}};
        if (::poll(events.data(), events.size(), -1) < 0 && errno != EINTR) {
            throw std::system_error(errno, std::generic_category(), "poll");
        }
        if ((events[1].revents & POLLIN) != 0) {
            return;
        }
        if ((events[0].revents & POLLIN) != 0) {
            const int fd = ::accept4(listener.fd(), nullptr, nullptr, SOCK_CLOEXEC);
            if (fd >= 0) { // else the client has gone already
                connections.add(Socket{fd});
            }
        }
    }
}

} // namespace openbeid::portal
