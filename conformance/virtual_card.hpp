// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

namespace openbeid::conformance {

/// The control channel of a virtual card: one command a line, one answer a line.
class VirtualCard {
public:
    [[nodiscard]] static std::optional<VirtualCard> connect(const std::string& path);
    VirtualCard(VirtualCard&& other) noexcept;
    VirtualCard(const VirtualCard&) = delete;
    VirtualCard& operator=(const VirtualCard&) = delete;
    VirtualCard& operator=(VirtualCard&&) = delete;
    ~VirtualCard();

    /// What follows "ok", or nothing when the card answers "error" or is gone.
    [[nodiscard]] std::optional<std::string> command(const std::string& line);
    /// A number of the counters by its key, at any depth.
    [[nodiscard]] std::optional<long> counter(const std::string& key);
    [[nodiscard]] std::optional<long> tries();

private:
    explicit VirtualCard(int socket) : socket_{socket} {}
    int socket_;
};

} // namespace openbeid::conformance
