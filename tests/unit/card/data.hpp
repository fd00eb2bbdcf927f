// SPDX-License-Identifier: Apache-2.0
#pragma once

// Vectors of the card reference, §1.2 and §9.2. Platform bytes that are not public are 00.

#include "card/card.hpp"
#include "support/catch.hpp"
#include "support/scripted_transport.hpp"

#include <string>

namespace openbeid::card::data {

inline constexpr auto atr_a = "3B 98 94 40 FF A5 03 01 01 01 AD 13 10";
inline constexpr auto atr_b = "3B 98 94 40 0A A5 03 01 01 01 AD 13 10";
inline constexpr auto atr_c = "3B 98 13 40 0A A5 03 01 01 01 AD 13 11";
inline constexpr auto atr_d = "3B 98 13 40 2A D0 00 48 01 01 AD 13 11";
inline constexpr auto atr_e = "3B 98 95 40 0A A5 07 01 01 01 AD 13 20";
inline constexpr auto atr_f = "3B 98 95 40 FF D0 00 48 01 01 AD 13 21";
inline constexpr auto atr_g = "3B 7F 96 00 00 80 31 80 65 B0 85 04 01 20 12 0F FF 82 90 00";

inline constexpr auto serial_1_0 = "534C494E336600296CFF232CF7131030";
inline constexpr auto serial_1_1 = "534C494E336600296CFF232CF7131031";
inline constexpr auto serial_1_7 = "534C479070650000B445186C12927130";
inline constexpr auto serial_1_8 = "534C000102030405060708090A0B0C0D";

inline const std::string card_data_1_0 = std::string{serial_1_0} + "A503010101 01 0001 00 01 01 0F";
inline const std::string card_data_1_1 = std::string{serial_1_1} + "A503010101 11 0002 00 01 01 0F";
inline const std::string card_data_1_7 = std::string{serial_1_7} + "F336012201 17 0003 00 21 01 0F";
inline const std::string card_data_1_8 = std::string{serial_1_8} + "0000000000 18 0001 00 00 02 0F";

inline constexpr auto get_card_data = "80 E4 00 00 1C";
inline constexpr auto get_card_data_with_tries = "80 E4 00 01 1F";
inline constexpr auto select_df_belpic = "00 A4 08 0C 04 3F 00 DF 00";
inline constexpr auto select_applet = "00 A4 04 0C 0F A0 00 00 00 30 29 05 70 00 AD 13 10 01 01 FF";

/// A recognised card with the applet of that version.
inline Card card_of(std::uint8_t version)
{
    const auto* const applet = find_applet(version);
    REQUIRE(applet != nullptr);
    return Card{CardData{.applet_version = version, .applet = *applet}};
}

} // namespace openbeid::card::data
