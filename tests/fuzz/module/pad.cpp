// SPDX-License-Identifier: Apache-2.0
#include "module/pad.hpp"

#include "fuzz.hpp"

#include <reader.h>

#include <span>

namespace openbeid::fuzz {

namespace {

constexpr DWORD code_base = 0x42330000; // as libccid's; any will do
enum Feature : std::uint8_t {
    verify_start = 0x01,
    verify_finish = 0x02,
    modify_start = 0x03,
    modify_finish = 0x04,
    key_pressed = 0x05,
    verify_direct = 0x06,
    modify_direct = 0x07,
    tlv_properties = 0x12,
};

void add(Bytes& list, Feature feature)
{
    const DWORD code = code_base + feature;
    list.push_back(feature);
    list.push_back(4);
    for (unsigned shift = 32; shift > 0; shift -= 8) {
        list.push_back(static_cast<std::uint8_t>(code >> (shift - 8)));
    }
}

Bytes features_of(std::uint8_t kind)
{
    Bytes list;
    switch (kind % 4) {
    case 0: break;
    case 1: add(list, verify_direct); break;
    case 2:
        add(list, verify_direct);
        add(list, modify_direct);
        add(list, tlv_properties);
        break;
    default:
        for (const auto feature :
             {verify_start, verify_finish, modify_start, modify_finish, key_pressed}) {
            add(list, feature);
        }
    }
    return list;
}

/// The digits in the block that the module left empty: ISO 9564 format 2 (card reference §5.5).
void type_into(std::span<std::uint8_t> block, std::string_view pin)
{
    require(block.size() >= 8 && pin.size() <= 12);
    block[0] = static_cast<std::uint8_t>(0x20U | pin.size());
    for (std::size_t i = 0; i < pin.size(); ++i) {
        const unsigned digit = static_cast<unsigned char>(pin[i]) - unsigned{'0'};
        auto& byte = block[1 + i / 2];
        byte = static_cast<std::uint8_t>(i % 2 == 0 ? digit << 4U | (byte & 0x0FU)
                                                    : (byte & 0xF0U) | digit);
    }
}

} // namespace

bool is_entry(DWORD code) noexcept
{
    const DWORD feature = code - code_base;
    return feature >= verify_start && feature <= modify_direct && feature != key_pressed;
}
bool is_start(DWORD code) noexcept
{
    return code - code_base == verify_start || code - code_base == modify_start;
}
bool is_finish(DWORD code) noexcept
{
    return code - code_base == verify_finish || code - code_base == modify_finish;
}
bool is_change(DWORD code) noexcept
{
    const DWORD feature = code - code_base;
    return feature == modify_start || feature == modify_finish || feature == modify_direct;
}

std::optional<Bytes> pad_answer(DWORD code, std::uint8_t kind)
{
    constexpr std::uint8_t enter_key = 0x0D;
    if (code == CM_IOCTL_GET_FEATURE_REQUEST) {
        return kind % 4 == 0 ? std::nullopt : std::optional{features_of(kind)};
    }
    if (code == code_base + key_pressed) {
        return Bytes{enter_key};
    }
    return code == code_base + tlv_properties ? std::optional{Bytes{0x06, 1, 4, 0x07, 1, 8}}
                                              // 4 to 8 digits
                                              : std::nullopt;
}

Bytes typed_command(ByteView structure, std::initializer_list<std::string_view> pins)
{
    // PC/SC part 10, 2.5.2 and 2.5.3: ulDataLength, little-endian, and abData end both.
    const std::size_t start = pins.size() == 2 ? 24 : 19;
    constexpr std::size_t header_size = 5;
    require(structure.size() > start);
    std::size_t length = 0;
    for (std::size_t i = 1; i <= 4; ++i) {
        length = length << 8U | structure[start - i];
    }
    require(length == structure.size() - start);
    Bytes command{structure.begin() + static_cast<std::ptrdiff_t>(start), structure.end()};
    std::size_t block = header_size;
    for (const auto pin : pins) {
        require(command.size() >= block + 8);
        type_into(std::span{command}.subspan(block), pin);
        block += 8;
    }
    return command;
}

} // namespace openbeid::fuzz
