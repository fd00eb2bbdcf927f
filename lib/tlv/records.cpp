// SPDX-License-Identifier: Apache-2.0
#include "tlv/records.hpp"

namespace openbeid::tlv {

namespace {

constexpr std::uint8_t structure_version = 0x00;
constexpr std::uint8_t longer = 0xFF;

} // namespace

std::optional<ByteView> RecordReader::take_value() noexcept
{
    std::size_t size = 0;
    auto length = rest_.u8();
    for (; length == longer; length = rest_.u8()) {
        size += longer;
    }
    return length ? rest_.take(size + *length) : std::nullopt;
}

std::optional<Record> RecordReader::next() noexcept
{
    const auto tag = broken_ ? std::nullopt : rest_.u8();
    const auto rest = rest_.rest();
    const bool is_empty = rest.empty() || rest.front() == 0;
    if (!tag || (*tag == structure_version && (!first_ || is_empty))) {
        rest_ = ByteReader{{}};
        return std::nullopt;
    }
    first_ = false;
    const auto value = take_value();
    broken_ = !value;
    return value ? std::optional{Record{.tag = *tag, .value = *value}} : std::nullopt;
}

std::optional<ByteView> find_record(ByteView file, std::uint8_t tag) noexcept
{
    RecordReader records{file};
    for (auto record = records.next(); record; record = records.next()) {
        if (record->tag == tag) {
            return record->value;
        }
    }
    return std::nullopt;
}

} // namespace openbeid::tlv
