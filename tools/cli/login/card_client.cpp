// SPDX-License-Identifier: Apache-2.0
#include "login/card_client.hpp"

#include "login/tls_context.hpp"

namespace openbeid::cli {

namespace {

using portal::SslCtxPtr;
using portal::SslPtr;
using portal::TlsError;

} // namespace

CardClient::CardClient(Pkcs11Card& card, const std::vector<Bytes>& chain) : card_{card}
{
    for (const auto& der : chain) {
        chain_.push_back(read_certificate(der, library_.context()));
    }
    key_.public_key = EvpPkeyPtr{X509_get_pubkey(chain_.at(0).get())};
    if (!key_.public_key) {
        throw TlsError("key");
    }
    key_.sign = [this](const SignatureScheme& scheme, ByteView hash) {
        return card_.sign(scheme, hash);
    };
}

SslCtxPtr CardClient::make_context(const TestPortal& portal, TlsVersion version)
{
    SslCtxPtr context{SSL_CTX_new_ex(library_.context(), nullptr, TLS_client_method())};
    if (!context) {
        throw TlsError("SSL_CTX_new");
    }
    restrict_to(context.get(), version);
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    const auto key = library_.private_key(key_);
    bool good = X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), portal.root()) == 1 &&
                SSL_CTX_use_certificate(context.get(), chain_.front().get()) == 1 &&
                SSL_CTX_use_PrivateKey(context.get(), key.get()) == 1;
    for (std::size_t i = 1; i < chain_.size(); ++i) {
        good = good && SSL_CTX_add1_chain_cert(context.get(), chain_[i].get()) == 1;
    }
    if (!good) {
        throw TlsError("client");
    }
    return context;
}

std::string CardClient::log_in(const TestPortal& portal, TlsVersion version)
{
    const auto context = make_context(portal, version);
    const auto socket = connect_to("127.0.0.1", std::to_string(portal.port()));
    const SslPtr ssl{SSL_new(context.get())};
    if (!socket.is_open() || !ssl || SSL_set_fd(ssl.get(), socket.number()) != 1 ||
        SSL_set1_host(ssl.get(), "localhost") != 1) {
        return portal::openssl_reason();
    }
    char byte = 0;
    if (SSL_connect(ssl.get()) == 1 && SSL_read(ssl.get(), &byte, 1) == 1) {
        return {};
    }
    auto reason = portal::openssl_reason();
    return card_.failure().empty() ? reason : card_.failure();
}

} // namespace openbeid::cli
