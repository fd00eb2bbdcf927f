// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pcsc/pin_pad_features.hpp"

#include <openbeid/bytes.hpp>

#include <cstdint>
#include <string_view>

/// What a PIN pad is told (PC/SC part 10; card reference §6.2, §6.3). Functions of bytes only.
namespace openbeid::pcsc {

/// What differs from one reader, or user, to the next.
struct PinPadSettings {
    bool plain_format{false}; ///< see PinPadQuirks::plain_format_before_5_06
    PinSizes sizes{.min = 4, .max = 12};
    std::uint16_t language{0x0409};
};

/// PIN_VERIFY_STRUCTURE. @param command  see transport::Transaction::enter_on_pad()
[[nodiscard]] Bytes verify_structure(ByteView command, const PinPadSettings& settings);

/// PIN_MODIFY_STRUCTURE: asks for the current PIN, and for the new one twice.
[[nodiscard]] Bytes modify_structure(ByteView command, const PinPadSettings& settings);

/// wLangId for the pad's display: that of a locale such as `nl_BE.UTF-8` if it is Dutch, French or
/// German, else that of English.
[[nodiscard]] std::uint16_t language_id(std::string_view locale) noexcept;

} // namespace openbeid::pcsc
