// SPDX-License-Identifier: Apache-2.0
#include "pcsc/pin_pad_structures.hpp"

#include <array>

namespace openbeid::pcsc {

namespace {

constexpr std::uint8_t seconds = 30; // until the first key, and again after it
// The PIN begins one byte after the start of the block, left justified, BCD; the quirk's reader
// finds that place without being told.
constexpr std::uint8_t format = 0x89;
constexpr std::uint8_t plain_format = 0x01;
// The length field has 4 bits; 7 bytes of the block follow it.
constexpr std::uint8_t block_format = 0x47;
constexpr std::uint8_t length_position = 0x04; // in bits: the low nibble of the first byte
constexpr std::uint8_t ends_with_confirmation_key = 0x02;
constexpr std::array<std::uint8_t, 3> t1_prologue{}; // of no meaning at T=0

void append(Bytes& structure, ByteView bytes)
{
    structure.insert(structure.end(), bytes.begin(), bytes.end());
}

/// Numbers of several bytes are little-endian.
template <typename T>
void append_number(Bytes& structure, T number)
{
    for (std::size_t i = 0; i < sizeof number; ++i) {
        structure.push_back(static_cast<std::uint8_t>(number >> (8 * i)));
    }
}

Bytes beginning(const PinPadSettings& settings)
{
    return {seconds,
            seconds,
            settings.plain_format ? plain_format : format,
            block_format,
            length_position};
}

/// wPINMaxExtraDigit.
std::uint16_t digits(const PinSizes& sizes)
{
    return static_cast<std::uint16_t>(sizes.min << 8U | sizes.max);
}

void append_command(Bytes& structure, ByteView command)
{
    append(structure, t1_prologue);
    append_number(structure, static_cast<std::uint32_t>(command.size()));
    append(structure, command);
}

} // namespace

Bytes verify_structure(ByteView command, const PinPadSettings& settings)
{
    auto structure = beginning(settings);
    append_number(structure, digits(settings.sizes));
    structure.push_back(ends_with_confirmation_key);
    structure.push_back(1); // one message, of index 0
    append_number(structure, settings.language);
    structure.push_back(0);
    append_command(structure, command);
    return structure;
}

Bytes modify_structure(ByteView command, const PinPadSettings& settings)
{
    constexpr std::uint8_t old_block = 0; // offsets in the command's data
    constexpr std::uint8_t new_block = 8;
    constexpr std::uint8_t ask_current_and_confirm_new = 0x03;
    auto structure = beginning(settings);
    append(structure, std::array{old_block, new_block});
    append_number(structure, digits(settings.sizes));
    append(structure, std::array{ask_current_and_confirm_new, ends_with_confirmation_key});
    structure.push_back(3); // three messages, of indices 0, 1, 2
    append_number(structure, settings.language);
    append(structure, std::array<std::uint8_t, 3>{0, 1, 2});
    append_command(structure, command);
    return structure;
}

std::uint16_t language_id(std::string_view locale) noexcept
{
    constexpr std::uint16_t english = 0x0409;
    constexpr std::uint16_t dutch_of_belgium = 0x0813;
    constexpr std::uint16_t french_of_belgium = 0x080C;
    constexpr std::uint16_t german = 0x0407;
    const auto language = locale.substr(0, locale.find_first_of("_.@"));
    if (language == "nl") {
        return dutch_of_belgium;
    }
    if (language == "fr") {
        return french_of_belgium;
    }
    return language == "de" ? german : english;
}

} // namespace openbeid::pcsc
