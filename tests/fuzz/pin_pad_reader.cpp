// SPDX-License-Identifier: Apache-2.0
// What a reader says of its PIN pad, and what it is told then. Input: a length and its features, a
// length and its properties, its name.
#include "base/byte_reader.hpp"
#include "fuzz.hpp"
#include "pcsc/pin_pad_features.hpp"
#include "pcsc/pin_pad_structures.hpp"

#include <algorithm>
#include <array>
#include <string>

using namespace openbeid;

namespace {

constexpr std::array<std::uint8_t, 13> verify{
    0x00, 0x20, 0x00, 0x01, 0x08, 0x20, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};

bool ends_with(ByteView bytes, ByteView end)
{
    return bytes.size() > end.size() && std::ranges::equal(bytes.last(end.size()), end);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    ByteReader in{ByteView{data, size}};
    const auto part = [&in] {
        return *in.take(std::min<std::size_t>(in.u8().value_or(0), in.remaining()));
    };
    const auto answer = part();
    const auto features = pcsc::parse_features(answer);
    const bool has_any = features.verify_start || features.verify_finish || features.modify_start ||
                         features.modify_finish || features.verify_direct ||
                         features.modify_direct || features.key_pressed || features.properties;
    fuzz::require(!has_any || answer.size() >= 6);
    fuzz::require(!features.verify_direct || features.can_verify());

    const auto sizes = pcsc::parse_pin_sizes(part());
    fuzz::require(sizes.min >= 4 && sizes.min <= sizes.max && sizes.max <= 12);

    const std::string name(in.rest().begin(), in.rest().end());
    const auto quirks = pcsc::quirks_of(name);
    const pcsc::PinPadSettings settings{.plain_format = quirks.plain_format_before_5_06,
                                        .sizes = sizes,
                                        .language = pcsc::language_id(name)};
    fuzz::require(ends_with(pcsc::verify_structure(verify, settings), verify));
    fuzz::require(ends_with(pcsc::modify_structure(verify, settings), verify));
    return 0;
}
