// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

namespace openbeid::virtual_card {

struct X509Deleter {
    void operator()(X509* p) const { X509_free(p); }
    void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
};
using CertificatePtr = std::unique_ptr<X509, X509Deleter>;
using PublicKeyPtr = std::unique_ptr<EVP_PKEY, X509Deleter>;

/// The certificate at the beginning of a file, whatever follows it. Null if there is none.
[[nodiscard]] CertificatePtr parse_certificate(ByteView file);

/// 4 + hh ll of `30 82 hh ll`; 0 if the file does not begin like that (card reference 2.3).
[[nodiscard]] std::size_t der_size(ByteView file);

/// A signature over data with OpenSSL's digest of that name; RSA is PKCS#1 v1.5, EC is DER.
[[nodiscard]] bool verifies(EVP_PKEY* key, const char* digest, ByteView data, ByteView signature);

enum class Padding : std::uint8_t { pkcs1, pss };

/// A signature over a hash that the card was given. Without `digest` (only PKCS#1) the hash is the
/// whole content of the padding.
[[nodiscard]] bool verifies_hash(
    EVP_PKEY* key, Padding padding, const char* digest, ByteView hash, ByteView signature);

/// r and s side by side to DER.
[[nodiscard]] Bytes ecdsa_to_der(ByteView plain);

[[nodiscard]] Bytes hash_of(const char* digest, ByteView data);

} // namespace openbeid::virtual_card
