// SPDX-License-Identifier: Apache-2.0
#include "crypto/verify.hpp"

#include "base/try.hpp"
#include "crypto/ecdsa.hpp"
#include "crypto/error_queue_guard.hpp"
#include "crypto/evp_key.hpp"

#include <openssl/rsa.h>

#include <algorithm>
#include <utility>

namespace openbeid::crypto {

namespace {

constexpr Error verification_failure{.code = Errc::crypto_failure, .where = "verification"};

/// One verification by one key. Checked before: the lengths that OpenSSL gets fit an int.
class Verifier {
public:
    Verifier(const Context& context, const PublicKey& key, KeyContextHandle state) noexcept
        : context_{context}, key_{key}, state_{std::move(state)}
    {
    }

    /// The padded block is compared whole, so nothing is left to how a padding is parsed, and an
    /// input of any kind and length will do, none included.
    [[nodiscard]] Result<bool> pkcs1(ByteView input, ByteView signature) const
    {
        const std::size_t size = key_.signature_size();
        if (input.size() + 11 > size) {
            return false;
        }
        // RFC 8017 §9.2: 00 01 FF..FF 00 and the input.
        Bytes expected(size, 0xFF);
        expected[0] = 0x00;
        expected[1] = 0x01;
        expected[size - input.size() - 1] = 0x00;
        std::copy(input.begin(), input.end(), expected.end() - std::ssize(input));

        if (EVP_PKEY_verify_recover_init(state_.get()) != 1 ||
            EVP_PKEY_CTX_set_rsa_padding(state_.get(), RSA_NO_PADDING) != 1) {
            return verification_failure;
        }
        Bytes block(size);
        std::size_t block_size = block.size();
        // Refuses a signature that is not below the modulus.
        return EVP_PKEY_verify_recover(
                   state_.get(), block.data(), &block_size, signature.data(), signature.size()) ==
                   1 &&
               block_size == size && block == expected;
    }

    [[nodiscard]] Result<bool> pss(const Pss& pss, ByteView input, ByteView signature) const
    {
        const EVP_MD* const md = context_.md(pss.hash);
        const EVP_MD* const mgf_md = context_.md(pss.mgf_hash);
        if (md == nullptr || mgf_md == nullptr) {
            return Error{.code = Errc::unsupported, .where = "PSS"};
        }
        if (input.size() != size_of(pss.hash) || !pss_fits(pss, key_.modulus_bits())) {
            return false;
        }
        if (EVP_PKEY_verify_init(state_.get()) != 1 ||
            EVP_PKEY_CTX_set_rsa_padding(state_.get(), RSA_PKCS1_PSS_PADDING) != 1 ||
            EVP_PKEY_CTX_set_signature_md(state_.get(), md) != 1 ||
            EVP_PKEY_CTX_set_rsa_mgf1_md(state_.get(), mgf_md) != 1 ||
            EVP_PKEY_CTX_set_rsa_pss_saltlen(state_.get(), static_cast<int>(pss.salt_length)) !=
                1) {
            return verification_failure;
        }
        return verified(input, signature);
    }

    [[nodiscard]] Result<bool> ecdsa(ByteView input, ByteView signature) const
    {
        OPENBEID_TRY(const auto der, ecdsa_to_der(signature));
        if (EVP_PKEY_verify_init(state_.get()) != 1) {
            return verification_failure;
        }
        // Only the leftmost bits count (FIPS 186-4 §6.4).
        return verified(input.first(std::min(input.size(), max_ecdsa_input)), der);
    }

private:
    static constexpr std::size_t max_ecdsa_input = 128; // bytes, more than any order has

    [[nodiscard]] Result<bool> verified(ByteView input, ByteView signature) const
    {
        const int answer = EVP_PKEY_verify(
            state_.get(), signature.data(), signature.size(), input.data(), input.size());
        return answer < 0 ? Result<bool>{verification_failure} : Result<bool>{answer == 1};
    }

    const Context& context_;
    const PublicKey& key_;
    KeyContextHandle state_;
};

KeyType type_for(const SignatureScheme& scheme)
{
    return std::holds_alternative<Ecdsa>(scheme) ? KeyType::ec : KeyType::rsa;
}

} // namespace

Result<bool> verify(const Context& context,
                    const PublicKey& key,
                    const SignatureScheme& scheme,
                    ByteView input,
                    ByteView signature)
{
    if (key.type() != type_for(scheme)) {
        return Error{.code = Errc::unsupported, .where = "verification"};
    }
    if (signature.size() != key.signature_size()) {
        return false;
    }
    const ErrorQueueGuard guard;
    const ThreadStateGuard thread{context};
    if (!guard.openssl_is_usable()) {
        return verification_failure;
    }
    const auto evp = evp_key(context, key);
    if (!evp) {
        return verification_failure;
    }
    KeyContextHandle state{EVP_PKEY_CTX_new_from_pkey(context.library(), evp->get(), nullptr)};
    if (!state) {
        return verification_failure;
    }
    const Verifier verifier{context, key, std::move(state)};
    if (const auto* const pss = std::get_if<Pss>(&scheme)) {
        return verifier.pss(*pss, input, signature);
    }
    return key.type() == KeyType::ec ? verifier.ecdsa(input, signature)
                                     : verifier.pkcs1(input, signature);
}

} // namespace openbeid::crypto
