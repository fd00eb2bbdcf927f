// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "login/tls_schemes.hpp"
#include "portal/tls.hpp"

#include <openbeid/bytes.hpp>

namespace openbeid::cli {

/// This version only, and also the short keys of old cards.
void restrict_to(SSL_CTX* context, TlsVersion version);

/// In a library context; null: the usual one. Throws TlsError if it is no certificate.
[[nodiscard]] portal::X509Ptr read_certificate(ByteView der, OSSL_LIB_CTX* library);

} // namespace openbeid::cli
