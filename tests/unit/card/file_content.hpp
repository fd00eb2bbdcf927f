// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/hex.hpp"
#include "card/files.hpp"
#include "data.hpp"

#include <array>
#include <string>

namespace openbeid::card::data {

inline constexpr auto select_5038 = "00 A4 08 0C 06 3F 00 DF 00 50 38";
inline constexpr auto select_5038_without_mf = "00 A4 08 0C 04 DF 00 50 38";

/// A file that holds one DER SEQUENCE of `size` bytes, 260 or more, and then `padding` zeros. No
/// two blocks of it are alike.
inline Bytes file_of(std::size_t size, std::size_t padding = 0)
{
    const auto content = size - 4;
    Bytes file{0x30,
               0x82,
               static_cast<std::uint8_t>(content >> 8U),
               static_cast<std::uint8_t>(content & 0xFFU)};
    for (std::size_t i = file.size(); i < size; ++i) {
        file.push_back(static_cast<std::uint8_t>(i + i / 256));
    }
    file.resize(size + padding);
    return file;
}

/// READ BINARY; a length of 256 is coded 00.
inline std::string read(std::size_t offset, std::size_t length)
{
    return "00B0" + to_hex(std::array{static_cast<std::uint8_t>(offset >> 8U),
                                      static_cast<std::uint8_t>(offset & 0xFFU),
                                      static_cast<std::uint8_t>(length & 0xFFU)});
}

/// What a card answers to that.
inline std::string part(const Bytes& file, std::size_t offset, std::size_t length)
{
    return to_hex(ByteView{file}.subspan(offset, length)) + "9000";
}

/// What reading the authentication certificate of a 1.7 card gives.
inline Result<std::optional<Bytes>> read_with(test::ScriptedTransport& transport)
{
    return card_of(0x17).read_der_file(transport, ef_authentication_certificate);
}

/// The content of a file that is there.
inline Bytes content(const Result<std::optional<Bytes>>& read)
{
    REQUIRE(read);
    REQUIRE(*read);
    return **read;
}

inline Errc error_of(const Result<std::optional<Bytes>>& read)
{
    REQUIRE_FALSE(read);
    return read.error().code;
}

} // namespace openbeid::card::data
