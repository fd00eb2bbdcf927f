// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "login/socket.hpp"
#include "login/tls_schemes.hpp"
#include "portal/identity.hpp"
#include "portal/login.hpp"

#include <openbeid/bytes.hpp>

#include <future>
#include <optional>
#include <string>
#include <vector>

namespace openbeid::cli {

/// How a login looked to a portal.
struct PortalView {
    std::optional<portal::Login> login{}; ///< nothing: it was refused
    std::string reason{};                 ///< why
};

/**
 * A portal with the requirements of CSAM's, on a free port of this computer only: it demands a
 * client certificate, names the authorities that it accepts, and never resumes a session. It trusts
 * the authorities on the card, so that virtual cards log in too.
 */
class TestPortal {
public:
    /// @param authorities  DER of the card's CA and root
    /// Throws TlsError or std::system_error.
    explicit TestPortal(const std::vector<Bytes>& authorities);

    [[nodiscard]] int port() const noexcept { return port_; }
    [[nodiscard]] X509* root() const noexcept { return identity_.root.get(); }

    /// Serves one client, who may only use this version and scheme.
    [[nodiscard]] std::future<PortalView> serve(TlsVersion version, const TlsScheme& scheme);

private:
    [[nodiscard]] portal::SslCtxPtr make_context(TlsVersion version, const TlsScheme& scheme) const;

    portal::Identity identity_;
    std::vector<portal::X509Ptr> authorities_;
    Socket listener_;
    int port_{0};
};

} // namespace openbeid::cli
