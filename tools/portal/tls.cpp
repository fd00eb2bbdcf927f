// SPDX-License-Identifier: Apache-2.0
#include "tls.hpp"

#include "identity.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <array>
#include <cstdio>

namespace openbeid::portal {
namespace {

void check(bool good, const std::string& step)
{
    if (!good) {
        throw TlsError(step);
    }
}

void write_pem(X509* certificate, const std::string& path)
{
    const std::unique_ptr<BIO, Free<BIO_free_all>> file{BIO_new_file(path.c_str(), "w")};
    check(file && PEM_write_bio_X509(file.get(), certificate) == 1, path);
}

void use_own_identity(SSL_CTX* context, const Options& options)
{
    const Identity identity = make_identity();
    check(SSL_CTX_use_certificate(context, identity.certificate.get()) == 1 &&
              SSL_CTX_use_PrivateKey(context, identity.key.get()) == 1,
          "own certificate");
    if (!options.root_out.empty()) {
        write_pem(identity.root.get(), options.root_out);
    }
}

void use_identity(SSL_CTX* context, const Options& options)
{
    if (options.certificate.empty()) {
        use_own_identity(context, options);
        return;
    }
    check(SSL_CTX_use_certificate_chain_file(context, options.certificate.c_str()) == 1,
          options.certificate);
    check(SSL_CTX_use_PrivateKey_file(context, options.key.c_str(), SSL_FILETYPE_PEM) == 1,
          options.key);
}

/// Clients send their leaf, some of them nothing else, so the CAs between are ours to know.
void ask_for_clients(SSL_CTX* context, const Options& options)
{
    const auto* file = options.client_ca.c_str();
    check(SSL_CTX_load_verify_file(context, file) == 1, options.client_ca);
    auto* names = SSL_load_client_CA_file(file);
    check(names != nullptr, options.client_ca);
    SSL_CTX_set_client_CA_list(context, names);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    if (!options.client_schemes.empty()) {
        check(SSL_CTX_set1_client_sigalgs_list(context, options.client_schemes.c_str()) == 1,
              "--client-schemes " + options.client_schemes);
    }
}

} // namespace

std::string openssl_reason()
{
    const auto code = ERR_peek_last_error();
    ERR_clear_error();
    if (code == 0) {
        return "the connection was closed";
    }
    if (const char* reason = ERR_reason_error_string(code); reason != nullptr) {
        return reason;
    }
    std::array<char, 256> text{};
    ERR_error_string_n(code, text.data(), text.size());
    return text.data();
}

SslCtxPtr make_context(const Options& options)
{
    SslCtxPtr context{SSL_CTX_new(TLS_server_method())};
    check(context != nullptr, "SSL_CTX_new");
    if (options.security_level) {
        SSL_CTX_set_security_level(context.get(), *options.security_level);
    }
    check(SSL_CTX_set_min_proto_version(context.get(), options.min_tls) == 1 &&
              SSL_CTX_set_max_proto_version(context.get(), options.max_tls) == 1,
          "TLS versions");
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(context.get(), SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_num_tickets(context.get(), 0);
    use_identity(context.get(), options);
    ask_for_clients(context.get(), options);
    return context;
}

} // namespace openbeid::portal
