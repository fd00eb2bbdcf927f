// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tls.hpp"

namespace openbeid::portal {

/// The server's key, its certificate, and the root that signed it.
struct Identity {
    EvpPkeyPtr key;
    X509Ptr certificate;
    X509Ptr root;
};

/**
 * A fresh P-256 key and a certificate for localhost and 127.0.0.1, valid for a day, under a root of
 * its own whose key is forgotten: browsers and NSS want a root and a leaf. Throws TlsError.
 */
[[nodiscard]] Identity make_identity();

} // namespace openbeid::portal
