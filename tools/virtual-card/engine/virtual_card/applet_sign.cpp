// SPDX-License-Identifier: Apache-2.0
#include "virtual_card/applet.hpp"

#include <algorithm>

namespace openbeid::virtual_card {

namespace {

constexpr std::uint8_t non_repudiation_key = 0x83;
constexpr std::uint8_t basic_key = 0x81;
constexpr std::uint8_t role_key = 0x87;
constexpr std::size_t pkcs1_overhead = 11;
constexpr unsigned basic_key_limit = 5000;

bool length_fits(const Algorithm& algorithm, const PrivateKey& key, std::size_t size)
{
    if (algorithm.scheme == Scheme::pkcs1_raw) {
        return size > 0 && size + pkcs1_overhead <= key.size();
    }
    const auto& lengths = algorithm.lengths;
    return size > 0 && std::find(lengths.begin(), lengths.end(), size) != lengths.end();
}

Result<Bytes> signature(const Algorithm& algorithm, const PrivateKey& key, ByteView input)
{
    switch (algorithm.scheme) {
    case Scheme::pkcs1_raw: return key.sign_pkcs1(input);
    case Scheme::pkcs1: return key.sign_pkcs1(algorithm.digest, input);
    case Scheme::pss: return key.sign_pss(algorithm.digest, input);
    case Scheme::ecdsa: return key.sign_ecdsa_plain(input);
    }
    return Error{.code = Errc::unsupported, .where = "signature"};
}

/// Algorithm and challenge of INTERNAL AUTHENTICATE for a basic key (card reference 5.12).
struct Challenge {
    std::uint8_t algorithm;
    std::size_t size;
};

Challenge challenge_for(const PrivateKey& key)
{
    if (key.type() == KeyType::rsa) {
        return {0x02, 20};
    }
    switch (key.size()) {
    case 32: return {0x01, 32};
    case 48: return {0x02, 48};
    default: return {0x04, 64};
    }
}

} // namespace

Answer EidApplet::set_environment(const Command& command)
{
    if (command.p1 != 0x41 || command.p2 != 0xB6) {
        return {0x6B00};
    }
    if (command.p3 != 5) {
        return {0x6700};
    }
    if (command.data[0] != 0x04 || command.data[1] != 0x80 || command.data[3] != 0x84) {
        return {0x6A80};
    }
    const auto reference = command.data[4];
    if (reference == basic_key || reference == role_key) {
        return {0x6A80}; // not a private key for signatures
    }
    const auto key = persona_.keys.find(reference);
    const bool visible = !traits_.keys_are_local || files_.current_df_is("3F00DF00");
    if (key == persona_.keys.end() || !visible) {
        return {0x6A88};
    }
    if (!key->second.activated) {
        return {0x6985};
    }
    const auto algorithm = std::find_if(
        traits_.algorithms.begin(), traits_.algorithms.end(), [&](const Algorithm& candidate) {
            return candidate.reference == command.data[2];
        });
    if (algorithm == traits_.algorithms.end()) {
        return {traits_.unsupported_algorithm};
    }
    environment_ = Environment{*algorithm, reference};
    return {0x9000};
}

Answer EidApplet::compute_signature(const Command& command)
{
    // The attempt uses up the right of key 83, whether it succeeds or not (5.9, 5.10).
    auto answer = sign(rights_.take_non_repudiation(), command);
    if (environment_) {
        const bool is_83 = environment_->key == non_repudiation_key;
        auto& done = is_83 ? counters_.signatures_83 : counters_.signatures_82;
        done += held_.empty() ? 0U : 1U;
        counters_.refused_83 += is_83 && held_.empty() ? 1U : 0U;
    }
    return answer;
}

Answer EidApplet::sign(bool non_repudiation, const Command& command)
{
    if (command.p1 != 0x9E || command.p2 != 0x9A) {
        return {0x6B00};
    }
    if (!environment_) {
        return {0x6985};
    }
    const bool is_83 = environment_->key == non_repudiation_key;
    if (!(is_83 ? non_repudiation : rights_.authentication())) {
        return {0x6982};
    }
    const auto& key = persona_.keys.at(environment_->key).key;
    if (!length_fits(environment_->algorithm, key, command.data.size())) {
        return {0x6700};
    }
    auto result = signature(environment_->algorithm, key, command.data);
    return result ? hold(*std::move(result)) : Answer{0x6400};
}

Answer EidApplet::internal_authenticate(const Command& command)
{
    const auto key = persona_.keys.find(basic_key);
    if (command.p2 != basic_key || key == persona_.keys.end()) {
        return {0x6A88};
    }
    const auto wanted = challenge_for(key->second.key);
    if (command.p1 != wanted.algorithm) {
        return {0x6B00};
    }
    if (command.p3 != wanted.size + 2) {
        return {0x6700};
    }
    if (command.data[0] != 0x94 || command.data[1] != wanted.size) {
        return {0x6A80};
    }
    if (basic_key_uses_ >= basic_key_limit) {
        return {0x6985};
    }
    ++basic_key_uses_;
    const auto challenge = command.data.subspan(2);
    auto result = *traits_.internal_authenticate == Scheme::ecdsa
                      ? key->second.key.sign_ecdsa_plain(challenge)
                      : key->second.key.sign_pkcs1(CardDigest::sha1, challenge);
    if (!result) {
        return {0x6400};
    }
    if (persona_.applet == Applet::v1_8) {
        environment_.reset();
    }
    ++counters_.internal_authentications;
    return hold(*std::move(result));
}

} // namespace openbeid::virtual_card
