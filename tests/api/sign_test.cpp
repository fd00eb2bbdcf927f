// SPDX-License-Identifier: Apache-2.0
#include "states.hpp"

#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

using namespace openbeid;
using namespace openbeid::test;

namespace {

const EVP_MD* md_of(HashAlgorithm hash)
{
    switch (hash) {
    case HashAlgorithm::sha1: return EVP_sha1();
    case HashAlgorithm::sha224: return EVP_sha224();
    case HashAlgorithm::sha256: return EVP_sha256();
    case HashAlgorithm::sha384: return EVP_sha384();
    case HashAlgorithm::sha512: break;
    }
    return EVP_sha512();
}

/// r‖s as OpenSSL wants it.
Bytes ecdsa_der(ByteView raw)
{
    const auto half = static_cast<int>(raw.size() / 2);
    const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> signature{ECDSA_SIG_new(),
                                                                          ECDSA_SIG_free};
    ECDSA_SIG_set0(signature.get(),
                   BN_bin2bn(raw.data(), half, nullptr),
                   BN_bin2bn(raw.data() + half, half, nullptr));
    unsigned char* der = nullptr;
    const int size = i2d_ECDSA_SIG(signature.get(), &der);
    Bytes result(der, der + size);
    OPENSSL_free(der);
    return result;
}

/// Whether OpenSSL takes the signature for one by that key over the hash.
bool verifies(ByteView spki, const SignatureScheme& scheme, ByteView hash, const Bytes& signature)
{
    const auto* at = spki.data();
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key{
        d2i_PUBKEY(nullptr, &at, static_cast<long>(spki.size())), EVP_PKEY_free};
    const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context{
        EVP_PKEY_CTX_new(key.get(), nullptr), EVP_PKEY_CTX_free};
    EVP_PKEY_verify_init(context.get());
    EVP_PKEY_CTX_set_signature_md(context.get(), md_of(scheme.hash));
    if (scheme.algorithm == SignatureAlgorithm::rsa_pss) {
        EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PSS_PADDING);
        EVP_PKEY_CTX_set_rsa_pss_saltlen(context.get(), RSA_PSS_SALTLEN_DIGEST);
    }
    const auto form =
        scheme.algorithm == SignatureAlgorithm::ecdsa ? ecdsa_der(signature) : signature;
    return EVP_PKEY_verify(context.get(), form.data(), form.size(), hash.data(), hash.size()) == 1;
}

Bytes some_hash(const SignatureScheme& scheme)
{
    Bytes hash(size_of(scheme.hash));
    for (std::size_t i = 0; i < hash.size(); ++i) {
        hash[i] = static_cast<std::uint8_t>(7 * i + 3);
    }
    return hash;
}

CertificateId certificate_of(KeyId key)
{
    return key == KeyId::authentication ? CertificateId::authentication : CertificateId::signature;
}

} // namespace

TEST_CASE("every scheme of every key gives a signature that OpenSSL accepts", "[api][sign]")
{
    const CardInReader state{GENERATE("v11-citizen", "v17-citizen", "v18-citizen")};
    const auto key = GENERATE(KeyId::authentication, KeyId::signature);
    CAPTURE(state.card->persona_name(), static_cast<int>(key));
    auto card = state.open();
    const auto spki = value_of(card.certificate(certificate_of(key))).value().public_key;
    const auto schemes = value_of(card.schemes(key));
    CHECK(schemes.size() >= 5);
    Holder holder;
    for (const auto& scheme : schemes) {
        CAPTURE(static_cast<int>(scheme.algorithm), static_cast<int>(scheme.hash));
        const auto hash = some_hash(scheme);
        const auto signature = value_of(card.sign(key, scheme, hash, holder.callback()));
        CHECK(verifies(spki, scheme, hash, signature));
    }
    const auto times = key == KeyId::authentication ? 1 : static_cast<int>(schemes.size());
    CHECK(holder.asked == times);
    CHECK(holder.last.value().key == key);
}

TEST_CASE("what can't be signed fails before anybody is asked", "[api][sign]")
{
    const CardInReader state{GENERATE("v17-citizen", "v18-citizen")};
    auto card = state.open();
    Holder holder;
    const auto key = GENERATE(KeyId::authentication, KeyId::signature);
    const auto scheme = value_of(card.schemes(key)).front();
    const auto foreign =
        SignatureScheme{state.card->persona_name() == "v17-citizen" ? SignatureAlgorithm::ecdsa
                                                                    : SignatureAlgorithm::rsa_pkcs1,
                        HashAlgorithm::sha256};
    CHECK(code_of(card.sign(key, foreign, some_hash(foreign), holder.callback())) == "unsupported");
    CHECK(code_of(card.sign(key, scheme, Bytes(5), holder.callback())) == "bad_length");
    CHECK(code_of(card.sign(key, scheme, some_hash(scheme), {})) == "not_logged_in");
    CHECK(holder.asked == 0);
    CHECK(state.card->counters().verify_commands == 0);
}

TEST_CASE("a key that the card does not have is not found", "[api][sign]")
{
    const CardInReader state{"v18-minor"};
    auto card = state.open();
    Holder holder;
    const SignatureScheme scheme{SignatureAlgorithm::ecdsa, HashAlgorithm::sha384};
    CHECK(code_of(card.sign(KeyId::signature, scheme, some_hash(scheme), holder.callback())) ==
          "not_found");
    CHECK(holder.asked == 0);
}

TEST_CASE("a user who cancels spends nothing", "[api][sign]")
{
    const CardInReader state{"v17-citizen"};
    auto card = state.open();
    const auto key = GENERATE(KeyId::authentication, KeyId::signature);
    const auto scheme = value_of(card.schemes(key)).front();
    const auto cancel = [](const PinRequest&) -> Result<Pin> {
        return Error{.code = Errc::cancelled};
    };
    CHECK(code_of(card.sign(key, scheme, some_hash(scheme), cancel)) == "cancelled");
    CHECK(state.card->counters().verify_pins == 0);
    CHECK(state.card->tries_left() == 3);
}

TEST_CASE("who is asked for the PIN is told the tries left, and nobody if it is blocked",
          "[api][sign]")
{
    const CardInReader state{GENERATE("v17-citizen", "v18-citizen")};
    const unsigned tries = GENERATE(0U, 1U);
    state.card->set_tries_left(tries);
    auto card = state.open();
    const auto key = GENERATE(KeyId::authentication, KeyId::signature);
    const auto scheme = value_of(card.schemes(key)).front();
    Holder holder;
    CHECK(code_of(card.sign(key, scheme, some_hash(scheme), holder.callback())) ==
          (tries == 0 ? "pin_blocked" : "ok"));
    CHECK(holder.asked == (tries == 0 ? 0 : 1));
    CHECK((tries == 0 || holder.last.value().tries_left == tries));
}

TEST_CASE("a wrong PIN at a signature costs one try and tells how many are left", "[api][sign]")
{
    const CardInReader state{GENERATE("v17-citizen", "v18-citizen")};
    auto card = state.open();
    const auto key = GENERATE(KeyId::authentication, KeyId::signature);
    const auto scheme = value_of(card.schemes(key)).front();
    Holder holder{.digits = "9999"};
    const auto refused = card.sign(key, scheme, some_hash(scheme), holder.callback());
    REQUIRE(code_of(refused) == "pin_incorrect");
    CHECK(refused.error().tries_left == 2);
    CHECK(state.card->tries_left() == 2);
    holder.digits = "1234";
    CHECK(card.sign(key, scheme, some_hash(scheme), holder.callback()));
    CHECK(holder.last.value().tries_left == 2);
}

TEST_CASE("a login that only the signature shows to be lost is made anew", "[api][sign]")
{
    // 1.1 can't be asked, and the others are not for a second after the last proof.
    const CardInReader state{GENERATE("v11-citizen", "v17-citizen", "v18-citizen")};
    CAPTURE(state.card->persona_name());
    auto card = state.open();
    const auto scheme = value_of(card.schemes(KeyId::authentication)).front();
    REQUIRE(value_of(card.log_in(pin_of("1234"))));
    REQUIRE(OtherProgram{state.stack, first_reader}.send("80 E6 00 00") == 0x9000); // LOG OFF
    Holder holder;
    CHECK(card.sign(KeyId::authentication, scheme, some_hash(scheme), holder.callback()));
    CHECK(holder.asked == 1);
    REQUIRE(OtherProgram{state.stack, first_reader}.send("80 E6 00 00") == 0x9000);
    CHECK(code_of(card.sign(KeyId::authentication, scheme, some_hash(scheme), {})) ==
          "not_logged_in");
}

TEST_CASE("no right of the Signature key outlives its signature", "[api][sign]")
{
    const CardInReader state{GENERATE("v11-citizen", "v17-citizen", "v18-citizen")};
    auto card = state.open();
    const auto scheme = value_of(card.schemes(KeyId::signature)).front();
    Holder holder;
    REQUIRE(card.sign(KeyId::signature, scheme, some_hash(scheme), holder.callback()));
    OtherProgram other{state.stack, first_reader};
    const auto status = other.send(("00 2A 9E 9A 30 " +
                                    [] {
                                        std::string hash;
                                        for (int i = 0; i < 48; ++i) {
                                            hash += "11 ";
                                        }
                                        return hash;
                                    }())
                                       .c_str());
    CHECK(status != 0x9000);
    CHECK((status & 0xFF00U) != 0x6100U);
    CHECK(state.card->counters().signatures_83 == 1);
}
