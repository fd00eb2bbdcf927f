// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "states.hpp"

namespace openbeid::test {

/// An eID with something wrong, or with nearly everything wrong: its ATR, card data, files, PIN and
/// answers. The same for the same seed on every machine.
[[nodiscard]] std::shared_ptr<Card> make_hostile_card(std::uint32_t seed);

} // namespace openbeid::test
