// SPDX-License-Identifier: Apache-2.0
#include "crypto/aead.hpp"

#include "base/try.hpp"
#include "crypto/error_queue_guard.hpp"
#include "crypto/hmac.hpp"

#include <algorithm>
#include <limits>
#include <span>

namespace openbeid::crypto {

namespace {

constexpr Error aead_failure{.code = Errc::crypto_failure, .where = "AES-GCM"};
constexpr std::size_t max_size = std::numeric_limits<int>::max() / 2; // lengths are ints here

using CipherContextHandle = OpensslHandle<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;

enum class Direction : std::uint8_t { decrypt, encrypt };

/// AES-256-GCM that has its key, nonce and associated data; null if OpenSSL refuses any.
CipherContextHandle start(const Context& context,
                          Direction direction,
                          const AeadKey& key,
                          ByteView nonce,
                          ByteView associated)
{
    const CipherHandle cipher{EVP_CIPHER_fetch(context.library(), "AES-256-GCM", nullptr)};
    CipherContextHandle state{cipher ? EVP_CIPHER_CTX_new() : nullptr};
    const int encrypt = direction == Direction::encrypt ? 1 : 0;
    int size = 0;
    if (!state ||
        EVP_CipherInit_ex2(state.get(), cipher.get(), key.data(), nonce.data(), encrypt, nullptr) !=
            1 ||
        EVP_CipherUpdate(
            state.get(), nullptr, &size, associated.data(), static_cast<int>(associated.size())) !=
            1) {
        return nullptr;
    }
    return state;
}

/// Counter mode: as many bytes come out as go in.
bool convert(EVP_CIPHER_CTX* state, ByteView in, std::span<std::uint8_t> out)
{
    int size = 0;
    return EVP_CipherUpdate(state, out.data(), &size, in.data(), static_cast<int>(in.size())) ==
               1 &&
           static_cast<std::size_t>(size) == in.size();
}

} // namespace

Result<Bytes> seal(const Context& context, const AeadKey& key, ByteView associated, ByteView plain)
{
    std::array<std::uint8_t, aead_nonce_size> nonce{};
    OPENBEID_CHECK(random_bytes(context, nonce));
    const ErrorQueueGuard guard;
    if (!guard.openssl_is_usable() || plain.size() > max_size || associated.size() > max_size) {
        return aead_failure;
    }
    Bytes sealed(plain.size() + aead_overhead);
    std::copy(nonce.begin(), nonce.end(), sealed.begin());
    const auto text = std::span{sealed}.subspan(aead_nonce_size);
    const auto tag = text.subspan(plain.size());
    int none = 0;
    const auto state = start(context, Direction::encrypt, key, nonce, associated);
    if (!state || !convert(state.get(), plain, text) ||
        EVP_CipherFinal_ex(state.get(), tag.data(), &none) != 1 ||
        EVP_CIPHER_CTX_ctrl(state.get(), EVP_CTRL_AEAD_GET_TAG, aead_tag_size, tag.data()) != 1) {
        return aead_failure;
    }
    return sealed;
}

Result<Bytes>
unseal(const Context& context, const AeadKey& key, ByteView associated, ByteView sealed)
{
    const ErrorQueueGuard guard;
    if (!guard.openssl_is_usable() || sealed.size() > max_size || associated.size() > max_size) {
        return aead_failure;
    }
    const Error forged{.code = Errc::malformed, .where = "AES-GCM"};
    if (sealed.size() < aead_overhead) {
        return forged;
    }
    const auto nonce = sealed.first(aead_nonce_size);
    const auto text = sealed.subspan(aead_nonce_size, sealed.size() - aead_overhead);
    std::array<std::uint8_t, aead_tag_size> tag{};
    std::copy_n(sealed.end() - aead_tag_size, tag.size(), tag.begin());
    const auto state = start(context, Direction::decrypt, key, nonce, associated);
    Bytes plain(text.size() + aead_tag_size); // room that its end does not need
    int none = 0;
    if (!state || !convert(state.get(), text, plain) ||
        EVP_CIPHER_CTX_ctrl(state.get(), EVP_CTRL_AEAD_SET_TAG, tag.size(), tag.data()) != 1) {
        return aead_failure;
    }
    if (EVP_CipherFinal_ex(state.get(), std::span{plain}.subspan(text.size()).data(), &none) != 1) {
        return forged;
    }
    plain.resize(text.size());
    return plain;
}

} // namespace openbeid::crypto
