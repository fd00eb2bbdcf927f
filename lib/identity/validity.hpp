// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/certificate.hpp"

#include <openbeid/identity.hpp>
#include <openbeid/verification.hpp>

#include <optional>

namespace openbeid::identity {

/// Both ends belong to it (RFC 5280 §4.1.2.5).
[[nodiscard]] Validity validity_between(const crypto::UtcTime& begin,
                                        const crypto::UtcTime& end,
                                        const crypto::UtcTime& now) noexcept;

/// By the days printed on the card, which both belong to it. The day is that of UTC.
[[nodiscard]] Validity card_validity(const std::optional<Identity>& identity,
                                     const crypto::UtcTime& now) noexcept;

/// Of a Belgian root; unknown for any other anchor.
[[nodiscard]] Validity anchor_validity(TrustAnchor anchor, const crypto::UtcTime& now) noexcept;

} // namespace openbeid::identity
