// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "transport/transport.hpp"

#include <openbeid/bytes.hpp>
#include <openbeid/result.hpp>

#include <cstddef>
#include <span>

namespace openbeid::pcsc {

class Connection;

/// The lock on the card of a connection, which must outlive it. Connection::begin() makes it.
class Transaction final : public transport::Transaction {
public:
    explicit Transaction(Connection& connection) noexcept : connection_{connection} {}
    ~Transaction() override;

    /// Takes the lock, which the destructor gives back.
    [[nodiscard]] Result<void> begin();

    [[nodiscard]] Result<std::size_t> transmit(ByteView command,
                                               std::span<std::uint8_t> response) override;

    [[nodiscard]] Result<std::size_t> enter_on_pad(transport::PinEntry entry,
                                                   ByteView command,
                                                   std::span<std::uint8_t> response) override;

    /// Every connection to this card, our own too, then answers card_reset.
    void reset_at_end() noexcept override { reset_ = true; }

private:
    Connection& connection_;
    bool active_{false};
    bool reset_{false};
};

} // namespace openbeid::pcsc
