// SPDX-License-Identifier: Apache-2.0
#include "program/serial_frame.hpp"

#include <functional>
#include <numeric>

namespace openbeid::virtual_card {

namespace {

constexpr std::uint8_t sync = 0x03;
constexpr std::uint8_t acknowledge = 0x06;
constexpr std::uint8_t nak = 0x15;
constexpr std::size_t prefix_size = 2;

std::uint8_t checksum(ByteView bytes)
{
    return std::accumulate(bytes.begin(), bytes.end(), std::uint8_t{0}, std::bit_xor<>{});
}

} // namespace

Bytes frame(ByteView message)
{
    Bytes framed{sync, acknowledge};
    framed.insert(framed.end(), message.begin(), message.end());
    framed.push_back(checksum(framed));
    return framed;
}

Bytes frame_that_asks_again()
{
    return {sync, nak, sync ^ nak};
}

std::size_t ccid_data_size(ByteView message)
{
    std::size_t size = 0;
    if (message.size() >= ccid_header_size) {
        for (std::size_t i = 4; i > 0; --i) { // dwLength follows the type, little-endian
            size = size << 8U | message[i];
        }
    }
    return size;
}

void FrameReader::add(ByteView bytes)
{
    waiting_.insert(waiting_.end(), bytes.begin(), bytes.end());
}

std::optional<FrameReader::Received> FrameReader::next()
{
    std::size_t start = 0;
    for (; start < waiting_.size(); ++start) {
        const auto rest = ByteView{waiting_}.subspan(start);
        if (rest[0] != sync || (rest.size() > 1 && rest[1] != acknowledge)) {
            continue;
        }
        if (rest.size() < prefix_size + ccid_header_size) {
            break;
        }
        const auto size = ccid_header_size + ccid_data_size(rest.subspan(prefix_size));
        if (size > max_ccid_message) {
            continue;
        }
        if (rest.size() < prefix_size + size + 1) {
            break;
        }
        const auto message = rest.subspan(prefix_size, size);
        const auto whole = rest.first(prefix_size + size + 1);
        Received received{.message = {message.begin(), message.end()},
                          .intact = checksum(whole) == 0};
        const auto end = start + whole.size();
        waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(end));
        return received;
    }
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(start));
    return std::nullopt;
}

} // namespace openbeid::virtual_card
