// SPDX-License-Identifier: Apache-2.0
#include "identity/records.hpp"

#include "tlv/records.hpp"

namespace openbeid::identity {

Result<std::vector<Record>> parse_records(ByteView file)
{
    std::vector<Record> records;
    tlv::RecordReader in{file};
    for (auto record = in.next(); record; record = in.next()) {
        records.push_back({.tag = record->tag,
                           .offset = static_cast<std::size_t>(record->value.data() - file.data()),
                           .value = record->value});
    }
    if (!in.complete()) {
        return Error{.code = Errc::malformed, .where = "identity record"};
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
