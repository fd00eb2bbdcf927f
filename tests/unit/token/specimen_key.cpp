// SPDX-License-Identifier: Apache-2.0
#include "specimen_key.hpp"

#include "crypto/ecdsa.hpp"
#include "crypto/encode.hpp"
#include "support/catch.hpp"

#include <openssl/rsa.h>
#include <openssl/x509.h>

namespace openbeid::test {

namespace {

using X509Handle = crypto::OpensslHandle<X509, X509_free>;

Bytes der_of(std::optional<Bytes> der)
{
    REQUIRE(der);
    return *std::move(der);
}

} // namespace

const crypto::Context& crypto_context()
{
    static const auto context = crypto::Context::create();
    REQUIRE(context);
    return **context;
}

SpecimenKey SpecimenKey::rsa(std::size_t bits)
{
    return SpecimenKey{EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", bits)};
}

SpecimenKey SpecimenKey::ec(const char* curve)
{
    return SpecimenKey{EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve)};
}

Bytes SpecimenKey::spki() const
{
    return der_of(crypto::encode(i2d_PUBKEY, key_.get()));
}

crypto::PublicKey SpecimenKey::public_key() const
{
    auto key = crypto::PublicKey::from_spki(crypto_context(), spki());
    REQUIRE(key);
    return *std::move(key);
}

Bytes SpecimenKey::certificate() const
{
    constexpr long day = 24L * 60 * 60;
    const X509Handle certificate{X509_new()};
    REQUIRE(X509_set_version(certificate.get(), 2) == 1);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), day);
    X509_NAME* const name = X509_get_subject_name(certificate.get());
    const Bytes specimen{'S', 'p', 'e', 'c', 'i', 'm', 'e', 'n'};
    const auto size = static_cast<int>(specimen.size());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, specimen.data(), size, -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    REQUIRE(X509_set_pubkey(certificate.get(), key_.get()) == 1);
    REQUIRE(X509_sign(certificate.get(), key_.get(), EVP_sha256()) > 0);
    return der_of(crypto::encode(i2d_X509, certificate.get()));
}

Bytes SpecimenKey::sign(EVP_PKEY_CTX* state, ByteView input) const
{
    std::size_t size = 0;
    REQUIRE(EVP_PKEY_sign(state, nullptr, &size, input.data(), input.size()) == 1);
    Bytes signature(size);
    REQUIRE(EVP_PKEY_sign(state, signature.data(), &size, input.data(), input.size()) == 1);
    signature.resize(size);
    return signature;
}

Bytes SpecimenKey::ecdsa(ByteView hash) const
{
    const crypto::KeyContextHandle state{EVP_PKEY_CTX_new(key_.get(), nullptr)};
    REQUIRE(EVP_PKEY_sign_init(state.get()) == 1);
    const auto order_bytes = static_cast<std::size_t>(EVP_PKEY_get_bits(key_.get()) + 7) / 8;
    auto rs = crypto::ecdsa_from_der(sign(state.get(), hash), order_bytes);
    REQUIRE(rs);
    return *std::move(rs);
}

Bytes SpecimenKey::pkcs1(ByteView digest_info) const
{
    const crypto::KeyContextHandle state{EVP_PKEY_CTX_new(key_.get(), nullptr)};
    REQUIRE(EVP_PKEY_sign_init(state.get()) == 1);
    REQUIRE(EVP_PKEY_CTX_set_rsa_padding(state.get(), RSA_PKCS1_PADDING) == 1);
    return sign(state.get(), digest_info);
}

} // namespace openbeid::test
