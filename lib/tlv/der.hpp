// SPDX-License-Identifier: Apache-2.0
#pragma once

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

} // namespace openbeid::tlv
