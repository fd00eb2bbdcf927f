// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "card_facts.hpp"
#include "card_selection.hpp"

#include <variant>

namespace openbeid::cli {

/// A certificate that the card must have. Fails with not_found if it has not.
[[nodiscard]] std::variant<Certificate, Failure> required_certificate(Card& card, CertificateId id);

} // namespace openbeid::cli
