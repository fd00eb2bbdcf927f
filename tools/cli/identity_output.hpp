// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "output.hpp"

#include <openbeid/card.hpp>

namespace openbeid::cli {

/// The verdict first, then the person, the card, the address and the checks that were made.
/// @param proof_wanted  the chip's proof is told also if there was none
void print_identity(const IdentityDocument& document, bool proof_wanted);

/// The same for programs; keys are documented in openbeid(1). Fields that the card lacks are null.
[[nodiscard]] Json identity_json(const IdentityDocument& document);

/// 1990-01-01, or as much as is known: 1990-01, 1990.
[[nodiscard]] std::string iso(const Date& date);
[[nodiscard]] std::string iso(const PartialDate& date);

} // namespace openbeid::cli
