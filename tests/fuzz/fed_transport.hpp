// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/byte_reader.hpp"
#include "fuzz.hpp"
#include "transport/transport.hpp"

#include <algorithm>

namespace openbeid::fuzz {

/// A card whose answers are in the input: a length of two bytes before each, FFFF for none. After
/// the last one it is silent.
class FedTransport : public transport::Transaction {
public:
    explicit FedTransport(ByteView answers) : rest_{answers} {}

    [[nodiscard]] Result<std::size_t> transmit(ByteView command,
                                               std::span<std::uint8_t> response) override
    {
        constexpr unsigned no_answer = 0xFFFF;
        require(command.size() >= 4 && response.size() >= apdu::max_response_size);
        ++commands_;
        const auto length = rest_.u16();
        if (!length || *length == no_answer) {
            return Error{.code = Errc::io, .where = "transmit"};
        }
        const auto answer =
            *rest_.take(std::min({std::size_t{*length}, rest_.remaining(), response.size()}));
        std::copy(answer.begin(), answer.end(), response.begin());
        note(command, answer);
        return answer.size();
    }
    void reset_at_end() noexcept override {}

    [[nodiscard]] std::size_t commands() const noexcept { return commands_; }

protected:
    virtual void note(ByteView /*command*/, ByteView /*answer*/) {}

private:
    ByteReader rest_;
    std::size_t commands_{0};
};

} // namespace openbeid::fuzz
