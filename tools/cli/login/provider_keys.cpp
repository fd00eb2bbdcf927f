// SPDX-License-Identifier: Apache-2.0
#include "login/provider_functions.hpp"

#include <openssl/core_names.h>
#include <openssl/params.h>

#include <array>
#include <cstring>
#include <new>

namespace openbeid::cli {

namespace {

EVP_PKEY* public_half(const void* key)
{
    return static_cast<const ProviderKey*>(key)->remote->public_key.get();
}

void* new_key(void* /*provider*/)
{
    return new (std::nothrow) ProviderKey;
}

void free_key(void* key)
{
    delete static_cast<ProviderKey*>(key);
}

int has_part(const void* /*key*/, int /*selection*/)
{
    return 1;
}

int import_key(void* key, int /*selection*/, const OSSL_PARAM* parameters)
{
    const auto* const parameter = OSSL_PARAM_locate_const(parameters, key_parameter);
    auto& remote = static_cast<ProviderKey*>(key)->remote;
    if (parameter == nullptr || parameter->data_size != sizeof remote) {
        return 0;
    }
    std::memcpy(&remote, parameter->data, sizeof remote);
    return 1;
}

/// For the comparison with the public key of a certificate.
int export_key(void* key, int /*selection*/, OSSL_CALLBACK* take, void* taker)
{
    return EVP_PKEY_export(public_half(key), EVP_PKEY_PUBLIC_KEY, take, taker);
}

const OSSL_PARAM* no_types(int /*selection*/)
{
    static const std::array<OSSL_PARAM, 1> none{{OSSL_PARAM_END}};
    return none.data();
}

int get_key_parameters(void* key, OSSL_PARAM* parameters)
{
    return EVP_PKEY_get_params(public_half(key), parameters);
}

const OSSL_PARAM* gettable_key_parameters(void* /*provider*/)
{
    static const std::array<OSSL_PARAM, 5> list{
        {OSSL_PARAM_int(OSSL_PKEY_PARAM_BITS, nullptr),
         OSSL_PARAM_int(OSSL_PKEY_PARAM_SECURITY_BITS, nullptr),
         OSSL_PARAM_int(OSSL_PKEY_PARAM_MAX_SIZE, nullptr),
         OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, nullptr, 0),
         OSSL_PARAM_END}};
    return list.data();
}

const char* signature_of_keys(int operation)
{
    return operation == OSSL_OP_SIGNATURE ? signature_name : nullptr;
}

} // namespace

const OSSL_DISPATCH* key_functions()
{
    static const std::array functions{
        provider_function(OSSL_FUNC_KEYMGMT_NEW, new_key),
        provider_function(OSSL_FUNC_KEYMGMT_FREE, free_key),
        provider_function(OSSL_FUNC_KEYMGMT_HAS, has_part),
        provider_function(OSSL_FUNC_KEYMGMT_IMPORT, import_key),
        provider_function(OSSL_FUNC_KEYMGMT_IMPORT_TYPES, no_types),
        provider_function(OSSL_FUNC_KEYMGMT_EXPORT, export_key),
        provider_function(OSSL_FUNC_KEYMGMT_EXPORT_TYPES, no_types),
        provider_function(OSSL_FUNC_KEYMGMT_GET_PARAMS, get_key_parameters),
        provider_function(OSSL_FUNC_KEYMGMT_GETTABLE_PARAMS, gettable_key_parameters),
        provider_function(OSSL_FUNC_KEYMGMT_QUERY_OPERATION_NAME, signature_of_keys),
        OSSL_DISPATCH{0, nullptr}};
    return functions.data();
}

} // namespace openbeid::cli
