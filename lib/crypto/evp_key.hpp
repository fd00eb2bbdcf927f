// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/context.hpp"
#include "crypto/handles.hpp"
#include "crypto/public_key.hpp"

#include <openbeid/result.hpp>

namespace openbeid::crypto {

/// For this room only: OpenSSL's form of the key, in our context. The caller holds an
/// ErrorQueueGuard. Fails: malformed (the point is not on its curve), crypto_failure.
[[nodiscard]] Result<KeyHandle> evp_key(const Context& context, const PublicKey& key);

} // namespace openbeid::crypto
