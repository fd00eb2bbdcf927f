// SPDX-License-Identifier: Apache-2.0
#include "crypto.hpp"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>

#include <array>

namespace openbeid::conformance {

namespace {

struct Hash {
    CK_MECHANISM_TYPE type;
    std::size_t size;
    CK_ULONG mgf;
    const EVP_MD* (*md)();
    std::size_t prefix_size;
    std::array<CK_BYTE, 19> prefix; ///< DigestInfo up to the digest, RFC 8017 9.2
};

constexpr CK_BYTE sha2_length(CK_BYTE digest) noexcept
{
    return static_cast<CK_BYTE>(digest + 17);
}

constexpr std::array<CK_BYTE, 19> sha2_prefix(CK_BYTE oid, CK_BYTE digest) noexcept
{
    return {0x30,
            sha2_length(digest),
            0x30,
            0x0D,
            0x06,
            0x09,
            0x60,
            0x86,
            0x48,
            0x01,
            0x65,
            0x03,
            0x04,
            0x02,
            oid,
            0x05,
            0x00,
            0x04,
            digest};
}

constexpr std::array<Hash, 5> hashes{{
    {CKM_SHA_1,
     20,
     CKG_MGF1_SHA1,
     EVP_sha1,
     15,
     {0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2B, 0x0E, 0x03, 0x02, 0x1A, 0x05, 0x00, 0x04, 0x14}},
    {CKM_SHA224, 28, CKG_MGF1_SHA224, EVP_sha224, 19, sha2_prefix(4, 28)},
    {CKM_SHA256, 32, CKG_MGF1_SHA256, EVP_sha256, 19, sha2_prefix(1, 32)},
    {CKM_SHA384, 48, CKG_MGF1_SHA384, EVP_sha384, 19, sha2_prefix(2, 48)},
    {CKM_SHA512, 64, CKG_MGF1_SHA512, EVP_sha512, 19, sha2_prefix(3, 64)},
}};

constexpr std::array<MechanismSpec, 18> specs{{
    {CKM_RSA_PKCS, Scheme::rsa_pkcs1, 0},
    {CKM_SHA1_RSA_PKCS, Scheme::rsa_pkcs1, CKM_SHA_1},
    {CKM_SHA224_RSA_PKCS, Scheme::rsa_pkcs1, CKM_SHA224},
    {CKM_SHA256_RSA_PKCS, Scheme::rsa_pkcs1, CKM_SHA256},
    {CKM_SHA384_RSA_PKCS, Scheme::rsa_pkcs1, CKM_SHA384},
    {CKM_SHA512_RSA_PKCS, Scheme::rsa_pkcs1, CKM_SHA512},
    {CKM_RSA_PKCS_PSS, Scheme::rsa_pss, 0},
    {CKM_SHA1_RSA_PKCS_PSS, Scheme::rsa_pss, CKM_SHA_1},
    {CKM_SHA224_RSA_PKCS_PSS, Scheme::rsa_pss, CKM_SHA224},
    {CKM_SHA256_RSA_PKCS_PSS, Scheme::rsa_pss, CKM_SHA256},
    {CKM_SHA384_RSA_PKCS_PSS, Scheme::rsa_pss, CKM_SHA384},
    {CKM_SHA512_RSA_PKCS_PSS, Scheme::rsa_pss, CKM_SHA512},
    {CKM_ECDSA, Scheme::ecdsa, 0},
    {CKM_ECDSA_SHA1, Scheme::ecdsa, CKM_SHA_1},
    {CKM_ECDSA_SHA224, Scheme::ecdsa, CKM_SHA224},
    {CKM_ECDSA_SHA256, Scheme::ecdsa, CKM_SHA256},
    {CKM_ECDSA_SHA384, Scheme::ecdsa, CKM_SHA384},
    {CKM_ECDSA_SHA512, Scheme::ecdsa, CKM_SHA512},
}};

const Hash* hash_of(CK_MECHANISM_TYPE type) noexcept
{
    for (const auto& hash : hashes) {
        if (hash.type == type) {
            return &hash;
        }
    }
    return nullptr;
}

using Context = std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)>;

Bytes der_signature(const Bytes& raw)
{
    const std::size_t half = raw.size() / 2;
    const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> pair{ECDSA_SIG_new(),
                                                                     ECDSA_SIG_free};
    ECDSA_SIG_set0(pair.get(),
                   BN_bin2bn(raw.data(), static_cast<int>(half), nullptr),
                   BN_bin2bn(raw.data() + half, static_cast<int>(half), nullptr));
    const int size = i2d_ECDSA_SIG(pair.get(), nullptr);
    Bytes der(size > 0 ? static_cast<std::size_t>(size) : 0);
    auto* out = der.data();
    i2d_ECDSA_SIG(pair.get(), &out);
    return der;
}

bool verify_ecdsa(EVP_PKEY* key, const Bytes& hashed, const Bytes& signature, std::size_t size)
{
    const Context context{EVP_PKEY_CTX_new(key, nullptr), EVP_PKEY_CTX_free};
    const Bytes der = signature.size() == size ? der_signature(signature) : Bytes{};
    return !der.empty() && EVP_PKEY_verify_init(context.get()) == 1 &&
           EVP_PKEY_verify(context.get(), der.data(), der.size(), hashed.data(), hashed.size()) ==
               1;
}

bool verify_pkcs1(EVP_PKEY* key, const Bytes& block, const Bytes& signature)
{
    const Context context{EVP_PKEY_CTX_new(key, nullptr), EVP_PKEY_CTX_free};
    Bytes out(signature.size());
    std::size_t size = out.size();
    if (EVP_PKEY_verify_recover_init(context.get()) != 1 ||
        EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) != 1 ||
        EVP_PKEY_verify_recover(
            context.get(), out.data(), &size, signature.data(), signature.size()) != 1) {
        return false;
    }
    out.resize(size);
    return out == block;
}

bool verify_pss(EVP_PKEY* key,
                const CK_RSA_PKCS_PSS_PARAMS& pss,
                const Bytes& hashed,
                const Bytes& signature)
{
    const auto* hash = hash_of(pss.hashAlg);
    const Context context{EVP_PKEY_CTX_new(key, nullptr), EVP_PKEY_CTX_free};
    return hash != nullptr && EVP_PKEY_verify_init(context.get()) == 1 &&
           EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PSS_PADDING) == 1 &&
           EVP_PKEY_CTX_set_signature_md(context.get(), hash->md()) == 1 &&
           EVP_PKEY_CTX_set_rsa_mgf1_md(context.get(), hash->md()) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(context.get(), static_cast<int>(pss.sLen)) == 1 &&
           EVP_PKEY_verify(
               context.get(), signature.data(), signature.size(), hashed.data(), hashed.size()) ==
               1;
}

} // namespace

const MechanismSpec* spec_of(CK_MECHANISM_TYPE type) noexcept
{
    for (const auto& spec : specs) {
        if (spec.type == type) {
            return &spec;
        }
    }
    return nullptr;
}

std::size_t digest_size(CK_MECHANISM_TYPE hash) noexcept
{
    const auto* known = hash_of(hash);
    return known == nullptr ? 0 : known->size;
}

CK_ULONG mgf_of(CK_MECHANISM_TYPE hash) noexcept
{
    const auto* known = hash_of(hash);
    return known == nullptr ? 0 : known->mgf;
}

Bytes digest(CK_MECHANISM_TYPE hash, const Bytes& data)
{
    const auto* known = hash_of(hash);
    if (known == nullptr) {
        return data;
    }
    Bytes out(known->size);
    EVP_Digest(data.data(), data.size(), out.data(), nullptr, known->md(), nullptr);
    return out;
}

Bytes digest_info(CK_MECHANISM_TYPE hash, const Bytes& data)
{
    const auto* known = hash_of(hash);
    const auto hashed = digest(hash, data);
    Bytes info(known->prefix.begin(),
               known->prefix.begin() + static_cast<long>(known->prefix_size));
    info.insert(info.end(), hashed.begin(), hashed.end());
    return info;
}

Bytes random_bytes(std::size_t size)
{
    Bytes bytes(size);
    RAND_bytes(bytes.data(), static_cast<int>(size));
    return bytes;
}

bool PublicKey::verify(const MechanismSpec& spec,
                       const CK_RSA_PKCS_PSS_PARAMS* pss,
                       const Bytes& data,
                       const Bytes& signature) const
{
    if (!valid() || spec.key_type() != type()) {
        return false;
    }
    const auto hashed = spec.hash == 0 ? data : digest(spec.hash, data);
    switch (spec.scheme) {
    case Scheme::ecdsa: return verify_ecdsa(key_.get(), hashed, signature, signature_size());
    case Scheme::rsa_pss: return pss != nullptr && verify_pss(key_.get(), *pss, hashed, signature);
    case Scheme::rsa_pkcs1:
        return verify_pkcs1(
            key_.get(), spec.hash == 0 ? data : digest_info(spec.hash, data), signature);
    }
    return false;
}

} // namespace openbeid::conformance
