// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>

#include <cstddef>
#include <optional>

namespace openbeid {

/// A checked cursor over bytes from outside: every step says whether the bytes were there.
class ByteReader {
public:
    explicit ByteReader(ByteView bytes) noexcept : rest_{bytes} {}

    [[nodiscard]] std::size_t remaining() const noexcept { return rest_.size(); }
    [[nodiscard]] ByteView rest() const noexcept { return rest_; }

    [[nodiscard]] std::optional<std::uint8_t> u8() noexcept
    {
        const auto byte = take(1);
        return byte ? std::optional{(*byte)[0]} : std::nullopt;
    }

    /// Big-endian.
    [[nodiscard]] std::optional<std::uint16_t> u16() noexcept
    {
        const auto two = take(2);
        return two ? std::optional{static_cast<std::uint16_t>((*two)[0] << 8U | (*two)[1])}
                   : std::nullopt;
    }

    [[nodiscard]] std::optional<ByteView> take(std::size_t count) noexcept
    {
        if (count > rest_.size()) {
            return std::nullopt;
        }
        const auto taken = rest_.first(count);
        rest_ = rest_.subspan(count);
        return taken;
    }

private:
    ByteView rest_;
};

} // namespace openbeid
