// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>

#include <cstdint>
#include <optional>

namespace openbeid::crypto {

/// X.690 tags that X.509 uses.
enum class DerTag : std::uint8_t {
    boolean = 0x01,
    integer = 0x02,
    bit_string = 0x03,
    octet_string = 0x04,
    null = 0x05,
    oid = 0x06,
    utc_time = 0x17,
    generalized_time = 0x18,
    sequence = 0x30,
    context_0 = 0xA0, ///< [0], constructed
    context_1 = 0x81, ///< [1], primitive
    context_2 = 0x82, ///< [2], primitive
    context_3 = 0xA3, ///< [3], constructed
};

/// One value: views into what was read.
struct DerValue {
    DerTag tag{}; ///< any byte, not only an enumerator
    ByteView whole;
    ByteView content;
};

/**
 * For this room only: a cursor over DER values (X.690 §10) from outside. Definite lengths in their
 * shortest form and tags of one byte only; anything else reads as nothing. OpenSSL's X.509 takes
 * BER, decodes keys of every kind unasked, and goes through the host's table of objects.
 */
class DerReader {
public:
    explicit DerReader(ByteView input) noexcept : rest_{input} {}

    /// The next value. Nothing, and the cursor stays, if there is none that is complete.
    [[nodiscard]] std::optional<DerValue> next() noexcept;
    /// The same, if it has that tag.
    [[nodiscard]] std::optional<DerValue> next(DerTag tag) noexcept;
    [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }

private:
    ByteView rest_;
};

/// The value of that tag that fills `input` from its first byte to its last.
[[nodiscard]] std::optional<DerValue> only_value(ByteView input, DerTag tag) noexcept;

/// Whether `input` is a row of values, those inside constructed ones too, at most 16 deep.
[[nodiscard]] bool is_well_formed(ByteView input, unsigned depth = 0) noexcept;

/// Whether the value is an INTEGER in its shortest form (X.690 §8.3.2).
[[nodiscard]] bool is_minimal_integer(const DerValue& value) noexcept;

} // namespace openbeid::crypto
