// SPDX-License-Identifier: Apache-2.0
#include "crypto/context.hpp"

#include "base/process_exit.hpp"
#include "crypto/error_queue_guard.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <cstddef>
#include <tuple>

namespace openbeid::crypto {

namespace {

constexpr std::array md_names{"SHA1", "SHA2-224", "SHA2-256", "SHA2-384", "SHA2-512"};

/// Has OpenSSL load all that it has of each kind of algorithm. What it can't load at the first use,
/// for lack of memory, is missing in the context ever after (OpenSSL 3.0).
bool load_algorithms(OSSL_LIB_CTX* library)
{
    const SignatureHandle signature{EVP_SIGNATURE_fetch(library, "ECDSA", nullptr)};
    const KeyManagementHandle keys{EVP_KEYMGMT_fetch(library, "EC", nullptr)};
    const CipherHandle cipher{EVP_CIPHER_fetch(library, "AES-256-GCM", nullptr)};
    const KdfHandle kdf{EVP_KDF_fetch(library, OSSL_KDF_NAME_HKDF, nullptr)};
    const RandomHandle random{EVP_RAND_fetch(library, "CTR-DRBG", nullptr)};
    return signature && keys && cipher && kdf && random;
}

} // namespace

Result<std::unique_ptr<Context>> Context::create()
{
    const ErrorQueueGuard guard;
    const Error failure{.code = Errc::crypto_failure, .where = "OpenSSL context"};
    // No option: only makes sure that OpenSSL's exit handler is registered before ours.
    if (!guard.openssl_is_usable() || OPENSSL_init_crypto(0, nullptr) != 1) {
        return failure;
    }
    watch_process_exit();

    std::unique_ptr<Context> context{new Context};
    context->library_.reset(OSSL_LIB_CTX_new());
    if (!context->library_) {
        return failure;
    }
    context->provider_.reset(OSSL_PROVIDER_load(context->library(), "default"));
    if (!context->provider_) {
        return failure;
    }
    static_assert(std::tuple_size_v<decltype(mds_)> == md_names.size());
    for (std::size_t i = 0; i < md_names.size(); ++i) {
        context->mds_.at(i).reset(EVP_MD_fetch(context->library(), md_names.at(i), nullptr));
    }
    context->hmac_.reset(EVP_MAC_fetch(context->library(), OSSL_MAC_NAME_HMAC, nullptr));
    const bool complete = load_algorithms(context->library()) && context->hmac_ &&
                          std::all_of(context->mds_.begin(),
                                      context->mds_.end(),
                                      [](const auto& md) { return !!md; });
    // The first use of an algorithm, see create()'s declaration.
    std::array<unsigned char, EVP_MAX_MD_SIZE> value{};
    if (!complete ||
        EVP_Digest("", 0, value.data(), nullptr, context->md(Hash::sha256), nullptr) != 1) {
        return failure;
    }
    return context;
}

Context::~Context() = default;

const EVP_MD* Context::md(Hash hash) const noexcept
{
    const auto index = static_cast<std::size_t>(hash);
    return index < mds_.size() ? mds_[index].get() : nullptr;
}

ThreadStateGuard::~ThreadStateGuard()
{
    if (!process_is_exiting()) {
        OPENSSL_thread_stop_ex(context_.library());
    }
}

} // namespace openbeid::crypto
