// SPDX-License-Identifier: Apache-2.0
#include "crypto/hmac.hpp"

#include "crypto/error_queue_guard.hpp"

#include <openssl/core_names.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <string>

namespace openbeid::crypto {

namespace {

constexpr std::uint8_t nothing = 0;

// OpenSSL takes a null key for "no key given", not for an empty one.
const std::uint8_t* address(ByteView bytes)
{
    return bytes.empty() ? &nothing : bytes.data();
}

} // namespace

Result<std::array<std::uint8_t, 32>>
hmac_sha256(const Context& context, ByteView key, ByteView data)
{
    const ErrorQueueGuard guard;
    const Error failure{.code = Errc::crypto_failure, .where = "HMAC"};
    if (!guard.openssl_is_usable()) {
        return failure;
    }
    std::string md = OSSL_DIGEST_NAME_SHA2_256;
    const std::array params{OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, md.data(), 0),
                            OSSL_PARAM_construct_end()};
    const MacContextHandle state{EVP_MAC_CTX_new(context.hmac())};
    std::array<std::uint8_t, 32> value{};
    std::size_t size = 0;
    if (!state || EVP_MAC_init(state.get(), address(key), key.size(), params.data()) != 1 ||
        EVP_MAC_update(state.get(), address(data), data.size()) != 1 ||
        EVP_MAC_final(state.get(), value.data(), &size, value.size()) != 1 ||
        size != value.size()) {
        return failure;
    }
    return value;
}

Result<void> random_bytes(const Context& context, std::span<std::uint8_t> out)
{
    const ErrorQueueGuard guard;
    const Error failure{.code = Errc::crypto_failure, .where = "random numbers"};
    if (!guard.openssl_is_usable()) {
        return failure;
    }
    const ThreadStateGuard thread{context};
    const bool filled = RAND_bytes_ex(context.library(), out.data(), out.size(), 0) == 1;
    return filled ? Result<void>{} : failure;
}

} // namespace openbeid::crypto
