// SPDX-License-Identifier: Apache-2.0
// No wrong result leaves the module.
#include "base/hex.hpp"
#include "openssl_verify.hpp"
#include "states.hpp"

using namespace openbeid;
using namespace openbeid::test;

namespace {

std::vector<Fault> damages_of_an_answer()
{
    const auto in_get_response = [](FaultKind kind, std::size_t count) {
        return Fault{.kind = kind, .ins = ins_get_response, .count = count};
    };
    std::vector<Fault> damages{in_get_response(FaultKind::cut, 1),
                               in_get_response(FaultKind::cut, 500),
                               in_get_response(FaultKind::empty, 0),
                               in_get_response(FaultKind::flip, 0),
                               in_get_response(FaultKind::flip, 100),
                               in_get_response(FaultKind::flip, 767),
                               in_get_response(FaultKind::drop_before, 0)};
    // Longer than announced, as much as fits and more than that.
    for (const std::size_t size : {97U, 129U, 256U, 257U, 300U}) {
        Bytes answer(size, 0x77);
        answer.insert(answer.end(), {0x90, 0x00});
        damages.push_back(
            {.kind = FaultKind::garbage, .ins = ins_get_response, .bytes = std::move(answer)});
    }
    damages.push_back({.kind = FaultKind::garbage, .ins = ins_get_response, .bytes = {}});
    damages.push_back({.kind = FaultKind::garbage, .ins = ins_get_response, .bytes = {0x90}});
    // A signature command that says it is done, and gives nothing.
    damages.push_back({.kind = FaultKind::status_after, .ins = ins_sign, .status = 0x9000});
    return damages;
}

} // namespace

TEST_CASE("a damaged answer of the card is an error, never a signature", "[pkcs11][sign]")
{
    const KeysFound token{GENERATE(values<const char*>(every_citizen))};
    CAPTURE(token.card->persona_name());
    for (const auto& damage : damages_of_an_answer()) {
        CAPTURE(static_cast<int>(damage.kind), damage.count, damage.bytes.size());
        token.card->inject(damage);
        CHECK(token.sign_authentication().rv == Rv{CKR_DEVICE_ERROR});
        CHECK(token.session.state() == CKS_RW_USER_FUNCTIONS);
        token.card->clear_faults(); // a fault beyond the last byte is none
        CHECK(token.sign_authentication().rv == Rv{CKR_OK});
    }
}

TEST_CASE("a damaged answer to a legal signature is an error, and not asked for again",
          "[pkcs11][sign][signature-key]")
{
    const KeysFound token{GENERATE(values<const char*>(every_citizen))};
    CAPTURE(token.card->persona_name());
    for (const auto& damage : damages_of_an_answer()) {
        CAPTURE(static_cast<int>(damage.kind), damage.count, damage.bytes.size());
        const Meter meter{*token.card};
        REQUIRE(token.session.sign_init(token.hashing_mechanism(), token.signature_key) ==
                Rv{CKR_OK});
        REQUIRE(token.session.context_login(right_pin) == Rv{CKR_OK});
        token.card->inject(damage);
        CHECK(token.session.sign(some_text()).rv == Rv{CKR_DEVICE_ERROR});
        token.card->clear_faults();
        CHECK(meter.signatures_83() == 1);
        if (token.session.state() != CKS_RW_USER_FUNCTIONS) {
            REQUIRE(token.session.login(right_pin) == Rv{CKR_OK});
        }
    }
}

TEST_CASE("a signature of a renewed certificate is accepted, after that was read again",
          "[pkcs11][sign]")
{
    // The card as it was: same card, other certificate of another key.
    auto renewed = persona("v17-citizen");
    const auto fresh_certificate = renewed.files.at("3F00DF005038");
    renewed.files.at("3F00DF005038") = persona("v17-minor").files.at("3F00DF005038");
    const auto card = std::make_shared<Card>(renewed);
    const KeysFound token{card};
    card->set_file("3F00DF005038", fresh_certificate);
    const Meter meter{*card};
    REQUIRE(token.session.sign_init(CKM_SHA256_RSA_PKCS, token.authentication_key) == Rv{CKR_OK});
    const auto signature = token.session.sign(some_text());
    REQUIRE(signature.rv == Rv{CKR_OK});
    CHECK(meter.signatures_82() == 1);
    CHECK(openssl_verifies(token.session.certificate(authentication_id),
                           {CKM_SHA256_RSA_PKCS, {}},
                           some_text(),
                           signature.data));
}

TEST_CASE("a signature by a key that is not the certificate's is an error", "[pkcs11][sign]")
{
    auto mixed = persona("v17-citizen");
    mixed.files.at("3F00DF005038") = persona("v17-minor").files.at("3F00DF005038");
    const KeysFound token{std::make_shared<Card>(mixed)};
    const Meter meter{*token.card};
    CHECK(token.sign_authentication().rv == Rv{CKR_DEVICE_ERROR});
    CHECK(meter.signatures_82() == 1);
}

TEST_CASE("ECDSA signatures whose halves begin with zeros keep their length", "[pkcs11][sign]")
{
    const KeysFound token{"v18-citizen"};
    const auto certificate = token.session.certificate(authentication_id);
    bool short_r = false;
    bool short_s = false;
    constexpr int enough = 5000;
    for (int i = 0; i < enough && !(short_r && short_s); ++i) {
        Bytes hash(48, 0x10);
        hash[0] = static_cast<std::uint8_t>(i);
        hash[1] = static_cast<std::uint8_t>(i >> 8);
        REQUIRE(token.session.sign_init(CKM_ECDSA, token.authentication_key) == Rv{CKR_OK});
        const auto signature = token.session.sign(hash);
        REQUIRE(signature.rv == Rv{CKR_OK});
        REQUIRE(signature.data.size() == 96);
        short_r = short_r || signature.data[0] == 0;
        short_s = short_s || signature.data[48] == 0;
        if (signature.data[0] == 0 || signature.data[48] == 0) {
            REQUIRE(openssl_verifies(certificate, {CKM_ECDSA, {}}, hash, signature.data));
        }
    }
    CHECK(short_r);
    CHECK(short_s);
}
