// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "revocation/answer.hpp"

#include <openssl/x509.h>

namespace openbeid::cli {

/// The first list of revoked certificates on HTTP that the certificate names; empty if none.
[[nodiscard]] std::string crl_address(X509* certificate);

/// Fetches it and looks the certificate up (RFC 5280, 6.3). Believed is a complete list of now, for
/// this kind of certificate, signed by the issuer.
[[nodiscard]] Answer look_up_crl(Web& web, const std::string& url, X509* certificate, X509* issuer);

} // namespace openbeid::cli
