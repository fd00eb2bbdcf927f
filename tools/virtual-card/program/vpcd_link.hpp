// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "program/reader_link.hpp"
#include "program/sockets.hpp"

#include <string>

namespace openbeid::virtual_card {

/// The card's end of a connection to vpcd. The connection is the card's presence in the reader.
class VpcdLink final : public ReaderLink {
public:
    VpcdLink(std::string host, std::string port) : host_{std::move(host)}, port_{std::move(port)} {}

    [[nodiscard]] bool connect() override;
    void close() override;
    [[nodiscard]] bool connected() const override { return fd_.valid(); }
    [[nodiscard]] int fd() const override { return fd_.get(); }
    [[nodiscard]] bool greeted() const override { return greeted_; }
    [[nodiscard]] bool serve(Card& card) override;

private:
    [[nodiscard]] bool send(ByteView payload);
    [[nodiscard]] bool answer_to_reset(Card& card);

    const std::string host_;
    const std::string port_;
    Fd fd_;
    int asked_{0}; ///< how often for the ATR, since the connection began
    bool powered_{false};
    bool greeted_{false};
};

} // namespace openbeid::virtual_card
