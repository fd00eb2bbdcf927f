// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/context.hpp"
#include "crypto/handles.hpp"
#include "crypto/public_key.hpp"

#include <openbeid/bytes.hpp>

namespace openbeid::test {

/// The one context of this program.
[[nodiscard]] const crypto::Context& crypto_context();

/// A key pair as on a card, made by OpenSSL in its own default context.
class SpecimenKey {
public:
    [[nodiscard]] static SpecimenKey rsa(std::size_t bits);
    [[nodiscard]] static SpecimenKey ec(const char* curve);

    [[nodiscard]] Bytes spki() const;
    [[nodiscard]] crypto::PublicKey public_key() const;
    /// A self-signed certificate, DER.
    [[nodiscard]] Bytes certificate() const;

    /// ECDSA over the digest, r‖s.
    [[nodiscard]] Bytes ecdsa(ByteView hash) const;
    /// PKCS#1 v1.5 over the DigestInfo as given.
    [[nodiscard]] Bytes pkcs1(ByteView digest_info) const;

private:
    explicit SpecimenKey(EVP_PKEY* key) : key_{key} {}
    [[nodiscard]] Bytes sign(EVP_PKEY_CTX* state, ByteView input) const;

    crypto::KeyHandle key_;
};

} // namespace openbeid::test
