// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/context.hpp"
#include "crypto/public_key.hpp"
#include "identity/trust.hpp"

#include <openbeid/bytes.hpp>
#include <openbeid/result.hpp>

namespace openbeid::identity {

// For this room only: signatures of the national register (card reference §4.1, §4.2). `key` is
// that of its certificate, null if there is none that can be used. All fail: crypto_failure.

/// SGN#ID over EF(ID#RN).
[[nodiscard]] Result<Finding> check_identity_signature(const crypto::Context& context,
                                                       const crypto::PublicKey* key,
                                                       const CardFile& identity,
                                                       const CardFile& signature);

/// SGN#Address over EF(ID#Address) and SGN#ID. Both address files are on every card; absent if they
/// hold no address and a signature of zeros: the card of somebody who lives abroad (card reference
/// §3.5).
[[nodiscard]] Result<Finding> check_address_signature(const crypto::Context& context,
                                                      const crypto::PublicKey* key,
                                                      const CardFile& address,
                                                      const CardFile& identity_signature,
                                                      const CardFile& signature);

} // namespace openbeid::identity
