// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/context.hpp"
#include "identity/trust.hpp"

#include <openbeid/result.hpp>

#include <string_view>

namespace openbeid::identity {

// For this room only: what a certificate must be like to be used as what it is used for, and that
// it leads to an anchor. All fail: crypto_failure.

/// Signed by an anchor itself, a register's name and policy, no authority. Without these
/// constraints whatever a root certified could sign identities (card reference §4.3, step 2).
[[nodiscard]] Result<Finding> check_register_certificate(const crypto::Context& context,
                                                         const CertificateFile& file,
                                                         const Anchors& anchors);

/// Whether a certificate below `anchor` has the policy of the register's; so has any where that is
/// not known, of a test root's.
[[nodiscard]] bool has_register_policy(const crypto::CertificateProfile& profile,
                                       TrustAnchor anchor) noexcept;

/// The holder's certificates: leaf, CA, root is the only chain there is (card reference §4.1).
/// @param use  what the leaf's keyUsage must allow
[[nodiscard]] Result<Finding> check_leaf(const crypto::Context& context,
                                         const CertificateFile& leaf,
                                         const CertificateFile& ca,
                                         bool crypto::KeyUsage::*use,
                                         const Anchors& anchors);

/// Whether a certificate is issued to the person with this national number, as far as it names one
/// (card reference §4.4). Without it a card could show one person's identity and sign as another.
[[nodiscard]] bool is_of_holder(const crypto::Certificate& leaf, std::string_view national_number);

/// The root on the card is an anchor. Its own signature proves nothing, but one that is wrong shows
/// that the file was changed.
[[nodiscard]] Result<Finding>
check_root(const crypto::Context& context, const CertificateFile& root, const Anchors& anchors);

} // namespace openbeid::identity
