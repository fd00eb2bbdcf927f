// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>
#include <openbeid/result.hpp>

#include <cstddef>
#include <span>

namespace openbeid::apdu {

/// A short response APDU: 256 data bytes and the status word (ISO 7816-4).
inline constexpr std::size_t max_response_size = 258;

/// Whatever carries one command to a card and its answer back.
class Channel {
public:
    Channel() = default;
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;
    virtual ~Channel() = default;

    /**
     * Sends `command` as it is and returns the number of bytes of the answer, status word included.
     * @param response  at least max_response_size bytes
     * Fails: io, card_removed, card_reset, no_reader, service_unavailable. Never repeats a command.
     */
    [[nodiscard]] virtual Result<std::size_t> transmit(ByteView command,
                                                       std::span<std::uint8_t> response) = 0;
};

} // namespace openbeid::apdu
