// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/hex.hpp"
#include "virtual_card/card.hpp"

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace openbeid::virtual_card::test {

inline Persona persona(std::string_view name)
{
    auto loaded = load_persona(name, default_cache_dir());
    if (!loaded) {
        throw std::runtime_error{loaded.error().where};
    }
    return *std::move(loaded);
}

/// In the reader and powered.
inline std::unique_ptr<Card> powered(Persona from)
{
    auto card = std::make_unique<Card>(std::move(from));
    card->power_on();
    return card;
}

inline std::unique_ptr<Card> powered(std::string_view name)
{
    return powered(persona(name));
}

/// Hexadecimal there and back.
inline std::string send(Card& card, std::string_view command)
{
    return to_hex(card.transmit(from_hex(command).value()));
}

inline constexpr const char* card_data = "80E400001C";
inline constexpr const char* select_df00 = "00A4080C043F00DF00";
inline constexpr const char* use_key_82 = "002241B6050480018482";
inline constexpr const char* use_key_83 = "002241B6050480018483";
inline constexpr const char* right_pin = "0020000108241234FFFFFFFFFF";
inline constexpr const char* wrong_pin = "0020000108249999FFFFFFFFFF";
inline constexpr const char* sign_32_bytes =
    "002A9E9A20000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F";

} // namespace openbeid::virtual_card::test
