// SPDX-License-Identifier: Apache-2.0
#include "openssl_verify.hpp"

#include "base/hex.hpp"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <memory>

namespace openbeid::test {

namespace {

struct Free {
    void operator()(X509* p) const { X509_free(p); }
    void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
    void operator()(EVP_PKEY_CTX* p) const { EVP_PKEY_CTX_free(p); }
    void operator()(ECDSA_SIG* p) const { ECDSA_SIG_free(p); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

enum class Padding { pkcs1, pss, ecdsa };

struct Rule {
    CK_MECHANISM_TYPE type;
    Padding padding;
    const char* hash; ///< that the mechanism applies; none if null
};

constexpr std::array rules{Rule{CKM_RSA_PKCS, Padding::pkcs1, nullptr},
                           Rule{CKM_SHA1_RSA_PKCS, Padding::pkcs1, "SHA1"},
                           Rule{CKM_SHA224_RSA_PKCS, Padding::pkcs1, "SHA224"},
                           Rule{CKM_SHA256_RSA_PKCS, Padding::pkcs1, "SHA256"},
                           Rule{CKM_SHA384_RSA_PKCS, Padding::pkcs1, "SHA384"},
                           Rule{CKM_SHA512_RSA_PKCS, Padding::pkcs1, "SHA512"},
                           Rule{CKM_RSA_PKCS_PSS, Padding::pss, nullptr},
                           Rule{CKM_SHA1_RSA_PKCS_PSS, Padding::pss, "SHA1"},
                           Rule{CKM_SHA256_RSA_PKCS_PSS, Padding::pss, "SHA256"},
                           Rule{CKM_ECDSA, Padding::ecdsa, nullptr},
                           Rule{CKM_ECDSA_SHA1, Padding::ecdsa, "SHA1"},
                           Rule{CKM_ECDSA_SHA224, Padding::ecdsa, "SHA224"},
                           Rule{CKM_ECDSA_SHA256, Padding::ecdsa, "SHA256"},
                           Rule{CKM_ECDSA_SHA384, Padding::ecdsa, "SHA384"},
                           Rule{CKM_ECDSA_SHA512, Padding::ecdsa, "SHA512"}};

Owned<X509> parse(ByteView der)
{
    const auto* next = der.data();
    Owned<X509> certificate{d2i_X509(nullptr, &next, static_cast<long>(der.size()))};
    return next == der.data() + der.size() ? std::move(certificate) : nullptr;
}

Owned<EVP_PKEY> public_key_of(ByteView der)
{
    if (const auto certificate = parse(der)) {
        return Owned<EVP_PKEY>{X509_get_pubkey(certificate.get())};
    }
    const auto* next = der.data();
    return Owned<EVP_PKEY>{d2i_PUBKEY(nullptr, &next, static_cast<long>(der.size()))};
}

/// r and s side by side as OpenSSL wants them.
Bytes der_of(ByteView plain)
{
    const auto half = plain.size() / 2;
    const Owned<ECDSA_SIG> signature{ECDSA_SIG_new()};
    auto* const r = BN_bin2bn(plain.data(), static_cast<int>(half), nullptr);
    auto* const s = BN_bin2bn(plain.data() + half, static_cast<int>(half), nullptr);
    ECDSA_SIG_set0(signature.get(), r, s);
    unsigned char* encoded = nullptr;
    const int size = i2d_ECDSA_SIG(signature.get(), &encoded);
    Bytes der(encoded, encoded + size);
    OPENSSL_free(encoded);
    return der;
}

bool set_up(EVP_PKEY_CTX* context, const Rule& rule, const Mechanism& mechanism)
{
    if (EVP_PKEY_verify_init(context) != 1) {
        return false;
    }
    const bool sha1 = mechanism.pss.hashAlg == CKM_SHA_1;
    switch (rule.padding) {
    case Padding::ecdsa: return true;
    case Padding::pkcs1:
        return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 &&
               (rule.hash == nullptr ||
                EVP_PKEY_CTX_set_signature_md(context, EVP_get_digestbyname(rule.hash)) == 1);
    case Padding::pss:
        return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
               EVP_PKEY_CTX_set_signature_md(context, sha1 ? EVP_sha1() : EVP_sha256()) == 1 &&
               EVP_PKEY_CTX_set_rsa_mgf1_md(context, sha1 ? EVP_sha1() : EVP_sha256()) == 1 &&
               EVP_PKEY_CTX_set_rsa_pss_saltlen(context, static_cast<int>(mechanism.pss.sLen)) == 1;
    }
    return false;
}

} // namespace

Bytes digest(const char* name, ByteView data)
{
    Bytes hash(EVP_MAX_MD_SIZE);
    unsigned size = 0;
    EVP_Digest(data.data(), data.size(), hash.data(), &size, EVP_get_digestbyname(name), nullptr);
    hash.resize(size);
    return hash;
}

Bytes sha256_digest_info(ByteView data)
{
    auto info = from_hex("3031300D060960864801650304020105000420").value();
    const auto hash = digest("SHA256", data);
    info.insert(info.end(), hash.begin(), hash.end());
    return info;
}

bool is_complete_certificate(ByteView der)
{
    return parse(der) != nullptr;
}

bool openssl_verifies(ByteView key_or_certificate,
                      const Mechanism& mechanism,
                      ByteView data,
                      ByteView signature)
{
    const auto* const rule = std::find_if(
        rules.begin(), rules.end(), [&](const Rule& r) { return r.type == mechanism.type; });
    const auto key = public_key_of(key_or_certificate);
    if (!key || rule == rules.end()) {
        return false;
    }
    const Owned<EVP_PKEY_CTX> context{EVP_PKEY_CTX_new(key.get(), nullptr)};
    if (!context || !set_up(context.get(), *rule, mechanism)) {
        return false;
    }
    const auto input =
        rule->hash != nullptr ? digest(rule->hash, data) : Bytes(data.begin(), data.end());
    const auto encoded = rule->padding == Padding::ecdsa
                             ? der_of(signature)
                             : Bytes(signature.begin(), signature.end());
    return EVP_PKEY_verify(
               context.get(), encoded.data(), encoded.size(), input.data(), input.size()) == 1;
}

} // namespace openbeid::test
