// SPDX-License-Identifier: Apache-2.0
#include "identity/records.hpp"

#include "base/byte_reader.hpp"

#include <optional>

namespace openbeid::identity {

namespace {

constexpr std::uint8_t longer = 0xFF; // the next byte counts as well

// Not BER: bytes of FF are added to the first other one. Never more than 255 times the file's size.
std::optional<std::size_t> read_length(ByteReader& in)
{
    std::size_t length = 0;
    while (const auto byte = in.u8()) {
        length += *byte;
        if (*byte != longer) {
            return length;
        }
    }
    return std::nullopt;
}

} // namespace

Result<std::vector<Record>> parse_records(ByteView file)
{
    std::vector<Record> records;
    ByteReader in{file};
    while (const auto tag = in.u8()) {
        const bool is_version = records.empty() && in.remaining() > 0 && in.rest()[0] != 0;
        if (*tag == 0 && !is_version) {
            break;
        }
        const auto length = read_length(in);
        const auto offset = file.size() - in.remaining();
        const auto value = length ? in.take(*length) : std::nullopt;
        if (!value) {
            return Error{.code = Errc::malformed, .where = "identity record"};
        }
        records.push_back({.tag = *tag, .offset = offset, .value = *value});
    }
    return records;
}

ByteView without_padding(ByteView file) noexcept
{
    while (!file.empty() && file.back() == 0) {
        file = file.first(file.size() - 1);
    }
    return file;
}

} // namespace openbeid::identity
