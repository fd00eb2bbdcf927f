// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/result.hpp>

#include <openssl/bio.h>
#include <openssl/conf.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>

namespace openbeid::virtual_card {

struct OpensslDeleter {
    void operator()(ASN1_STRING* p) const { ASN1_STRING_free(p); } // integers, times
    void operator()(BIO* p) const { BIO_free(p); }
    void operator()(CONF* p) const { NCONF_free(p); }
    void operator()(ECDSA_SIG* p) const { ECDSA_SIG_free(p); }
    void operator()(EVP_PKEY_CTX* p) const { EVP_PKEY_CTX_free(p); }
    void operator()(X509* p) const { X509_free(p); }
    void operator()(X509_CRL* p) const { X509_CRL_free(p); }
    void operator()(X509_EXTENSION* p) const { X509_EXTENSION_free(p); }
    void operator()(X509_NAME* p) const { X509_NAME_free(p); }
    void operator()(X509_REVOKED* p) const { X509_REVOKED_free(p); }
};

template <typename T>
using Owned = std::unique_ptr<T, OpensslDeleter>;

inline Error openssl_failure(const char* where)
{
    return Error{.code = Errc::crypto_failure, .where = where};
}

} // namespace openbeid::virtual_card
