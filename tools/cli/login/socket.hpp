// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

namespace openbeid::cli {

/// A TCP socket. Reading and writing end after a while if nothing comes.
class Socket {
public:
    Socket() = default;
    explicit Socket(int number);
    Socket(Socket&& other) noexcept : number_{std::exchange(other.number_, -1)} {}
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    Socket& operator=(Socket&&) = delete;
    ~Socket();

    [[nodiscard]] bool is_open() const noexcept { return number_ >= 0; }
    [[nodiscard]] int number() const noexcept { return number_; }

private:
    int number_{-1};
};

/// On a free port of 127.0.0.1. Throws std::system_error.
[[nodiscard]] Socket listen_on_loopback();
[[nodiscard]] int port_of(const Socket& listener);

/// Not open if nobody comes for a while.
[[nodiscard]] Socket accept_from(const Socket& listener);

/// The first address of that host that answers. Not open if none does.
[[nodiscard]] Socket connect_to(const std::string& host, const std::string& port);

} // namespace openbeid::cli
