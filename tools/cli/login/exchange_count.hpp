// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>

namespace openbeid::cli {

/**
 * How many APDUs the module exchanged with the card, which its log tells: the log of this process
 * goes to memory that nobody else sees. To be made before the module is loaded; the environment of
 * this process says so from then on.
 */
class ExchangeCount {
public:
    ExchangeCount();
    ~ExchangeCount();
    ExchangeCount(const ExchangeCount&) = delete;
    ExchangeCount& operator=(const ExchangeCount&) = delete;
    ExchangeCount(ExchangeCount&&) = delete;
    ExchangeCount& operator=(ExchangeCount&&) = delete;

    /// Those since the last call. Nothing if they can't be counted.
    [[nodiscard]] std::optional<std::size_t> next();

private:
    int log_;
    std::size_t read_{0}; ///< bytes of the log that were counted
};

} // namespace openbeid::cli
