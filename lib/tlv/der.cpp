// SPDX-License-Identifier: Apache-2.0
#include "tlv/der.hpp"

namespace openbeid::tlv {

std::optional<DerHeader> parse_der_header(ByteView bytes) noexcept
{
    constexpr std::uint8_t multi_byte_tag = 0x1F;
    constexpr std::uint8_t one_length_byte = 0x81;
    constexpr std::uint8_t two_length_bytes = 0x82;

    ByteReader in{bytes};
    const auto tag = in.u8();
    const auto first = in.u8();
    if (!tag || !first || (*tag & multi_byte_tag) == multi_byte_tag) {
        return std::nullopt;
    }
    if (*first < 0x80) {
        return DerHeader{.tag = *tag, .header_size = 2, .content_size = *first};
    }
    if (*first == one_length_byte) {
        const auto length = in.u8();
        return length && *length >= 0x80
                   ? std::optional{DerHeader{
                         .tag = *tag, .header_size = 3, .content_size = *length}}
                   : std::nullopt;
    }
    if (*first == two_length_bytes) {
        const auto length = in.u16();
        return length && *length > 0xFF
                   ? std::optional{DerHeader{
                         .tag = *tag, .header_size = 4, .content_size = *length}}
                   : std::nullopt;
    }
    return std::nullopt;
}

std::optional<DerValue> take_der(ByteReader& in) noexcept
{
    const auto header = parse_der_header(in.rest());
    const auto whole = header ? in.take(header->total_size()) : std::nullopt;
    if (!whole) {
        return std::nullopt;
    }
    return DerValue{
        .tag = header->tag, .whole = *whole, .content = whole->subspan(header->header_size)};
}

} // namespace openbeid::tlv
