// SPDX-License-Identifier: Apache-2.0
#include "crypto/der_reader.hpp"

#include <cstddef>

namespace openbeid::crypto {

namespace {

constexpr unsigned max_depth = 16;

struct Length {
    std::size_t header; // bytes of tag and length
    std::size_t content;
};

std::optional<Length> length_of(ByteView input)
{
    if (input.size() < 2 || (input[0] & 0x1FU) == 0x1FU) {
        return std::nullopt;
    }
    if (input[1] < 0x80) {
        return Length{2, input[1]};
    }
    const std::size_t count = input[1] & 0x7FU;
    if (count < 1 || count > sizeof(std::uint32_t) || input.size() < 2 + count || input[2] == 0) {
        return std::nullopt;
    }
    std::size_t content = 0;
    for (const auto byte : input.subspan(2, count)) {
        content = content << 8U | byte;
    }
    return content < 0x80 ? std::nullopt : std::optional{Length{2 + count, content}};
}

} // namespace

std::optional<DerValue> DerReader::next() noexcept
{
    const auto length = length_of(rest_);
    if (!length || length->content > rest_.size() - length->header) {
        return std::nullopt;
    }
    const auto whole = rest_.first(length->header + length->content);
    rest_ = rest_.subspan(whole.size());
    return DerValue{
        .tag = DerTag{whole[0]}, .whole = whole, .content = whole.subspan(length->header)};
}

std::optional<DerValue> DerReader::next(DerTag tag) noexcept
{
    if (rest_.empty() || DerTag{rest_[0]} != tag) {
        return std::nullopt;
    }
    return next();
}

std::optional<DerValue> only_value(ByteView input, DerTag tag) noexcept
{
    DerReader in{input};
    const auto value = in.next(tag);
    return in.at_end() ? value : std::nullopt;
}

bool is_well_formed(ByteView input, unsigned depth) noexcept
{
    DerReader in{input};
    while (!in.at_end()) {
        const auto value = in.next();
        const bool constructed = value && (value->whole[0] & 0x20U) != 0;
        if (!value ||
            (constructed && (depth == max_depth || !is_well_formed(value->content, depth + 1)))) {
            return false;
        }
    }
    return true;
}

bool is_minimal_integer(const DerValue& value) noexcept
{
    const auto content = value.content;
    if (value.tag != DerTag::integer || content.empty()) {
        return false;
    }
    const bool redundant = content.size() > 1 && ((content[0] == 0x00 && content[1] < 0x80) ||
                                                  (content[0] == 0xFF && content[1] >= 0x80));
    return !redundant;
}

} // namespace openbeid::crypto
