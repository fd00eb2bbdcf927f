// SPDX-License-Identifier: Apache-2.0
#include "crypto/evp_key.hpp"

#include "crypto/curve.hpp"

#include <openssl/core_names.h>
#include <openssl/param_build.h>

#include <algorithm>

namespace openbeid::crypto {

namespace {

constexpr Error key_failure{.code = Errc::crypto_failure, .where = "public key"};

// Names of the key types that only providers know. By the usual ones OpenSSL finds an engine, if
// the host made one its default (openssl -engine), which knows nothing of our keys and of our
// context.
constexpr const char* rsa_type = "1.2.840.113549.1.1.1";
constexpr const char* ec_type = "1.2.840.10045.2.1";

Result<KeyHandle> from_params(const Context& context, const char* type, OSSL_PARAM_BLD* builder)
{
    const ParamsHandle params{OSSL_PARAM_BLD_to_param(builder)};
    // What OpenSSL refuses it refuses again. A lack of memory passes, and of that it seldom tells.
    constexpr int attempts = 2;
    for (int i = 0; i < attempts; ++i) {
        const KeyContextHandle state{EVP_PKEY_CTX_new_from_name(context.library(), type, nullptr)};
        if (!params || !state || EVP_PKEY_fromdata_init(state.get()) != 1) {
            return key_failure;
        }
        EVP_PKEY* raw = nullptr;
        const int done = EVP_PKEY_fromdata(state.get(), &raw, EVP_PKEY_PUBLIC_KEY, params.get());
        KeyHandle key{raw};
        if (done == 1 && key) {
            return key;
        }
    }
    return Error{.code = Errc::malformed, .where = "public key"};
}

Result<KeyHandle> rsa_key(const Context& context, const PublicKey& key)
{
    const auto modulus = big_number(key.modulus());
    const auto exponent = big_number(key.public_exponent());
    const ParamBuilderHandle builder{OSSL_PARAM_BLD_new()};
    if (!modulus || !exponent || !builder ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) != 1) {
        return key_failure;
    }
    return from_params(context, rsa_type, builder.get());
}

Result<KeyHandle> ec_key(const Context& context, const PublicKey& key)
{
    const auto oid = key.ec_parameters();
    const auto point = key.ec_point();
    const auto* const curve = std::find_if(curves.begin(), curves.end(), [&](const Curve& each) {
        return std::equal(each.oid.begin(), each.oid.end(), oid.begin(), oid.end());
    });
    const ParamBuilderHandle builder{OSSL_PARAM_BLD_new()};
    if (curve == curves.end() || !builder ||
        OSSL_PARAM_BLD_push_utf8_string(
            builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve->name, 0) != 1 ||
        OSSL_PARAM_BLD_push_octet_string(
            builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1) {
        return key_failure;
    }
    return from_params(context, ec_type, builder.get());
}

} // namespace

Result<KeyHandle> evp_key(const Context& context, const PublicKey& key)
{
    return key.type() == KeyType::rsa ? rsa_key(context, key) : ec_key(context, key);
}

} // namespace openbeid::crypto
