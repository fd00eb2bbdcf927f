// SPDX-License-Identifier: Apache-2.0
#include "crypto/hkdf.hpp"

#include "crypto/error_queue_guard.hpp"

#include <openssl/core_names.h>
#include <openssl/kdf.h>

#include <string>
#include <vector>

namespace openbeid::crypto {

namespace {

using KdfContextHandle = OpensslHandle<EVP_KDF_CTX, EVP_KDF_CTX_free>;

} // namespace

Result<void> hkdf_sha256(const Context& context,
                         ByteView secret,
                         ByteView salt,
                         ByteView info,
                         std::span<std::uint8_t> out)
{
    const ErrorQueueGuard guard;
    const Error failure{.code = Errc::crypto_failure, .where = "HKDF"};
    if (!guard.openssl_is_usable()) {
        return failure;
    }
    const KdfHandle hkdf{EVP_KDF_fetch(context.library(), OSSL_KDF_NAME_HKDF, nullptr)};
    const KdfContextHandle state{hkdf ? EVP_KDF_CTX_new(hkdf.get()) : nullptr};
    std::string md = OSSL_DIGEST_NAME_SHA2_256;
    // Parameters are not const for OpenSSL's setters; these are only read.
    Bytes key{secret.begin(), secret.end()};
    Bytes some_salt{salt.begin(), salt.end()};
    Bytes some_info{info.begin(), info.end()};
    std::vector params{OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, md.data(), 0)};
    const auto add = [&params](const char* name, Bytes& value) {
        if (!value.empty()) { // OpenSSL refuses a parameter without bytes
            params.push_back(OSSL_PARAM_construct_octet_string(name, value.data(), value.size()));
        }
    };
    add(OSSL_KDF_PARAM_KEY, key);
    add(OSSL_KDF_PARAM_SALT, some_salt);
    add(OSSL_KDF_PARAM_INFO, some_info);
    params.push_back(OSSL_PARAM_construct_end());
    if (!state || EVP_KDF_derive(state.get(), out.data(), out.size(), params.data()) != 1) {
        return failure;
    }
    return {};
}

} // namespace openbeid::crypto
