// SPDX-License-Identifier: Apache-2.0
#include "base/hex.hpp"

namespace openbeid {

namespace {

constexpr std::string_view hex_digits = "0123456789ABCDEF";

std::optional<unsigned> value_of(char c)
{
    if (c >= 'a' && c <= 'f') {
        c = static_cast<char>(c - 'a' + 'A');
    }
    const auto place = hex_digits.find(c);
    return place == std::string_view::npos ? std::nullopt
                                           : std::optional{static_cast<unsigned>(place)};
}

} // namespace

std::string to_hex(ByteView bytes)
{
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const auto byte : bytes) {
        text += hex_digits[byte >> 4U];
        text += hex_digits[byte & 0x0FU];
    }
    return text;
}

std::optional<Bytes> from_hex(std::string_view text)
{
    Bytes bytes;
    unsigned pending = 0;
    bool half = false;
    for (const char c : text) {
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
            continue;
        }
        const auto value = value_of(c);
        if (!value) {
            return std::nullopt;
        }
        pending = pending << 4U | *value;
        if (half) {
            bytes.push_back(static_cast<std::uint8_t>(pending));
            pending = 0;
        }
        half = !half;
    }
    return half ? std::nullopt : std::optional{std::move(bytes)};
}

} // namespace openbeid
