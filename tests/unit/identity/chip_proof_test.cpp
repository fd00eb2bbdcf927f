// SPDX-License-Identifier: Apache-2.0
#include "identity/chip_proof.hpp"
#include "persona.hpp"
#include "virtual_card/certificate.hpp"

using namespace openbeid;
using namespace openbeid::identity;

namespace {

struct Proof {
    Bytes key_file;
    Bytes hash;
    Bytes challenge;
    Bytes answer;

    [[nodiscard]] std::string check() const
    {
        const auto found = check_chip_proof(
            shared_context(), {.challenge = challenge, .answer = answer}, key_file, hash);
        REQUIRE(found);
        return std::string{name_of(found->outcome)} + ' ' + name_of(found->reason);
    }
};

Proof proof_by(const char* curve, std::size_t challenge_bytes)
{
    const auto key = virtual_card::PrivateKey::generate_ec(curve);
    REQUIRE(key);
    Proof proof;
    proof.key_file = *key->public_key();
    proof.hash = virtual_card::digest("SHA384", proof.key_file);
    proof.challenge.assign(challenge_bytes, 0x5A);
    proof.answer = *key->sign_ecdsa_plain(proof.challenge);
    return proof;
}

} // namespace

TEST_CASE("a chip proves its key on every curve of the applet", "[identity][chip]")
{
    const auto [curve, size] =
        GENERATE(std::pair{"P-256", 32U}, std::pair{"P-384", 48U}, std::pair{"P-521", 64U});
    CAPTURE(curve);
    const auto proof = proof_by(curve, size);
    CHECK(*challenge_size(shared_context(), proof.key_file) == size);
    CHECK(proof.check() == "passed none");
}

TEST_CASE("what proves nothing is told apart", "[identity][chip]")
{
    const auto good = proof_by("P-384", 48);
    auto proof = good;
    proof.answer = proof_by("P-384", 48).answer;
    CHECK(proof.check() == "failed mismatch"); // another chip's
    proof = good;
    proof.answer.pop_back();
    CHECK(proof.check() == "failed mismatch");
    proof.answer.clear();
    CHECK(proof.check() == "failed mismatch"); // challenged, and no answer
    proof = good;
    proof.answer.assign(96, 0);
    CHECK(proof.check() == "failed mismatch");
    proof = good;
    proof.challenge.pop_back();
    CHECK(proof.check() == "failed malformed");
    proof.challenge.clear();
    CHECK(proof.check() == "failed malformed");
    proof = good;
    proof.challenge.clear();
    proof.answer.clear();
    CHECK(proof.check() == "not_checked not_given");
    proof = good;
    proof.key_file = proof_by("P-384", 48).key_file;
    CHECK(proof.check() == "failed no_key"); // not the key that the identity names
    proof = good;
    proof.hash.pop_back();
    CHECK(proof.check() == "failed no_key");
    proof = good;
    proof.hash.clear();
    CHECK(proof.check() == "failed no_key");
    proof = good;
    proof.key_file.clear();
    CHECK(proof.check() == "not_checked no_key");
    proof.hash.clear();
    CHECK(proof.check() == "absent not_on_card");
}

TEST_CASE("a key file that holds no EC key proves nothing", "[identity][chip]")
{
    auto proof = proof_by("P-384", 48);
    for (const auto& file : {Bytes(120), crypto::hex("3000"), Bytes(120, 0xFF)}) {
        proof.key_file = file;
        proof.hash = virtual_card::digest("SHA384", file);
        CHECK(proof.check() == "failed no_key");
        CHECK_FALSE(*challenge_size(shared_context(), file));
    }
    const auto rsa = virtual_card::PrivateKey::generate_rsa(1024);
    REQUIRE(rsa);
    proof.key_file = *rsa->public_key();
    proof.hash = virtual_card::digest("SHA384", proof.key_file);
    CHECK(proof.check() == "failed no_key");
}
