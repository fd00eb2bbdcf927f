// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/certificate.hpp"

#include <openbeid/bytes.hpp>
#include <openbeid/verification.hpp>

#include <span>
#include <string_view>

namespace openbeid::identity {

/// A root of the Belgian eID, by its public key: the same key was certified more than once, and a
/// root that is read from a card proves nothing by itself (card reference §4.6).
struct BelgianRoot {
    TrustAnchor anchor{};
    std::string_view common_name;
    ByteView spki; ///< DER SubjectPublicKeyInfo
    crypto::UtcTime not_before;
    crypto::UtcTime not_after;
    /// The policy of the register's certificates below this root, the content of the OID (card
    /// reference §4.3 and §4.7); empty: not known.
    ByteView register_policy{};
};

[[nodiscard]] std::span<const BelgianRoot> belgian_roots() noexcept;

} // namespace openbeid::identity
