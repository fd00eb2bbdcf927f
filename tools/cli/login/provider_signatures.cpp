// SPDX-License-Identifier: Apache-2.0
#include "login/provider_functions.hpp"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/params.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <array>
#include <exception>
#include <memory>
#include <new>
#include <string_view>

namespace openbeid::cli {

namespace {

/// One signature that is being made.
struct Signing {
    const RemoteKey* remote{nullptr};
    std::optional<HashAlgorithm> hash{};
    const char* hash_name{nullptr};
    bool pss{false};
};

struct Hash {
    const char* name;
    HashAlgorithm algorithm;
};

constexpr std::array hashes{Hash{"SHA2-256", HashAlgorithm::sha256},
                            Hash{"SHA2-384", HashAlgorithm::sha384},
                            Hash{"SHA2-512", HashAlgorithm::sha512}};

void* new_signing(void* /*provider*/, const char* /*properties*/)
{
    return new (std::nothrow) Signing;
}

void free_signing(void* signing)
{
    delete static_cast<Signing*>(signing);
}

int set_signing_parameters(void* signing, const OSSL_PARAM* parameters)
{
    const auto* const mode = parameters != nullptr
                                 ? OSSL_PARAM_locate_const(parameters, OSSL_PKEY_PARAM_PAD_MODE)
                                 : nullptr;
    if (mode == nullptr) {
        return 1; // the length of the salt: TLS knows one only
    }
    auto& pss = static_cast<Signing*>(signing)->pss;
    if (mode->data_type == OSSL_PARAM_UTF8_STRING) {
        pss = std::string_view{static_cast<const char*>(mode->data)} == OSSL_PKEY_RSA_PAD_MODE_PSS;
        return 1;
    }
    int number = 0;
    const int read = OSSL_PARAM_get_int(mode, &number);
    pss = number == RSA_PKCS1_PSS_PADDING;
    return read;
}

const OSSL_PARAM* settable_signing_parameters(void* /*signing*/, void* /*provider*/)
{
    static const std::array<OSSL_PARAM, 3> list{
        {OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_PAD_MODE, nullptr, 0),
         OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_RSA_PSS_SALTLEN, nullptr, 0),
         OSSL_PARAM_END}};
    return list.data();
}

int start_signing(void* signing, const char* hash, void* key, const OSSL_PARAM* parameters)
{
    auto& own = *static_cast<Signing*>(signing);
    own.remote = static_cast<const ProviderKey*>(key)->remote;
    const std::unique_ptr<EVP_MD, Free<EVP_MD_free>> digest{EVP_MD_fetch(nullptr, hash, nullptr)};
    for (const auto& known : hashes) {
        if (digest && EVP_MD_is_a(digest.get(), known.name) == 1) {
            own.hash = known.algorithm;
            own.hash_name = known.name;
        }
    }
    return own.hash ? set_signing_parameters(signing, parameters) : 0;
}

/// TLS wants r and s as a SEQUENCE.
Bytes as_sequence(ByteView both)
{
    const auto half = both.size() / 2;
    const std::unique_ptr<ECDSA_SIG, Free<ECDSA_SIG_free>> pair{ECDSA_SIG_new()};
    ECDSA_SIG_set0(pair.get(),
                   BN_bin2bn(both.data(), static_cast<int>(half), nullptr),
                   BN_bin2bn(both.data() + half, static_cast<int>(half), nullptr));
    Bytes der(static_cast<std::size_t>(std::max(i2d_ECDSA_SIG(pair.get(), nullptr), 0)));
    auto* end = der.data();
    i2d_ECDSA_SIG(pair.get(), &end);
    return der;
}

std::optional<Bytes> sign(const Signing& signing, ByteView data)
{
    Bytes hash(size_of(*signing.hash));
    if (EVP_Q_digest(
            nullptr, signing.hash_name, nullptr, data.data(), data.size(), hash.data(), nullptr) !=
        1) {
        return std::nullopt;
    }
    const bool rsa = EVP_PKEY_is_a(signing.remote->public_key.get(), "RSA") == 1;
    const auto algorithm = !rsa          ? SignatureAlgorithm::ecdsa
                           : signing.pss ? SignatureAlgorithm::rsa_pss
                                         : SignatureAlgorithm::rsa_pkcs1;
    auto signature = signing.remote->sign({.algorithm = algorithm, .hash = *signing.hash}, hash);
    return !rsa && signature ? as_sequence(*signature) : signature;
}

int sign_data(void* signing,
              unsigned char* signature,
              std::size_t* size,
              std::size_t room,
              const unsigned char* data,
              std::size_t data_size)
{
    const auto& own = *static_cast<const Signing*>(signing);
    if (signature == nullptr) {
        *size = static_cast<std::size_t>(EVP_PKEY_get_size(own.remote->public_key.get()));
        return 1;
    }
    try {
        const auto made = sign(own, {data, data_size});
        if (!made || made->size() > room) {
            return 0;
        }
        std::copy(made->begin(), made->end(), signature);
        *size = made->size();
        return 1;
    } catch (const std::exception&) { // no memory; OpenSSL is no place for exceptions
        return 0;
    }
}

} // namespace

const OSSL_DISPATCH* signature_functions()
{
    static const std::array functions{
        provider_function(OSSL_FUNC_SIGNATURE_NEWCTX, new_signing),
        provider_function(OSSL_FUNC_SIGNATURE_FREECTX, free_signing),
        provider_function(OSSL_FUNC_SIGNATURE_DIGEST_SIGN_INIT, start_signing),
        provider_function(OSSL_FUNC_SIGNATURE_DIGEST_SIGN, sign_data),
        provider_function(OSSL_FUNC_SIGNATURE_SET_CTX_PARAMS, set_signing_parameters),
        provider_function(OSSL_FUNC_SIGNATURE_SETTABLE_CTX_PARAMS, settable_signing_parameters),
        OSSL_DISPATCH{0, nullptr}};
    return functions.data();
}

} // namespace openbeid::cli
