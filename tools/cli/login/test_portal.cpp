// SPDX-License-Identifier: Apache-2.0
#include "login/test_portal.hpp"

#include "login/tls_context.hpp"

#include <sys/socket.h>

namespace openbeid::cli {

namespace {

using portal::SslCtxPtr;
using portal::SslPtr;
using portal::TlsError;

PortalView accept_client(const SslCtxPtr& context, const Socket& listener)
{
    const Socket client = accept_from(listener);
    const SslPtr ssl{SSL_new(context.get())};
    if (!client.is_open() || !ssl || SSL_set_fd(ssl.get(), client.number()) != 1 ||
        SSL_accept(ssl.get()) != 1) {
        return {.reason = portal::openssl_reason()};
    }
    auto login = portal::read_login(ssl.get());
    // A client of TLS 1.3 learns from this byte that it was let in.
    SSL_write(ssl.get(), "!", 1);
    SSL_shutdown(ssl.get());
    return {.login = std::move(login)};
}

} // namespace

TestPortal::TestPortal(const std::vector<Bytes>& authorities)
    : identity_{portal::make_identity()}, listener_{listen_on_loopback()}, port_{port_of(listener_)}
{
    for (const auto& der : authorities) {
        authorities_.push_back(read_certificate(der, nullptr));
    }
}

SslCtxPtr TestPortal::make_context(TlsVersion version, const TlsScheme& scheme) const
{
    SslCtxPtr context{SSL_CTX_new(TLS_server_method())};
    if (!context) {
        throw TlsError("SSL_CTX_new");
    }
    restrict_to(context.get(), version);
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(context.get(), SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_num_tickets(context.get(), 0);
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    bool good = SSL_CTX_use_certificate(context.get(), identity_.certificate.get()) == 1 &&
                SSL_CTX_use_PrivateKey(context.get(), identity_.key.get()) == 1 &&
                SSL_CTX_set1_client_sigalgs_list(context.get(), scheme.name) == 1;
    for (const auto& authority : authorities_) {
        good = good &&
               X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), authority.get()) == 1 &&
               SSL_CTX_add_client_CA(context.get(), authority.get()) == 1;
    }
    if (!good) {
        throw TlsError(scheme.name);
    }
    return context;
}

std::future<PortalView> TestPortal::serve(TlsVersion version, const TlsScheme& scheme)
{
    return std::async(std::launch::async, [this, context = make_context(version, scheme)] {
        return accept_client(context, listener_);
    });
}

} // namespace openbeid::cli
