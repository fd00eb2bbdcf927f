// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "virtual_card/certificate.hpp"

#include <span>

namespace openbeid::virtual_card {

/// The list in which `issuer` tells that it has revoked these certificates (DER, whatever follows
/// it), DER. It is valid for as long as a card.
[[nodiscard]] Result<Bytes>
revocation_list(const Authority& issuer, std::span<const Bytes> certificates, const char* digest);

} // namespace openbeid::virtual_card
