// SPDX-License-Identifier: Apache-2.0
#include "token/signature_plan.hpp"

#include "apdu/command.hpp"
#include "base/try.hpp"
#include "crypto/ecdsa.hpp"

#include <array>
#include <optional>

namespace openbeid::token {

namespace {

using card::AlgorithmReference;
using crypto::Ecdsa;
using crypto::Hash;
using crypto::KeyType;
using crypto::Pkcs1;
using crypto::Pss;

constexpr std::size_t pkcs1_overhead = 11;   // RFC 8017 §9.2
constexpr std::size_t max_ecdsa_input = 128; // PKCS#11 2.40 mechanisms, CKM_ECDSA: 1024 bits

// Card reference §5.10: the lengths that the card takes with "hash not specified".
constexpr std::array<std::size_t, 5> ecdsa_lengths{20, 28, 32, 48, 64};

/// The card does PSS with SHA-1 and SHA-256 only, MGF1 with the same hash and a salt of its length.
std::optional<AlgorithmReference> pss_algorithm(const Pss& pss)
{
    if (pss.mgf_hash != pss.hash || pss.salt_length != crypto::size_of(pss.hash)) {
        return std::nullopt;
    }
    if (pss.hash == Hash::sha1) {
        return AlgorithmReference::pss_sha1;
    }
    return pss.hash == Hash::sha256 ? std::optional{AlgorithmReference::pss_sha256} : std::nullopt;
}

Result<SignaturePlan> plan(const Pkcs1& /*scheme*/, const crypto::PublicKey& key, ByteView input)
{
    if (input.empty() || input.size() + pkcs1_overhead > key.modulus().size() ||
        input.size() > apdu::Command::max_data_size) {
        return Error{.code = Errc::bad_length, .where = "PKCS#1 input"};
    }
    return SignaturePlan{.algorithm = AlgorithmReference::pkcs1_as_given,
                         .data = {input.begin(), input.end()}};
}

Result<SignaturePlan> plan(const Pss& pss, const crypto::PublicKey& /*key*/, ByteView input)
{
    const auto algorithm = pss_algorithm(pss);
    if (!algorithm) {
        return Error{.code = Errc::unsupported, .where = "PSS parameters"};
    }
    if (input.size() != crypto::size_of(pss.hash)) {
        return Error{.code = Errc::bad_length, .where = "PSS digest"};
    }
    return SignaturePlan{.algorithm = *algorithm, .data = {input.begin(), input.end()}};
}

Result<SignaturePlan> plan(const Ecdsa& /*scheme*/, const crypto::PublicKey& key, ByteView input)
{
    if (input.size() > max_ecdsa_input) {
        return Error{.code = Errc::bad_length, .where = "ECDSA digest"};
    }
    // A digest that has its own algorithm on the card goes by it (card reference §4.8).
    if (input.size() == crypto::size_of(Hash::sha256) && key.order_bits() >= 256) {
        return SignaturePlan{.algorithm = AlgorithmReference::ecdsa_sha256,
                             .data = {input.begin(), input.end()}};
    }
    if (input.size() == crypto::size_of(Hash::sha384) && key.order_bits() >= 384) {
        return SignaturePlan{.algorithm = AlgorithmReference::ecdsa_sha384,
                             .data = {input.begin(), input.end()}};
    }
    OPENBEID_TRY(auto data, crypto::fit_to_lengths(input, key.order_bits(), ecdsa_lengths));
    return SignaturePlan{.algorithm = AlgorithmReference::ecdsa_any_hash, .data = std::move(data)};
}

} // namespace

Result<card::AlgorithmReference> challenge_algorithm(const crypto::PublicKey& basic_key,
                                                     std::size_t challenge_size)
{
    struct Choice {
        std::size_t field_bits;
        std::size_t challenge_size;
        AlgorithmReference algorithm;
    };
    static constexpr std::array choices{Choice{256, 32, AlgorithmReference::ecdsa_sha256},
                                        Choice{384, 48, AlgorithmReference::ecdsa_sha384},
                                        Choice{512, 64, AlgorithmReference::ecdsa_sha512},
                                        Choice{521, 64, AlgorithmReference::ecdsa_sha512}};
    for (const auto& choice : choices) {
        if (choice.field_bits == basic_key.field_bits()) {
            return choice.challenge_size == challenge_size
                       ? Result{choice.algorithm}
                       : Error{.code = Errc::bad_length, .where = "challenge"};
        }
    }
    return Error{.code = Errc::unsupported, .where = "basic key"};
}

bool can_sign(const card::Applet& applet,
              const crypto::PublicKey& key,
              const crypto::SignatureScheme& scheme)
{
    const bool is_rsa = key.type() == KeyType::rsa;
    if (is_rsa != (applet.family == card::KeyFamily::rsa)) {
        return false;
    }
    if (const auto* const pss = std::get_if<Pss>(&scheme)) {
        return is_rsa && applet.pss && pss_algorithm(*pss).has_value() &&
               crypto::pss_fits(*pss, key.modulus_bits());
    }
    return is_rsa == std::holds_alternative<Pkcs1>(scheme);
}

Result<SignaturePlan> plan_signature(const card::Applet& applet,
                                     const crypto::PublicKey& key,
                                     const crypto::SignatureScheme& scheme,
                                     ByteView input)
{
    if (!can_sign(applet, key, scheme)) {
        return Error{.code = Errc::unsupported, .where = "signature scheme"};
    }
    return std::visit([&](const auto& chosen) { return plan(chosen, key, input); }, scheme);
}

} // namespace openbeid::token
