// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

/// The input of the targets that run the whole module: a setup and records, each for the card, the
/// reader service or the program that calls. Every byte string is one.
namespace openbeid::fuzz {

/// The first bytes of an input.
struct Setup {
    std::uint8_t persona{0}; ///< what is in the reader
    std::uint8_t pin_pad{0}; ///< see ReaderStack
    std::uint8_t after{0};   ///< bit 0: when the records are used up, the card is silent
    std::uint8_t pin_entry{0};

    static constexpr std::size_t size = 4;
};

/// What one record does.
enum class Kind : std::uint8_t {
    // The next command to the card, or the next SCardControl
    honest,      ///< answered truly; the first byte says how many more are too
    answer,      ///< the payload is the answer
    spoil,       ///< executed; the answer is cut, lengthened or changed as the payload says
    status,      ///< the payload is the status word; not executed
    error,       ///< SCARD error of that number; not executed
    error_after, ///< likewise, but executed
    card_end,
    // The next other call of the reader service
    calm = 0x10, ///< nothing happens; the first byte says at how many more calls
    service_error,
    remove,
    insert,   ///< the first byte names the persona
    exchange, ///< likewise: another card before anybody looks
    reset,    ///< by another program
    lock,     ///< by another program, for so many calls
    restart,  ///< of pcscd
    plug,     ///< a second reader, or away with it
    clock,    ///< the time moves on, by the first two bytes in ms
    service_end,
    // What the program calls: see Caller. All that have the highest bit.
    call = 0x80,
};

/// As a record has it.
[[nodiscard]] constexpr std::uint8_t number_of(Kind kind) noexcept
{
    return static_cast<std::uint8_t>(kind);
}

struct Record {
    std::uint8_t kind{0};
    Bytes payload;

    static constexpr std::size_t header_size = 3; ///< kind, length
};

struct Input {
    Setup setup;
    std::vector<Record> records;

    [[nodiscard]] static Input parse(ByteView bytes);
    [[nodiscard]] Bytes bytes() const;
};

/// The records for one of the three, in their order.
class Queue {
public:
    Queue() = default;
    /// Those with first <= kind < end.
    Queue(const Input& input, unsigned first, unsigned end);

    /// The next one; for `repeats` it comes once more as often as its first byte says. Nothing when
    /// all are used up.
    [[nodiscard]] std::optional<Record> next(Kind repeats);
    [[nodiscard]] bool empty() const noexcept { return records_.empty(); }

private:
    std::deque<Record> records_;
    unsigned again_{0};
};

/// The byte at `place` of a payload, 0 behind its end.
[[nodiscard]] inline std::uint8_t byte_of(const Record& record, std::size_t place)
{
    return place < record.payload.size() ? record.payload[place] : std::uint8_t{0};
}
[[nodiscard]] inline std::uint16_t word_of(const Record& record, std::size_t place)
{
    return static_cast<std::uint16_t>(byte_of(record, place) << 8U | byte_of(record, place + 1));
}

} // namespace openbeid::fuzz
