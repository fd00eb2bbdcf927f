// SPDX-License-Identifier: Apache-2.0
#include "program/sockets.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <utility>

namespace openbeid::virtual_card {

namespace {

std::optional<sockaddr_un> unix_address(const std::string& path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) {
        return std::nullopt;
    }
    path.copy(static_cast<char*>(address.sun_path), path.size());
    return address;
}

/// The socket calls want the address of any family behind this type.
const sockaddr* generic(const sockaddr_un& address)
{
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the socket API's own convention
    return reinterpret_cast<const sockaddr*>(&address);
}

} // namespace

Fd& Fd::operator=(Fd&& other) noexcept
{
    close();
    fd_ = other.release();
    return *this;
}

void Fd::close()
{
    if (valid()) {
        ::close(release());
    }
}

int Fd::release()
{
    return std::exchange(fd_, -1);
}

Fd connect_tcp(const std::string& host, const std::string& port)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(host.c_str(), port.c_str(), &hints, &found) != 0) {
        return {};
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> list{found, ::freeaddrinfo};
    for (const auto* candidate = found; candidate != nullptr; candidate = candidate->ai_next) {
        Fd fd{::socket(candidate->ai_family, SOCK_STREAM | SOCK_CLOEXEC, candidate->ai_protocol)};
        if (fd.valid() && ::connect(fd.get(), candidate->ai_addr, candidate->ai_addrlen) == 0) {
            const int on = 1; // answers are small: don't wait for more to send with them
            ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            return fd;
        }
    }
    return {};
}

Fd connect_unix(const std::string& path)
{
    const auto address = unix_address(path);
    Fd fd{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    if (!address || !fd.valid() || ::connect(fd.get(), generic(*address), sizeof *address) != 0) {
        return {};
    }
    return fd;
}

Fd listen_unix(const std::string& path)
{
    const auto address = unix_address(path);
    Fd fd{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    if (!address || !fd.valid() || connect_unix(path).valid()) {
        return {};
    }
    ::unlink(path.c_str());
    const auto mask = ::umask(S_IRWXG | S_IRWXO);
    const bool bound = ::bind(fd.get(), generic(*address), sizeof *address) == 0;
    ::umask(mask);
    constexpr int backlog = 8;
    if (!bound || ::listen(fd.get(), backlog) != 0) {
        return {};
    }
    return fd;
}

void acknowledge_at_once(int fd)
{
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

bool read_exactly(int fd, std::span<std::uint8_t> bytes)
{
    while (!bytes.empty()) {
        const auto count = ::recv(fd, bytes.data(), bytes.size(), 0);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return false;
        }
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return true;
}

bool write_all(int fd, ByteView bytes)
{
    while (!bytes.empty()) {
        const auto count = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return false;
        }
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return true;
}

std::optional<std::string> read_line(int fd)
{
    std::string line;
    std::uint8_t byte = 0;
    while (read_exactly(fd, {&byte, 1})) {
        if (byte == '\n') {
            return line;
        }
        line += static_cast<char>(byte);
    }
    return std::nullopt;
}

bool write_line(int fd, const std::string& line)
{
    Bytes bytes(line.begin(), line.end());
    bytes.push_back('\n');
    return write_all(fd, bytes);
}

} // namespace openbeid::virtual_card
