// SPDX-License-Identifier: Apache-2.0
#include "identity/chip_proof.hpp"

#include "base/try.hpp"
#include "crypto/digest.hpp"
#include "crypto/verify.hpp"
#include "tlv/der.hpp"

#include <algorithm>

namespace openbeid::identity {

namespace {

// The key in EF 4040, whatever follows it there; nothing if there is no EC key.
Result<std::optional<crypto::PublicKey>> basic_key(const crypto::Context& context, ByteView file)
{
    ByteReader in{file};
    const auto der = tlv::take_der(in);
    if (!der) {
        return std::optional<crypto::PublicKey>{};
    }
    auto key = crypto::PublicKey::from_spki(context, Bytes{der->whole.begin(), der->whole.end()});
    if (!key && key.error().code == Errc::crypto_failure) {
        return key.error();
    }
    const bool usable = key && key->type() == crypto::KeyType::ec;
    return usable ? std::optional{*std::move(key)} : std::nullopt;
}

// Card reference §5.12: algorithm 01, 02 or 04, by the size of the curve.
std::size_t challenge_size_of(const crypto::PublicKey& key)
{
    constexpr std::size_t largest = 64;
    return std::min(key.signature_size() / 2, largest);
}

} // namespace

Result<std::optional<std::size_t>> challenge_size(const crypto::Context& context,
                                                  ByteView basic_key_file)
{
    OPENBEID_TRY(const auto key, basic_key(context, basic_key_file));
    return key ? std::optional{challenge_size_of(*key)} : std::nullopt;
}

Result<Finding> check_basic_key(const crypto::Context& context,
                                const CardFile& basic_key_file,
                                ByteView basic_key_hash)
{
    const auto file = basic_key_file.content;
    if (basic_key_hash.empty()) {
        return file.empty() ? absent() : failed(Reason::unsigned_data);
    }
    if (file.empty()) {
        return without(basic_key_file.missing);
    }
    OPENBEID_TRY(const auto hash, crypto::digest(context, crypto::Hash::sha384, file));
    return std::ranges::equal(hash, basic_key_hash) ? passed(false, TrustAnchor::none)
                                                    : failed(Reason::mismatch);
}

Result<Finding> check_chip_proof(const crypto::Context& context,
                                 const ChipProof& proof,
                                 const CardFile& basic_key_file,
                                 ByteView basic_key_hash)
{
    OPENBEID_TRY(const auto file, check_basic_key(context, basic_key_file, basic_key_hash));
    if (file.outcome == Outcome::absent) {
        return file;
    }
    const auto answer = proof.answer.content;
    const bool was_asked =
        !proof.challenge.empty() || !answer.empty() || proof.answer.missing != Reason::not_given;
    if (!was_asked) {
        return not_checked(Reason::not_given);
    }
    if (file.outcome == Outcome::not_checked) {
        return not_checked(Reason::no_key);
    }
    if (file.outcome == Outcome::failed) {
        // An answer that was given and can't be relied on is no proof.
        return basic_key_file.content.empty() ? file : failed(Reason::no_key);
    }
    OPENBEID_TRY(const auto key, basic_key(context, basic_key_file.content));
    if (!key) {
        return failed(Reason::no_key);
    }
    if (answer.empty() && proof.answer.missing != Reason::not_given) {
        return failed(proof.answer.missing);
    }
    if (proof.challenge.size() != challenge_size_of(*key)) {
        return failed(Reason::malformed);
    }
    // The challenge takes the place of the hash.
    OPENBEID_TRY(const auto valid,
                 crypto::verify(context, *key, crypto::Ecdsa{}, proof.challenge, answer));
    return valid ? passed(false, TrustAnchor::none) : failed(Reason::mismatch);
}

} // namespace openbeid::identity
