// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

/// PC_to_RDR_Secure: a PIN entry on the reader, as the CCID specification (revision 1.1, 6.1.11)
/// describes it.
namespace openbeid::virtual_card {

struct PinRequest {
    bool change{false};
    std::uint8_t format{0};        ///< bmFormatString
    std::uint8_t block{0};         ///< bmPINBlockString
    std::uint8_t length_format{0}; ///< bmPINLengthFormat
    std::uint8_t old_offset{0};
    std::uint8_t new_offset{0};
    std::uint8_t min_digits{0};
    std::uint8_t max_digits{0};
    std::uint8_t confirm{0};    ///< bConfirmPIN
    std::uint8_t validation{0}; ///< bEntryValidationCondition
    std::uint8_t messages{0};   ///< bNumberMessage
    std::uint16_t language{0};
    Bytes apdu;
};

/// abData of the message. Nothing if it is cut short or neither of the two entries.
[[nodiscard]] std::optional<PinRequest> parse_pin_request(ByteView data);

/// What somebody types before the confirmation key.
struct Typed {
    std::string pin{};
    std::string new_pin{};
    std::string new_pin_again{};
};

/// The command with the digits where the request wants them, or the status word that the reader
/// answers by itself: 6402 (the new PINs differ), 6403 (too short or too long), 6B80 (a request
/// that this reader does not understand).
[[nodiscard]] std::variant<std::uint16_t, Bytes> fill_in(const PinRequest& request,
                                                         const Typed& typed);

} // namespace openbeid::virtual_card
