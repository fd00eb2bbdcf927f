// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "virtual_card/blueprint.hpp"

#include <map>

namespace openbeid::virtual_card {

using PrivateKeys = std::map<std::uint8_t, PrivateKey>;

/// The keys that a card of this kind has, by reference.
[[nodiscard]] Result<PrivateKeys> make_keys(const Blueprint& blueprint);

/// All files of the card; certificates and signatures are new ones.
[[nodiscard]] Result<Files>
make_files(const Blueprint& blueprint, const Pki& pki, const PrivateKeys& keys);

/// The 28 bytes of GET CARD DATA (card reference 5.1, 9.2).
[[nodiscard]] Bytes make_card_data(const Blueprint& blueprint);

} // namespace openbeid::virtual_card
