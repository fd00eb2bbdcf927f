// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "virtual_card/persona.hpp"
#include "virtual_card/private_key.hpp"
#include "virtual_card/rights.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace openbeid::virtual_card {

enum class Scheme : std::uint8_t { pkcs1_raw, pkcs1, pss, ecdsa };

/// One row of the table of MSE SET (card reference 5.8 and 5.10).
struct Algorithm {
    std::uint8_t reference{0};
    Scheme scheme{Scheme::pkcs1_raw};
    CardDigest digest{CardDigest::sha1};  ///< of the schemes pkcs1 and pss
    std::array<std::size_t, 5> lengths{}; ///< of the data of CDS; ends at 0; none for pkcs1_raw
};

/// In what the generations differ, other than in their data.
struct Traits {
    std::span<const Algorithm> algorithms;
    RightsRule rights;
    std::uint16_t unsupported_algorithm{0x6A80};
    bool empty_verify_is_query{true};
    bool keys_are_local{true}; ///< MSE SET finds them only while DF(BELPIC) is current
    bool select_inactive_file{false};
    bool df_id_by_name{true};
    bool tries_in_card_data{false};
    bool has_read_record{false};
    bool has_unblock_by_puk{true};
    std::optional<Scheme> internal_authenticate;
};

[[nodiscard]] const Traits& traits_of(Applet applet);

} // namespace openbeid::virtual_card
