// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/byte_reader.hpp"

#include <openbeid/bytes.hpp>

#include <cstdint>
#include <optional>

namespace openbeid::tlv {

/// One field of the identity or address file.
struct Record {
    std::uint8_t tag{0};
    ByteView value; ///< within the file
};

/**
 * Walks through the records of an identity or address file (card reference §3.1): a tag byte, a
 * length whose FF bytes are added to what follows them, the value. Tag 00 is a record only in
 * front and if it is not empty; anywhere else it begins the padding, of which a file may consist.
 */
class RecordReader {
public:
    explicit RecordReader(ByteView file) noexcept : rest_{file} {}

    /// The next record; nothing at the end, at the padding, or at one that runs out of the file.
    [[nodiscard]] std::optional<Record> next() noexcept;

    /// After the last record: whether all of them were whole.
    [[nodiscard]] bool complete() const noexcept { return !broken_; }

private:
    [[nodiscard]] std::optional<ByteView> take_value() noexcept;

    ByteReader rest_;
    bool first_{true};
    bool broken_{false};
};

/// The value of the first record with that tag, if the file has one.
[[nodiscard]] std::optional<ByteView> find_record(ByteView file, std::uint8_t tag) noexcept;

} // namespace openbeid::tlv
