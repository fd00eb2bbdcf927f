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
                                                       ByteView identity,
                                                       ByteView signature);

/// SGN#Address over EF(ID#Address) and SGN#ID. Absent if both address files are zeros: the card of
/// somebody who lives abroad.
[[nodiscard]] Result<Finding> check_address_signature(const crypto::Context& context,
                                                      const crypto::PublicKey* key,
                                                      ByteView address,
                                                      ByteView identity_signature,
                                                      ByteView signature);

} // namespace openbeid::identity
