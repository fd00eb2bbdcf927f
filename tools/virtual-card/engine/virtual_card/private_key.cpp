// SPDX-License-Identifier: Apache-2.0
#include "virtual_card/private_key.hpp"

#include "base/try.hpp"
#include "virtual_card/openssl_handles.hpp"

#include <openssl/bn.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

namespace openbeid::virtual_card {

namespace {

const EVP_MD* md_of(CardDigest digest)
{
    switch (digest) {
    case CardDigest::md5: return EVP_md5();
    case CardDigest::sha1: return EVP_sha1();
    case CardDigest::sha256: return EVP_sha256();
    }
    return nullptr;
}

Result<Owned<EVP_PKEY_CTX>> signing_context(EVP_PKEY* key)
{
    Owned<EVP_PKEY_CTX> context{EVP_PKEY_CTX_new(key, nullptr)};
    if (!context || EVP_PKEY_sign_init(context.get()) <= 0) {
        return openssl_failure("signing context");
    }
    return context;
}

Result<Bytes> sign(EVP_PKEY_CTX* context, ByteView input)
{
    std::size_t size = 0;
    if (EVP_PKEY_sign(context, nullptr, &size, input.data(), input.size()) <= 0) {
        return openssl_failure("signature size");
    }
    Bytes signature(size);
    if (EVP_PKEY_sign(context, signature.data(), &size, input.data(), input.size()) <= 0) {
        return openssl_failure("signature");
    }
    signature.resize(size);
    return signature;
}

} // namespace

PrivateKey::PrivateKey(EVP_PKEY* key) : key_{key, EVP_PKEY_free} {}

Result<PrivateKey> PrivateKey::generate_rsa(unsigned bits)
{
    EVP_PKEY* key = EVP_RSA_gen(bits);
    return key != nullptr ? Result{PrivateKey{key}} : openssl_failure("RSA key generation");
}

Result<PrivateKey> PrivateKey::generate_ec(const char* curve)
{
    EVP_PKEY* key = EVP_EC_gen(curve);
    return key != nullptr ? Result{PrivateKey{key}} : openssl_failure("EC key generation");
}

Result<PrivateKey> PrivateKey::from_pem(std::string_view pem)
{
    const Owned<BIO> in{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
    EVP_PKEY* key = in ? PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr) : nullptr;
    return key != nullptr ? Result{PrivateKey{key}} : openssl_failure("PEM private key");
}

Result<std::string> PrivateKey::to_pem() const
{
    const Owned<BIO> out{BIO_new(BIO_s_mem())};
    if (!out ||
        PEM_write_bio_PrivateKey(out.get(), get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
        return openssl_failure("PEM private key");
    }
    char* text = nullptr;
    const auto size = BIO_get_mem_data(out.get(), &text);
    return std::string(text, static_cast<std::size_t>(size));
}

Result<Bytes> PrivateKey::public_key() const
{
    const int size = i2d_PUBKEY(get(), nullptr);
    if (size <= 0) {
        return openssl_failure("public key");
    }
    Bytes der(static_cast<std::size_t>(size));
    auto* out = der.data();
    i2d_PUBKEY(get(), &out);
    return der;
}

KeyType PrivateKey::type() const
{
    return EVP_PKEY_is_a(get(), "EC") == 1 ? KeyType::ec : KeyType::rsa;
}

std::size_t PrivateKey::size() const
{
    return (static_cast<std::size_t>(EVP_PKEY_get_bits(get())) + 7) / 8;
}

Result<Bytes> PrivateKey::sign_pkcs1(ByteView input) const
{
    OPENBEID_TRY(const auto context, signing_context(get()));
    if (EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) <= 0) {
        return openssl_failure("PKCS#1 padding");
    }
    return sign(context.get(), input);
}

Result<Bytes> PrivateKey::sign_pkcs1(CardDigest digest, ByteView hash) const
{
    OPENBEID_TRY(const auto context, signing_context(get()));
    if (EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) <= 0 ||
        EVP_PKEY_CTX_set_signature_md(context.get(), md_of(digest)) <= 0) {
        return openssl_failure("PKCS#1 padding");
    }
    return sign(context.get(), hash);
}

Result<Bytes> PrivateKey::sign_pss(CardDigest digest, ByteView hash) const
{
    OPENBEID_TRY(const auto context, signing_context(get()));
    if (EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PSS_PADDING) <= 0 ||
        EVP_PKEY_CTX_set_signature_md(context.get(), md_of(digest)) <= 0 ||
        EVP_PKEY_CTX_set_rsa_mgf1_md(context.get(), md_of(digest)) <= 0 ||
        EVP_PKEY_CTX_set_rsa_pss_saltlen(context.get(), RSA_PSS_SALTLEN_DIGEST) <= 0) {
        return openssl_failure("PSS padding");
    }
    return sign(context.get(), hash);
}

Result<Bytes> PrivateKey::sign_ecdsa(ByteView hash) const
{
    OPENBEID_TRY(const auto context, signing_context(get()));
    return sign(context.get(), hash);
}

Result<Bytes> PrivateKey::sign_ecdsa_plain(ByteView hash) const
{
    OPENBEID_TRY(const auto der, sign_ecdsa(hash));
    const auto* in = der.data();
    const Owned<ECDSA_SIG> parts{d2i_ECDSA_SIG(nullptr, &in, static_cast<long>(der.size()))};
    if (!parts) {
        return openssl_failure("ECDSA signature");
    }
    const auto half = size();
    Bytes plain(2 * half);
    const auto width = static_cast<int>(half);
    if (BN_bn2binpad(ECDSA_SIG_get0_r(parts.get()), plain.data(), width) != width ||
        BN_bn2binpad(ECDSA_SIG_get0_s(parts.get()), plain.data() + half, width) != width) {
        return openssl_failure("ECDSA signature");
    }
    return plain;
}

} // namespace openbeid::virtual_card
