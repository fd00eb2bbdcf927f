// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "portal/tls.hpp"

#include <openssl/bio.h>
#include <openssl/x509_vfy.h>

#include <memory>

/// What several files of this program own of OpenSSL, besides what the portal's TLS has.
namespace openbeid::cli {

using BioPtr = std::unique_ptr<BIO, portal::Free<BIO_free_all>>;
using StorePtr = std::unique_ptr<X509_STORE, portal::Free<X509_STORE_free>>;

} // namespace openbeid::cli
