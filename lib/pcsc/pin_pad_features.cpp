// SPDX-License-Identifier: Apache-2.0
#include "pcsc/pin_pad_features.hpp"

#include "base/byte_reader.hpp"

#include <algorithm>

namespace openbeid::pcsc {

namespace {

/// Calls `function(tag, value)` for each whole element of tag, length byte and value.
template <typename Function>
void for_each_element(ByteView bytes, Function&& function) noexcept
{
    ByteReader in{bytes};
    for (;;) {
        const auto tag = in.u8();
        const auto length = in.u8();
        if (!tag || !length) {
            return;
        }
        const auto value = in.take(*length);
        if (!value) {
            return;
        }
        function(*tag, *value);
    }
}

/// Where the code of the feature with this tag belongs; null if we don't use it.
PinPadFeatures::Code* code_of(PinPadFeatures& features, std::uint8_t tag) noexcept
{
    switch (tag) {
    case 0x01: return &features.verify_start;
    case 0x02: return &features.verify_finish;
    case 0x03: return &features.modify_start;
    case 0x04: return &features.modify_finish;
    case 0x05: return &features.key_pressed;
    case 0x06: return &features.verify_direct;
    case 0x07: return &features.modify_direct;
    case 0x12: return &features.properties;
    default: return nullptr;
    }
}

constexpr PinSizes belgian{.min = 4, .max = 12}; // card reference §5.5

} // namespace

PinPadFeatures parse_features(ByteView answer) noexcept
{
    PinPadFeatures features;
    for_each_element(answer, [&features](std::uint8_t tag, ByteView value) {
        auto* const code = code_of(features, tag);
        if (code == nullptr || code->has_value() || value.size() != sizeof(std::uint32_t)) {
            return;
        }
        std::uint32_t number = 0;
        for (const auto byte : value) { // big-endian, whatever the computer is
            number = number << 8U | byte;
        }
        *code = number;
    });
    return features;
}

PinSizes parse_pin_sizes(ByteView properties) noexcept
{
    constexpr std::uint8_t min_pin_size = 0x06; // tags of PC/SC part 10, 2.6.14
    constexpr std::uint8_t max_pin_size = 0x07;
    auto sizes = belgian;
    for_each_element(properties, [&sizes](std::uint8_t tag, ByteView value) {
        if (value.size() != 1) {
            return;
        }
        const auto digits = value.front();
        if (tag == min_pin_size && digits <= belgian.max) {
            sizes.min = std::max(belgian.min, digits);
        } else if (tag == max_pin_size && digits >= belgian.min) {
            sizes.max = std::min(belgian.max, digits);
        }
    });
    return sizes.min <= sizes.max ? sizes : belgian;
}

PinPadQuirks quirks_of(std::string_view reader) noexcept
{
    const auto is_called = [reader](std::string_view word) {
        return reader.find(word) != std::string_view::npos;
    };
    return {.unusable = is_called("Gemplus GemPC Pinpad") || is_called("Gemalto GemPC Pinpad"),
            .plain_format_before_5_06 = is_called("SPRx32") || is_called("SPR 532"),
            .needs_pause = is_called("Keyboard") || is_called("keyboard")};
}

} // namespace openbeid::pcsc
