// SPDX-License-Identifier: Apache-2.0
#include "module/input.hpp"

#include "base/byte_reader.hpp"

#include <algorithm>
#include <limits>

namespace openbeid::fuzz {

Input Input::parse(ByteView bytes)
{
    ByteReader in{bytes};
    Input input;
    for (auto* const field :
         {&input.setup.persona, &input.setup.pin_pad, &input.setup.after, &input.setup.pin_entry}) {
        *field = in.u8().value_or(0);
    }
    for (;;) {
        const auto kind = in.u8();
        const auto length = in.u16();
        if (!kind || !length) {
            return input;
        }
        const auto payload = *in.take(std::min<std::size_t>(*length, in.remaining()));
        input.records.push_back({.kind = *kind, .payload = {payload.begin(), payload.end()}});
    }
}

Bytes Input::bytes() const
{
    Bytes bytes{setup.persona, setup.pin_pad, setup.after, setup.pin_entry};
    for (const auto& record : records) {
        const auto size =
            std::min<std::size_t>(record.payload.size(), std::numeric_limits<std::uint16_t>::max());
        bytes.push_back(record.kind);
        bytes.push_back(static_cast<std::uint8_t>(size >> 8U));
        bytes.push_back(static_cast<std::uint8_t>(size));
        bytes.insert(bytes.end(),
                     record.payload.begin(),
                     record.payload.begin() + static_cast<std::ptrdiff_t>(size));
    }
    return bytes;
}

Queue::Queue(const Input& input, unsigned first, unsigned end)
{
    for (const auto& record : input.records) {
        if (record.kind >= first && record.kind < end) {
            records_.push_back(record);
        }
    }
}

std::optional<Record> Queue::next(Kind repeats)
{
    if (records_.empty()) {
        return std::nullopt;
    }
    auto record = records_.front();
    if (Kind{record.kind} == repeats && again_ < byte_of(record, 0)) {
        ++again_;
        return record;
    }
    again_ = 0;
    records_.pop_front();
    return record;
}

} // namespace openbeid::fuzz
