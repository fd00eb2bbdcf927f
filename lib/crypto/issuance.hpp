// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/certificate.hpp"

namespace openbeid::crypto {

/**
 * Whether `issuer` is an authority that bears the issuer's name of `certificate` and made its
 * signature. Says nothing about time, purpose or trust.
 * Fails: what says against the issuer's key, crypto_failure.
 */
[[nodiscard]] Result<bool>
is_issued_by(const Context& context, const Certificate& certificate, const Certificate& issuer);

} // namespace openbeid::crypto
