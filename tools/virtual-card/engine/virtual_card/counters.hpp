// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>

#include <cstdint>
#include <map>
#include <string>

namespace openbeid::virtual_card {

/// What went over the contacts since the last reset of the counters.
struct Counters {
    std::uint64_t apdus{0};           ///< exchanges; 61xx + GET RESPONSE are two
    std::uint64_t bytes_to_card{0};   ///< command APDUs as received
    std::uint64_t bytes_from_card{0}; ///< answers, status words included
    std::uint64_t characters{0};      ///< on the line, by the model of card reference 8
    std::uint64_t line_time_us{0};    ///< what these characters take at 4 MHz
    std::uint64_t power_ons{0};
    std::uint64_t resets{0};
    std::uint64_t verify_commands{0}; ///< with or without PIN
    std::uint64_t verify_pins{0};     ///< those of them that carried a PIN
    std::uint64_t wrong_tries{0};     ///< tries that VERIFY and CHANGE REFERENCE DATA cost
    std::uint64_t signatures_82{0};
    std::uint64_t signatures_83{0};
    std::uint64_t refused_83{0}; ///< COMPUTE DIGITAL SIGNATURE with key 83 set that gave none
    std::uint64_t internal_authentications{0};
    std::map<std::uint8_t, std::uint64_t> by_ins;

    bool operator==(const Counters&) const = default;
};

/// One line, without a line break.
[[nodiscard]] std::string to_json(const Counters& counters);

/// Characters of one exchange at T=0, header and procedure byte included (card reference 8).
[[nodiscard]] std::uint64_t line_characters(ByteView command, ByteView answer);

/// Microseconds of one character at 4 MHz after PPS to the TA1 of `atr` (card reference 8).
[[nodiscard]] std::uint64_t character_time_us(ByteView atr);

} // namespace openbeid::virtual_card
