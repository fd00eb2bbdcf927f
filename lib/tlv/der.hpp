// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/byte_reader.hpp"

#include <openbeid/bytes.hpp>

#include <cstddef>
#include <optional>

namespace openbeid::tlv {

inline constexpr std::uint8_t der_sequence = 0x30;

/// What tag and length of one DER value say. Single-byte tags, definite lengths up to 65535: more
/// than any file of the card holds.
struct DerHeader {
    std::uint8_t tag{0};
    std::size_t header_size{0};  ///< bytes of tag and length
    std::size_t content_size{0}; ///< bytes that follow

    [[nodiscard]] std::size_t total_size() const noexcept { return header_size + content_size; }
};

/// The header at the start of `bytes`, whether or not the content is all there. Nothing if `bytes`
/// ends within the header, or the length is not in its shortest form, as DER demands.
[[nodiscard]] std::optional<DerHeader> parse_der_header(ByteView bytes) noexcept;

/// One complete DER value: views into what was read.
struct DerValue {
    std::uint8_t tag{0};
    ByteView whole;
    ByteView content;
};

/// The next value of `in`, which then stands behind it. Nothing, and `in` stays where it was, if
/// there is none of the form above that is all there.
[[nodiscard]] std::optional<DerValue> take_der(ByteReader& in) noexcept;

} // namespace openbeid::tlv
