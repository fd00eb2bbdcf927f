// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "program/sockets.hpp"
#include "virtual_card/card.hpp"

#include <string>

namespace openbeid::virtual_card {

/// The card's end of a connection to vpcd. The connection is the card's presence in the reader.
class VpcdLink {
public:
    [[nodiscard]] bool connect(const std::string& host, const std::string& port);
    void close();

    [[nodiscard]] bool connected() const { return fd_.valid(); }
    [[nodiscard]] int fd() const { return fd_.get(); }

    /// The reader has powered the card and asked for its ATR: pcscd is about to announce it.
    [[nodiscard]] bool greeted() const { return greeted_; }

    /// Answers one message of the reader. False if the connection has ended, the card is out or
    /// gives no answer.
    [[nodiscard]] bool serve(Card& card);

private:
    [[nodiscard]] bool send(ByteView payload);

    Fd fd_;
    bool powered_{false};
    bool greeted_{false};
};

} // namespace openbeid::virtual_card
