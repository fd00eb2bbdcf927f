// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apdu/exchange.hpp"

#include <cstddef>
#include <cstdint>

namespace openbeid::card {

enum class KeyFamily : std::uint8_t { rsa, ec };

/// What the generations of the Belpic applet differ in (card reference §1.1). Code asks this table;
/// it does not compare version numbers.
struct Applet {
    /// GET CARD DATA, offset 21: the version as two nibbles, 0x17 is 1.7.
    std::uint8_t version{0};
    KeyFamily family{};
    bool pss{false}; ///< PSS with SHA-1 and SHA-256, the salt as long as the hash (§5.8)
    /// An empty VERIFY tells the tries left. Where it is not safe it burns one (§5.5).
    bool status_query{false};
    /// GET CARD DATA with P2=01 tells the tries left (§5.1).
    bool tries_in_card_data{false};
    /// INTERNAL AUTHENTICATE proves the chip by a key whose public half is in EF 4040 (§5.12).
    bool basic_key{false};
    /// The bytes of GET CARD DATA behind the applet version mean other things (§5.1).
    bool old_card_data{false};
    bool records{false}; ///< READ RECORD on the identity and address files (§5.13)
    /// 6400 to a signature means "no PIN right" (§5.10).
    bool no_diagnostic_means_no_right{false};
    /// Sizes of the keys 82 and 83 that the applet can hold, in bits of modulus or field.
    std::size_t min_key_bits{0};
    std::size_t max_key_bits{0};
    apdu::Timing timing{};
};

/// The facts of the applet with this version byte; for one that is newer than all we know, those of
/// the newest with its own version. Null: no Belpic applet has that version.
[[nodiscard]] const Applet* find_applet(std::uint8_t version) noexcept;

} // namespace openbeid::card
