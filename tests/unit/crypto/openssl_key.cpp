// SPDX-License-Identifier: Apache-2.0
#include "openssl_key.hpp"

#include "crypto/encode.hpp"
#include "support/catch.hpp"

#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

namespace openbeid::crypto {

namespace {

EVP_PKEY* from_params(const char* type, const ParamBuilderHandle& builder)
{
    const ParamsHandle params{OSSL_PARAM_BLD_to_param(builder.get())};
    const KeyContextHandle state{EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr)};
    EVP_PKEY* key = nullptr;
    REQUIRE(EVP_PKEY_fromdata_init(state.get()) == 1);
    REQUIRE(EVP_PKEY_fromdata(state.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) == 1);
    return key;
}

BignumHandle number(ByteView big_endian)
{
    return BignumHandle{BN_bin2bn(big_endian.data(), static_cast<int>(big_endian.size()), nullptr)};
}

const EVP_MD* md_of(Hash hash)
{
    switch (hash) {
    case Hash::sha1: return EVP_sha1();
    case Hash::sha224: return EVP_sha224();
    case Hash::sha256: return EVP_sha256();
    case Hash::sha384: return EVP_sha384();
    case Hash::sha512: return EVP_sha512();
    }
    return nullptr;
}

} // namespace

OpensslKey OpensslKey::rsa(std::size_t bits)
{
    return OpensslKey{EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", bits)};
}

OpensslKey OpensslKey::ec(const std::string& curve)
{
    return OpensslKey{EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve.c_str())};
}

OpensslKey OpensslKey::other(const std::string& type)
{
    const KeyContextHandle state{EVP_PKEY_CTX_new_from_name(nullptr, type.c_str(), nullptr)};
    EVP_PKEY* key = nullptr;
    REQUIRE(EVP_PKEY_keygen_init(state.get()) == 1);
    REQUIRE(EVP_PKEY_generate(state.get(), &key) == 1);
    return OpensslKey{key};
}

OpensslKey OpensslKey::rsa_from(ByteView modulus, ByteView exponent)
{
    const auto n = number(modulus);
    const auto e = number(exponent);
    const ParamBuilderHandle builder{OSSL_PARAM_BLD_new()};
    REQUIRE(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) == 1);
    REQUIRE(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) == 1);
    return OpensslKey{from_params("RSA", builder)};
}

OpensslKey OpensslKey::ec_from(const std::string& curve, ByteView point)
{
    const ParamBuilderHandle builder{OSSL_PARAM_BLD_new()};
    REQUIRE(OSSL_PARAM_BLD_push_utf8_string(
                builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve.c_str(), 0) == 1);
    REQUIRE(OSSL_PARAM_BLD_push_octet_string(
                builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) == 1);
    return OpensslKey{from_params("EC", builder)};
}

void OpensslKey::set_text(const char* parameter, const std::string& value)
{
    REQUIRE(EVP_PKEY_set_utf8_string_param(key_.get(), parameter, value.c_str()) == 1);
}

Bytes OpensslKey::spki() const
{
    auto der = encode(i2d_PUBKEY, key_.get());
    REQUIRE(der);
    return *std::move(der);
}

Bytes OpensslKey::sign(const SignatureScheme& scheme, ByteView input) const
{
    const KeyContextHandle state{EVP_PKEY_CTX_new_from_pkey(nullptr, key_.get(), nullptr)};
    REQUIRE(EVP_PKEY_sign_init(state.get()) == 1);
    if (std::holds_alternative<Pkcs1>(scheme)) {
        REQUIRE(EVP_PKEY_CTX_set_rsa_padding(state.get(), RSA_PKCS1_PADDING) == 1);
    } else if (const auto* const pss = std::get_if<Pss>(&scheme)) {
        const auto salt_length = static_cast<int>(pss->salt_length);
        REQUIRE(EVP_PKEY_CTX_set_rsa_padding(state.get(), RSA_PKCS1_PSS_PADDING) == 1);
        REQUIRE(EVP_PKEY_CTX_set_signature_md(state.get(), md_of(pss->hash)) == 1);
        REQUIRE(EVP_PKEY_CTX_set_rsa_mgf1_md(state.get(), md_of(pss->mgf_hash)) == 1);
        REQUIRE(EVP_PKEY_CTX_set_rsa_pss_saltlen(state.get(), salt_length) == 1);
    }
    std::size_t size = 0;
    REQUIRE(EVP_PKEY_sign(state.get(), nullptr, &size, input.data(), input.size()) == 1);
    Bytes signature(size);
    REQUIRE(EVP_PKEY_sign(state.get(), signature.data(), &size, input.data(), input.size()) == 1);
    signature.resize(size);
    return signature;
}

} // namespace openbeid::crypto
