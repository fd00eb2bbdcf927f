// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tls.hpp"

namespace openbeid::portal {

/// The server's key and its certificate.
struct Identity {
    EvpPkeyPtr key;
    X509Ptr certificate;
};

/// A fresh P-256 key with a self-signed certificate for localhost and 127.0.0.1, valid for a day.
/// Throws TlsError.
[[nodiscard]] Identity make_identity();

} // namespace openbeid::portal
