// SPDX-License-Identifier: Apache-2.0
#include "crypto/issuance.hpp"

#include "base/try.hpp"
#include "crypto/error_queue_guard.hpp"
#include "crypto/evp_key.hpp"

#include <openssl/x509.h>

#include <algorithm>

namespace openbeid::crypto {

namespace {

using X509Handle = OpensslHandle<X509, X509_free>;

/// Null if OpenSSL does not take it.
X509Handle x509_of(const Context& context, const Certificate& certificate)
{
    X509* parsed = X509_new_ex(context.library(), nullptr);
    const auto* der = certificate.der().data();
    if (parsed != nullptr &&
        d2i_X509(&parsed, &der, static_cast<long>(certificate.der().size())) == nullptr) {
        return nullptr; // what it was to be read into is freed
    }
    return X509Handle{parsed};
}

} // namespace

Result<bool>
is_issued_by(const Context& context, const Certificate& certificate, const Certificate& issuer)
{
    if (!issuer.is_authority() || !std::ranges::equal(certificate.issuer(), issuer.subject())) {
        return false;
    }
    OPENBEID_TRY(const auto key, issuer.public_key());
    const ErrorQueueGuard guard;
    const Error failure{.code = Errc::crypto_failure, .where = "certificate signature"};
    if (!guard.openssl_is_usable()) {
        return failure;
    }
    const auto evp = evp_key(context, *key);
    if (!evp) {
        return failure;
    }
    // Whatever OpenSSL does not take or know is no signature of the issuer to us.
    const auto x509 = x509_of(context, certificate);
    return x509 && X509_verify(x509.get(), evp->get()) == 1;
}

} // namespace openbeid::crypto
