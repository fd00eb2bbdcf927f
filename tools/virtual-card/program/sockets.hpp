// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>

#include <optional>
#include <span>
#include <string>

namespace openbeid::virtual_card {

/// A file descriptor that is closed with its owner.
class Fd {
public:
    Fd() = default;
    explicit Fd(int fd) : fd_{fd} {}
    ~Fd() { close(); }
    Fd(Fd&& other) noexcept : fd_{other.release()} {}
    Fd& operator=(Fd&& other) noexcept;
    Fd(const Fd&) = delete;
    Fd& operator=(const Fd&) = delete;

    [[nodiscard]] int get() const { return fd_; }
    [[nodiscard]] bool valid() const { return fd_ >= 0; }
    void close();

private:
    int release();

    int fd_{-1};
};

/// Not valid if nobody listens.
[[nodiscard]] Fd connect_tcp(const std::string& host, const std::string& port);
[[nodiscard]] Fd connect_unix(const std::string& path);
/// Replaces a socket that nobody listens on any more. Only the owner may connect.
[[nodiscard]] Fd listen_unix(const std::string& path);

/// For what is read next from a TCP connection. Those who write in small pieces wait for it.
void acknowledge_at_once(int fd);

/// False at the end of the stream or after an error.
[[nodiscard]] bool read_exactly(int fd, std::span<std::uint8_t> bytes);
[[nodiscard]] bool write_all(int fd, ByteView bytes);
/// Up to and without the line break; nothing at the end of the stream.
[[nodiscard]] std::optional<std::string> read_line(int fd);
[[nodiscard]] bool write_line(int fd, const std::string& line);

} // namespace openbeid::virtual_card
