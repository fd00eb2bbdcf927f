// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.hpp"

#include <algorithm>
#include <array>

namespace openbeid {

namespace {

/// The Unicode Standard, table 3-7: which second bytes follow a first one, and how many bytes the
/// sequence has. Later bytes are 80..BF.
struct Sequence {
    std::uint8_t first_from;
    std::uint8_t first_to;
    std::uint8_t second_from;
    std::uint8_t second_to;
    std::size_t size;
};

constexpr std::array<Sequence, 8> sequences{{{0xC2, 0xDF, 0x80, 0xBF, 2},
                                             {0xE0, 0xE0, 0xA0, 0xBF, 3},
                                             {0xE1, 0xEC, 0x80, 0xBF, 3},
                                             {0xED, 0xED, 0x80, 0x9F, 3},
                                             {0xEE, 0xEF, 0x80, 0xBF, 3},
                                             {0xF0, 0xF0, 0x90, 0xBF, 4},
                                             {0xF1, 0xF3, 0x80, 0xBF, 4},
                                             {0xF4, 0xF4, 0x80, 0x8F, 4}}};

} // namespace

Utf8Part first_utf8_part(ByteView bytes) noexcept
{
    if (bytes[0] < 0x80) {
        return {1, true};
    }
    const auto* const sequence = std::ranges::find_if(sequences, [&](const Sequence& each) {
        return bytes[0] >= each.first_from && bytes[0] <= each.first_to;
    });
    if (sequence == sequences.end()) {
        return {1, false};
    }
    for (std::size_t i = 1; i < sequence->size; ++i) {
        const auto from = i == 1 ? sequence->second_from : std::uint8_t{0x80};
        const auto to = i == 1 ? sequence->second_to : std::uint8_t{0xBF};
        if (i == bytes.size() || bytes[i] < from || bytes[i] > to) {
            return {i, false};
        }
    }
    return {sequence->size, true};
}

} // namespace openbeid
