// SPDX-License-Identifier: Apache-2.0
#include "login/socket.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <system_error>

namespace openbeid::cli {

namespace {

constexpr int patience = 20; // seconds for one message

[[noreturn]] void fail(const char* step)
{
    throw std::system_error(errno, std::generic_category(), step);
}

} // namespace

Socket::Socket(int number) : number_{number}
{
    timeval limit{};
    limit.tv_sec = patience;
    ::setsockopt(number_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(number_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

Socket::~Socket()
{
    if (number_ >= 0) {
        ::close(number_);
    }
}

Socket listen_on_loopback()
{
    Socket listener{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (!listener.is_open() ||
        ::bind(listener.number(),
               reinterpret_cast<const sockaddr*>(&address), // NOLINT: POSIX wants it
               sizeof address) != 0 ||
        ::listen(listener.number(), 1) != 0) {
        fail("127.0.0.1");
    }
    return listener;
}

int port_of(const Socket& listener)
{
    sockaddr_in address{};
    socklen_t size{sizeof address};
    if (::getsockname(listener.number(),
                      reinterpret_cast<sockaddr*>(&address), // NOLINT: POSIX wants it
                      &size) != 0) {
        fail("127.0.0.1");
    }
    return ntohs(address.sin_port);
}

Socket accept_from(const Socket& listener)
{
    return Socket{::accept4(listener.number(), nullptr, nullptr, SOCK_CLOEXEC)};
}

Socket connect_to(const std::string& host, const std::string& port)
{
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(host.c_str(), port.c_str(), &wanted, &found) != 0) {
        return {};
    }
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> all{found, ::freeaddrinfo};
    for (const auto* each = found; each != nullptr; each = each->ai_next) {
        Socket socket{
            ::socket(each->ai_family, each->ai_socktype | SOCK_CLOEXEC, each->ai_protocol)};
        if (socket.is_open() && ::connect(socket.number(), each->ai_addr, each->ai_addrlen) == 0) {
            return socket;
        }
    }
    return {};
}

} // namespace openbeid::cli
