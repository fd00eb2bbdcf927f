// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "fuzz.hpp"
#include "module/input.hpp"
#include "pkcs11/cryptoki.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <deque>
#include <limits>
#include <vector>

namespace openbeid::fuzz {

/// Numbers and bytes of a record, one after the other; zeros behind its end.
class Arguments {
public:
    explicit Arguments(ByteView bytes) : rest_{bytes} {}

    std::uint8_t byte()
    {
        if (rest_.empty()) {
            return 0;
        }
        const auto value = rest_.front();
        rest_ = rest_.subspan(1);
        return value;
    }
    std::uint16_t word()
    {
        const unsigned high = byte();
        return static_cast<std::uint16_t>(high << 8U | byte());
    }
    bool flag() { return (byte() & 1U) != 0; }
    /// A small number or, now and then, one that no caller means.
    CK_ULONG number()
    {
        constexpr unsigned bits = std::numeric_limits<CK_ULONG>::digits;
        constexpr std::array<CK_ULONG, 4> odd{~0UL, 1UL << (bits - 1U), 1UL << (bits / 2U), 4097};
        const auto value = byte();
        return value >= 0xFC ? odd.at(value & 3U) : CK_ULONG{value};
    }
    /// At most so many of the bytes that are left, in memory of their own size.
    Bytes bytes(std::size_t max)
    {
        const auto size = std::min<std::size_t>({byte(), max, rest_.size()});
        const auto taken = rest_.first(size);
        rest_ = rest_.subspan(size);
        return {taken.begin(), taken.end()};
    }

private:
    ByteView rest_;
};

/// Memory of a caller into which the module writes. What lies behind it must stay as it is.
class Room {
public:
    explicit Room(std::size_t size) : size_{size}, bytes_(size + guard_size, pattern) {}
    Room(const Room&) = delete;
    Room& operator=(const Room&) = delete;
    ~Room() { check(size_); }

    [[nodiscard]] CK_BYTE* data() { return bytes_.data(); }
    template <typename T>
    [[nodiscard]] T* as()
    {
        return reinterpret_cast<T*>(bytes_.data()); // NOLINT(*-reinterpret-cast): as C callers do
    }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] Bytes taken(std::size_t size) const
    {
        require(size <= size_);
        return {bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(size)};
    }
    /// Nothing was written at `from` or behind it.
    void check(std::size_t from) const
    {
        require(std::all_of(bytes_.begin() + static_cast<std::ptrdiff_t>(from),
                            bytes_.end(),
                            [](auto byte) { return byte == pattern; }));
    }

private:
    static constexpr std::size_t guard_size = 64;
    static constexpr std::uint8_t pattern = 0xA5;

    std::size_t size_;
    Bytes bytes_;
};

} // namespace openbeid::fuzz
