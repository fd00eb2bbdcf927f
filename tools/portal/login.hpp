// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/ssl.h>

#include <string>

namespace openbeid::portal {

/// Who came in, and how they proved it.
struct Login {
    std::string holder;        ///< common name of the client's certificate
    std::string serial_number; ///< serialNumber of its subject: the national number on a real eID
    std::string issuer;        ///< common name of the CA
    std::string tls;           ///< "TLSv1.3"
    std::string scheme;        ///< of the client's signature, by its IANA name where it has one
    std::string cipher;
};

/// What a finished handshake proved. The certificate has been verified by then.
[[nodiscard]] Login read_login(SSL* ssl);

[[nodiscard]] std::string to_json(const Login& login);

/// A page for people: who they are to the portal.
[[nodiscard]] std::string to_html(const Login& login);

} // namespace openbeid::portal
