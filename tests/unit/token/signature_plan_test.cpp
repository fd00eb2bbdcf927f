// SPDX-License-Identifier: Apache-2.0
#include "fixture.hpp"
#include "token/signature_plan.hpp"

using namespace openbeid;
using namespace openbeid::test;
using card::AlgorithmReference;
using crypto::Ecdsa;
using crypto::Hash;
using crypto::Pkcs1;
using crypto::Pss;
using crypto::PublicKey;
using crypto::SignatureScheme;
using token::can_sign;
using token::challenge_algorithm;
using token::plan_signature;

namespace {

const card::Applet& applet(std::uint8_t version)
{
    return *card::find_applet(version);
}

const PublicKey& rsa(std::size_t bits)
{
    static const auto small = SpecimenKey::rsa(1024).public_key();
    static const auto large = SpecimenKey::rsa(2048).public_key();
    return bits == 1024 ? small : large;
}

const PublicKey& ec(std::size_t bits)
{
    static const auto p256 = SpecimenKey::ec("P-256").public_key();
    static const auto p384 = SpecimenKey::ec("P-384").public_key();
    static const auto p521 = SpecimenKey::ec("P-521").public_key();
    return bits == 256 ? p256 : bits == 384 ? p384 : p521;
}

constexpr Pss pss_sha1{Hash::sha1, Hash::sha1, 20};
constexpr Pss pss_sha256{Hash::sha256, Hash::sha256, 32};

Errc refusal(std::uint8_t version, const PublicKey& key, SignatureScheme scheme, std::size_t size)
{
    const auto plan = plan_signature(applet(version), key, scheme, Bytes(size, 0x5A));
    REQUIRE_FALSE(plan);
    return plan.error().code;
}

} // namespace

TEST_CASE("RSA cards pad what they are given", "[token][plan]")
{
    struct Limit {
        std::uint8_t version;
        std::size_t key_bits;
        std::size_t longest;
    };
    const auto limit =
        GENERATE(Limit{0x11, 1024, 117}, Limit{0x17, 1024, 117}, Limit{0x17, 2048, 245});
    const auto& key = rsa(limit.key_bits);
    CHECK(can_sign(applet(limit.version), key, Pkcs1{}));
    for (const auto size : {std::size_t{1}, std::size_t{36}, std::size_t{51}, limit.longest}) {
        const Bytes input(size, 0x5A);
        const auto plan = plan_signature(applet(limit.version), key, Pkcs1{}, input);
        REQUIRE(plan);
        CHECK(plan->algorithm == AlgorithmReference::pkcs1_as_given);
        CHECK(plan->data == input);
    }
    CHECK(refusal(limit.version, key, Pkcs1{}, 0) == Errc::bad_length);
    CHECK(refusal(limit.version, key, Pkcs1{}, limit.longest + 1) == Errc::bad_length);
}

TEST_CASE("applet 1.7 does PSS with its own two sets of parameters", "[token][plan]")
{
    const auto bits = GENERATE(1024U, 2048U);
    const auto& key = rsa(bits);
    CHECK(can_sign(applet(0x17), key, pss_sha1));
    CHECK(can_sign(applet(0x17), key, pss_sha256));
    const Bytes sha1(20, 0x11);
    const auto with_sha1 = plan_signature(applet(0x17), key, pss_sha1, sha1);
    REQUIRE(with_sha1);
    CHECK(with_sha1->algorithm == AlgorithmReference::pss_sha1);
    CHECK(with_sha1->data == sha1);
    const Bytes sha256(32, 0x22);
    const auto with_sha256 = plan_signature(applet(0x17), key, pss_sha256, sha256);
    REQUIRE(with_sha256);
    CHECK(with_sha256->algorithm == AlgorithmReference::pss_sha256);
    CHECK(with_sha256->data == sha256);
    CHECK(refusal(0x17, key, pss_sha1, 32) == Errc::bad_length);
    CHECK(refusal(0x17, key, pss_sha256, 20) == Errc::bad_length);
    CHECK(refusal(0x17, key, pss_sha256, 0) == Errc::bad_length);
}

TEST_CASE("no card does PSS with other parameters", "[token][plan]")
{
    const auto pss = GENERATE(Pss{Hash::sha256, Hash::sha1, 32},
                              Pss{Hash::sha1, Hash::sha256, 20},
                              Pss{Hash::sha256, Hash::sha256, 20},
                              Pss{Hash::sha256, Hash::sha256, 0},
                              Pss{Hash::sha1, Hash::sha1, 19},
                              Pss{Hash::sha224, Hash::sha224, 28},
                              Pss{Hash::sha384, Hash::sha384, 48},
                              Pss{Hash::sha512, Hash::sha512, 64});
    CHECK_FALSE(can_sign(applet(0x17), rsa(2048), pss));
    CHECK(refusal(0x17, rsa(2048), pss, crypto::size_of(pss.hash)) == Errc::unsupported);
}

TEST_CASE("applets 1.0 and 1.1 don't do PSS", "[token][plan]")
{
    const auto version = static_cast<std::uint8_t>(GENERATE(0x01, 0x10, 0x11));
    CHECK_FALSE(can_sign(applet(version), rsa(1024), pss_sha1));
    CHECK_FALSE(can_sign(applet(version), rsa(1024), pss_sha256));
}

TEST_CASE("a scheme of the other family is never offered", "[token][plan]")
{
    CHECK_FALSE(can_sign(applet(0x17), rsa(2048), Ecdsa{}));
    CHECK_FALSE(can_sign(applet(0x18), ec(384), Pkcs1{}));
    CHECK_FALSE(can_sign(applet(0x18), ec(384), pss_sha256));
    // A certificate whose key the applet can't hold.
    CHECK_FALSE(can_sign(applet(0x18), rsa(2048), Pkcs1{}));
    CHECK_FALSE(can_sign(applet(0x17), ec(384), Ecdsa{}));
    CHECK_FALSE(can_sign(applet(0x17), ec(384), Pkcs1{}));
    CHECK(refusal(0x18, ec(384), Pkcs1{}, 32) == Errc::unsupported);
}

TEST_CASE("a digest goes to an EC card in a form that it takes and that signs the same",
          "[token][plan]")
{
    struct Form {
        std::size_t key_bits;
        std::size_t input;
        AlgorithmReference algorithm;
        std::size_t sent;
    };
    using enum AlgorithmReference;
    const auto form = GENERATE(Form{256, 20, ecdsa_any_hash, 20},
                               Form{256, 28, ecdsa_any_hash, 28},
                               Form{256, 32, ecdsa_sha256, 32},
                               Form{256, 48, ecdsa_any_hash, 32},
                               Form{256, 64, ecdsa_any_hash, 32},
                               Form{384, 1, ecdsa_any_hash, 20},
                               Form{384, 20, ecdsa_any_hash, 20},
                               Form{384, 28, ecdsa_any_hash, 28},
                               Form{384, 32, ecdsa_sha256, 32},
                               Form{384, 36, ecdsa_any_hash, 48},
                               Form{384, 48, ecdsa_sha384, 48},
                               Form{384, 64, ecdsa_any_hash, 48},
                               Form{384, 128, ecdsa_any_hash, 48},
                               Form{521, 32, ecdsa_sha256, 32},
                               Form{521, 48, ecdsa_sha384, 48},
                               Form{521, 50, ecdsa_any_hash, 64},
                               Form{521, 64, ecdsa_any_hash, 64});
    CAPTURE(form.key_bits, form.input);
    Bytes input(form.input);
    for (std::size_t i = 0; i < input.size(); ++i) {
        input[i] = static_cast<std::uint8_t>(i + 1);
    }
    CHECK(can_sign(applet(0x18), ec(form.key_bits), Ecdsa{}));
    const auto plan = plan_signature(applet(0x18), ec(form.key_bits), Ecdsa{}, input);
    REQUIRE(plan);
    CHECK(plan->algorithm == form.algorithm);
    // Cut at the end, or zeros in front: the number that ECDSA makes of it stays.
    auto expected = input;
    if (form.sent < form.input) {
        expected.resize(form.sent);
    } else {
        expected.insert(expected.begin(), form.sent - form.input, 0x00);
    }
    CHECK(plan->data == expected);
}

TEST_CASE("a digest that no form fits is refused", "[token][plan]")
{
    CHECK(refusal(0x18, ec(384), Ecdsa{}, 0) == Errc::bad_length);
    CHECK(refusal(0x18, ec(384), Ecdsa{}, 129) == Errc::bad_length);
    CHECK(refusal(0x18, ec(521), Ecdsa{}, 65) == Errc::bad_length); // no such length on the card
    CHECK(refusal(0x18, ec(521), Ecdsa{}, 66) == Errc::bad_length); // would be cut within a byte
}

TEST_CASE("a challenge is as long as the hash that goes with the curve", "[token][plan]")
{
    CHECK(*challenge_algorithm(ec(256), 32) == AlgorithmReference::ecdsa_sha256);
    CHECK(*challenge_algorithm(ec(384), 48) == AlgorithmReference::ecdsa_sha384);
    CHECK(*challenge_algorithm(ec(521), 64) == AlgorithmReference::ecdsa_sha512);
    CHECK(challenge_algorithm(ec(384), 32).error().code == Errc::bad_length);
    CHECK(challenge_algorithm(ec(384), 0).error().code == Errc::bad_length);
    CHECK(challenge_algorithm(rsa(2048), 32).error().code == Errc::unsupported);
}
