// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "options.hpp"

#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace openbeid::portal {

/// Frees an OpenSSL object with its own function.
template <auto function>
struct Free {
    template <typename T>
    void operator()(T* object) const noexcept
    {
        function(object);
    }
};
using SslCtxPtr = std::unique_ptr<SSL_CTX, Free<SSL_CTX_free>>;
using SslPtr = std::unique_ptr<SSL, Free<SSL_free>>;
using X509Ptr = std::unique_ptr<X509, Free<X509_free>>;
using EvpPkeyPtr = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;

/// OpenSSL's reason for the last failure; empties its error queue.
[[nodiscard]] std::string openssl_reason();

/// Thrown where the server cannot start.
class TlsError : public std::runtime_error {
public:
    explicit TlsError(const std::string& step) : std::runtime_error(step + ": " + openssl_reason())
    {
    }
};

/// A server context that asks for a client certificate and never resumes a session: every
/// connection is a login of its own, with one signature. Throws TlsError.
[[nodiscard]] SslCtxPtr make_context(const Options& options);

} // namespace openbeid::portal
