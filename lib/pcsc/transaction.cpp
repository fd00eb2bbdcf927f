// SPDX-License-Identifier: Apache-2.0
#include "pcsc/transaction.hpp"

#include "pcsc/connection.hpp"

namespace openbeid::pcsc {

Transaction::~Transaction()
{
    if (active_) {
        connection_.unlock(reset_);
    }
}

Result<void> Transaction::begin()
{
    auto begun = connection_.lock();
    active_ = begun.has_value();
    return begun;
}

Result<std::size_t> Transaction::transmit(ByteView command, std::span<std::uint8_t> response)
{
    return connection_.transmit(command, response);
}

Result<std::size_t> Transaction::enter_on_pad(transport::PinEntry entry,
                                              ByteView command,
                                              std::span<std::uint8_t> response)
{
    return connection_.enter_on_pad(entry, command, response);
}

} // namespace openbeid::pcsc
