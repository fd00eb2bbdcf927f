// SPDX-License-Identifier: Apache-2.0
#include "self_test/x509.hpp"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>

namespace openbeid::virtual_card {

namespace {

struct ContextDeleter {
    void operator()(EVP_MD_CTX* p) const { EVP_MD_CTX_free(p); }
    void operator()(EVP_PKEY_CTX* p) const { EVP_PKEY_CTX_free(p); }
    void operator()(ECDSA_SIG* p) const { ECDSA_SIG_free(p); }
};

} // namespace

CertificatePtr parse_certificate(ByteView file)
{
    const auto* in = file.data();
    return CertificatePtr{d2i_X509(nullptr, &in, static_cast<long>(file.size()))};
}

std::size_t der_size(ByteView file)
{
    if (file.size() < 4 || file[0] != 0x30 || file[1] != 0x82) {
        return 0;
    }
    return std::size_t{4} + file[2] * std::size_t{256} + file[3];
}

bool verifies(EVP_PKEY* key, const char* digest, ByteView data, ByteView signature)
{
    const std::unique_ptr<EVP_MD_CTX, ContextDeleter> context{EVP_MD_CTX_new()};
    return EVP_DigestVerifyInit(
               context.get(), nullptr, EVP_get_digestbyname(digest), nullptr, key) == 1 &&
           EVP_DigestVerify(
               context.get(), signature.data(), signature.size(), data.data(), data.size()) == 1;
}

bool verifies_hash(
    EVP_PKEY* key, Padding padding, const char* digest, ByteView hash, ByteView signature)
{
    const std::unique_ptr<EVP_PKEY_CTX, ContextDeleter> context{EVP_PKEY_CTX_new(key, nullptr)};
    auto* raw = context.get();
    if (EVP_PKEY_verify_init(raw) != 1) {
        return false;
    }
    if (EVP_PKEY_is_a(key, "RSA") == 1) {
        const bool pss = padding == Padding::pss;
        if (EVP_PKEY_CTX_set_rsa_padding(raw, pss ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING) !=
                1 ||
            (digest != nullptr &&
             EVP_PKEY_CTX_set_signature_md(raw, EVP_get_digestbyname(digest)) != 1) ||
            (pss && EVP_PKEY_CTX_set_rsa_pss_saltlen(raw, RSA_PSS_SALTLEN_DIGEST) != 1)) {
            return false;
        }
    }
    return EVP_PKEY_verify(raw, signature.data(), signature.size(), hash.data(), hash.size()) == 1;
}

Bytes ecdsa_to_der(ByteView plain)
{
    const auto half = static_cast<int>(plain.size() / 2);
    const std::unique_ptr<ECDSA_SIG, ContextDeleter> parts{ECDSA_SIG_new()};
    auto* r = BN_bin2bn(plain.data(), half, nullptr);
    auto* s = BN_bin2bn(plain.data() + half, half, nullptr);
    ECDSA_SIG_set0(parts.get(), r, s); // takes them over
    Bytes der(static_cast<std::size_t>(i2d_ECDSA_SIG(parts.get(), nullptr)));
    auto* out = der.data();
    i2d_ECDSA_SIG(parts.get(), &out);
    return der;
}

Bytes hash_of(const char* digest, ByteView data)
{
    Bytes hash(EVP_MAX_MD_SIZE);
    std::size_t size = 0;
    EVP_Q_digest(nullptr, digest, nullptr, data.data(), data.size(), hash.data(), &size);
    hash.resize(size);
    return hash;
}

} // namespace openbeid::virtual_card
