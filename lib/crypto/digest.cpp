// SPDX-License-Identifier: Apache-2.0
#include "crypto/digest.hpp"

#include "base/try.hpp"
#include "crypto/error_queue_guard.hpp"

#include <utility>

namespace openbeid::crypto {

namespace {

constexpr Error digest_failure{.code = Errc::crypto_failure, .where = "digest"};

} // namespace

Result<Digest> Digest::start(const Context& context, Hash hash)
{
    const ErrorQueueGuard guard;
    const EVP_MD* const md = context.md(hash);
    if (!guard.openssl_is_usable() || md == nullptr) {
        return digest_failure;
    }
    MdContextHandle state{EVP_MD_CTX_new()};
    if (!state || EVP_DigestInit_ex2(state.get(), md, nullptr) != 1) {
        return digest_failure;
    }
    return Digest{hash, std::move(state)};
}

Result<void> Digest::update(ByteView part)
{
    const ErrorQueueGuard guard;
    if (!guard.openssl_is_usable() || !state_) {
        return digest_failure;
    }
    if (!part.empty() && EVP_DigestUpdate(state_.get(), part.data(), part.size()) != 1) {
        return digest_failure;
    }
    return {};
}

Result<Bytes> Digest::finish()
{
    const ErrorQueueGuard guard;
    const auto state = std::exchange(state_, nullptr);
    if (!guard.openssl_is_usable() || !state) {
        return digest_failure;
    }
    Bytes value(size_of(hash_));
    unsigned size = 0;
    if (EVP_DigestFinal_ex(state.get(), value.data(), &size) != 1 || size != value.size()) {
        return digest_failure;
    }
    return value;
}

Result<Bytes> digest(const Context& context, Hash hash, ByteView data)
{
    OPENBEID_TRY(auto state, Digest::start(context, hash));
    OPENBEID_CHECK(state.update(data));
    return state.finish();
}

} // namespace openbeid::crypto
