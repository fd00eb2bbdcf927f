// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "login/pkcs11_card.hpp"
#include "login/remote_key.hpp"
#include "login/test_portal.hpp"

#include <string>

namespace openbeid::cli {

/// Logs in to portals as a browser does: TLS from OpenSSL, certificate and signature from the
/// PKCS#11 module.
class CardClient {
public:
    /// @param chain  DER: the certificate Authentication and those above it. Throws TlsError.
    CardClient(Pkcs11Card& card, const std::vector<Bytes>& chain);

    /// Empty if the client was let in, else what failed on its side. Throws TlsError.
    [[nodiscard]] std::string log_in(const TestPortal& portal, TlsVersion version);

private:
    [[nodiscard]] portal::SslCtxPtr make_context(const TestPortal& portal, TlsVersion version);

    Pkcs11Card& card_;
    RemoteKeyLibrary library_;
    std::vector<portal::X509Ptr> chain_;
    RemoteKey key_;
};

} // namespace openbeid::cli
