// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/process_exit.hpp"

#include <openbeid/bytes.hpp>

#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/param_build.h>
#include <openssl/params.h>
#include <openssl/provider.h>

#include <memory>

namespace openbeid::crypto {

/// Frees an object of OpenSSL, unless the process is exiting: OpenSSL may have cleaned up by then,
/// so the object is left to the kernel.
template <auto free_function>
struct OpensslDeleter {
    template <typename T>
    void operator()(T* object) const noexcept
    {
        if (!process_is_exiting()) {
            static_cast<void>(free_function(object));
        }
    }
};

template <typename T, auto free_function>
using OpensslHandle = std::unique_ptr<T, OpensslDeleter<free_function>>;

using LibraryHandle = OpensslHandle<OSSL_LIB_CTX, OSSL_LIB_CTX_free>;
using ProviderHandle = OpensslHandle<OSSL_PROVIDER, OSSL_PROVIDER_unload>;
using MdHandle = OpensslHandle<EVP_MD, EVP_MD_free>;
using MdContextHandle = OpensslHandle<EVP_MD_CTX, EVP_MD_CTX_free>;
using MacHandle = OpensslHandle<EVP_MAC, EVP_MAC_free>;
using MacContextHandle = OpensslHandle<EVP_MAC_CTX, EVP_MAC_CTX_free>;
using CipherHandle = OpensslHandle<EVP_CIPHER, EVP_CIPHER_free>;
using KdfHandle = OpensslHandle<EVP_KDF, EVP_KDF_free>;
using RandomHandle = OpensslHandle<EVP_RAND, EVP_RAND_free>;
using SignatureHandle = OpensslHandle<EVP_SIGNATURE, EVP_SIGNATURE_free>;
using KeyManagementHandle = OpensslHandle<EVP_KEYMGMT, EVP_KEYMGMT_free>;
using KeyHandle = OpensslHandle<EVP_PKEY, EVP_PKEY_free>;
using KeyContextHandle = OpensslHandle<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using BignumHandle = OpensslHandle<BIGNUM, BN_free>;
using EcdsaSigHandle = OpensslHandle<ECDSA_SIG, ECDSA_SIG_free>;
using ParamBuilderHandle = OpensslHandle<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using ParamsHandle = OpensslHandle<OSSL_PARAM, OSSL_PARAM_free>;

/// Null if there is no memory.
inline BignumHandle big_number(ByteView big_endian)
{
    return BignumHandle{BN_bin2bn(big_endian.data(), static_cast<int>(big_endian.size()), nullptr)};
}

} // namespace openbeid::crypto
