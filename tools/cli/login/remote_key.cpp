// SPDX-License-Identifier: Apache-2.0
#include "login/remote_key.hpp"

#include "login/provider_functions.hpp"

#include <openssl/params.h>
#include <openssl/provider.h>

#include <array>

namespace openbeid::cli {

namespace {

using portal::TlsError;

constexpr const char* provider_name = "openbeid-remote-key";
constexpr const char* provider_property = "provider=openbeid-remote-key";

/// The names of OpenSSL's own keys, so that TLS knows what it can do with them.
const OSSL_ALGORITHM* algorithms(void* /*provider*/, int operation, int* no_store)
{
    static const std::array key_types{
        OSSL_ALGORITHM{
            "RSA:rsaEncryption:1.2.840.113549.1.1.1", provider_property, key_functions(), nullptr},
        OSSL_ALGORITHM{
            "EC:id-ecPublicKey:1.2.840.10045.2.1", provider_property, key_functions(), nullptr},
        OSSL_ALGORITHM{nullptr, nullptr, nullptr, nullptr}};
    static const std::array signature_types{
        OSSL_ALGORITHM{signature_name, provider_property, signature_functions(), nullptr},
        OSSL_ALGORITHM{nullptr, nullptr, nullptr, nullptr}};
    *no_store = 0;
    switch (operation) {
    case OSSL_OP_KEYMGMT: return key_types.data();
    case OSSL_OP_SIGNATURE: return signature_types.data();
    default: return nullptr;
    }
}

int start_provider(const OSSL_CORE_HANDLE* /*core*/,
                   const OSSL_DISPATCH* /*core_functions*/,
                   const OSSL_DISPATCH** functions,
                   void** provider)
{
    static const std::array own{provider_function(OSSL_FUNC_PROVIDER_QUERY_OPERATION, algorithms),
                                OSSL_DISPATCH{0, nullptr}};
    static int nothing = 0;
    *functions = own.data();
    *provider = &nothing; // all that it knows is in the keys
    return 1;
}

} // namespace

RemoteKeyLibrary::RemoteKeyLibrary() : context_{OSSL_LIB_CTX_new()}
{
    auto* const context = context_.get();
    // Freed with the context. OpenSSL's own keys stay the first choice: certificates are of them.
    if (context == nullptr || OSSL_PROVIDER_load(context, "default") == nullptr ||
        OSSL_PROVIDER_add_builtin(context, provider_name, start_provider) != 1 ||
        OSSL_PROVIDER_load(context, provider_name) == nullptr ||
        EVP_set_default_properties(context, "?provider=default") != 1) {
        throw TlsError("OpenSSL");
    }
}

EvpPkeyPtr RemoteKeyLibrary::private_key(const RemoteKey& key) const
{
    const bool rsa = EVP_PKEY_is_a(key.public_key.get(), "RSA") == 1;
    const std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>> maker{
        EVP_PKEY_CTX_new_from_name(context_.get(), rsa ? "RSA" : "EC", provider_property)};
    const auto* address = &key;
    std::array parameters{
        OSSL_PARAM_construct_octet_string(key_parameter, &address, sizeof address),
        OSSL_PARAM_construct_end()};
    EVP_PKEY* made = nullptr;
    if (!maker || EVP_PKEY_fromdata_init(maker.get()) != 1 ||
        EVP_PKEY_fromdata(maker.get(), &made, EVP_PKEY_KEYPAIR, parameters.data()) != 1) {
        throw TlsError("key");
    }
    return EvpPkeyPtr{made};
}

} // namespace openbeid::cli
