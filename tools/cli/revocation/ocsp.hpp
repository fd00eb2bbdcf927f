// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "revocation/answer.hpp"

#include <openssl/x509.h>

namespace openbeid::cli {

/// The first OCSP responder on HTTP that the certificate names; empty if there is none.
[[nodiscard]] std::string ocsp_address(X509* certificate);

/**
 * Asks it (RFC 6960). Believed is an answer about this certificate, of now, signed by the issuer or
 * by a responder that the issuer itself certified for that. It should repeat the question's nonce:
 * one that repeats another is refused; one without, as responders that sign ahead give it, is
 * believed for its dates.
 */
[[nodiscard]] Answer ask_ocsp(Web& web, const std::string& url, X509* certificate, X509* issuer);

} // namespace openbeid::cli
