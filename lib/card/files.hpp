// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>

#include <array>
#include <cstdint>

namespace openbeid::card {

/// An absolute path from the master file, as in SELECT by path (card reference §2.1, §5.2).
using FilePath = std::array<std::uint8_t, 6>;

inline constexpr std::array<std::uint8_t, 4> df_belpic{0x3F, 0x00, 0xDF, 0x00};

inline constexpr FilePath ef_authentication_certificate{0x3F, 0x00, 0xDF, 0x00, 0x50, 0x38};
inline constexpr FilePath ef_signature_certificate{0x3F, 0x00, 0xDF, 0x00, 0x50, 0x39};
inline constexpr FilePath ef_ca_certificate{0x3F, 0x00, 0xDF, 0x00, 0x50, 0x3A};
inline constexpr FilePath ef_root_certificate{0x3F, 0x00, 0xDF, 0x00, 0x50, 0x3B};

/// The public half of the basic key, a SubjectPublicKeyInfo; applet 1.8 only.
inline constexpr FilePath ef_basic_key{0x3F, 0x00, 0xDF, 0x01, 0x40, 0x40};

/// The applet itself (card reference §1.3). Selecting it ends every right on the card.
inline constexpr std::array<std::uint8_t, 15> applet_aid{
    0xA0, 0x00, 0x00, 0x00, 0x30, 0x29, 0x05, 0x70, 0x00, 0xAD, 0x13, 0x10, 0x01, 0x01, 0xFF};

} // namespace openbeid::card
