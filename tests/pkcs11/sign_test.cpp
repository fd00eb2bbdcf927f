// SPDX-License-Identifier: Apache-2.0
#include "openssl_verify.hpp"
#include "states.hpp"

#include <algorithm>

using namespace openbeid;
using namespace openbeid::test;

namespace {

std::vector<CK_MECHANISM_TYPE> listed_mechanisms()
{
    CK_ULONG count = 0;
    REQUIRE(Rv{p11().C_GetMechanismList(0, nullptr, &count)} == Rv{CKR_OK});
    std::vector<CK_MECHANISM_TYPE> types(count);
    REQUIRE(Rv{p11().C_GetMechanismList(0, types.data(), &count)} == Rv{CKR_OK});
    return types;
}

bool is_for_signing(CK_MECHANISM_TYPE type)
{
    CK_MECHANISM_INFO info{};
    REQUIRE(Rv{p11().C_GetMechanismInfo(0, type, &info)} == Rv{CKR_OK});
    return (info.flags & CKF_SIGN) != 0;
}

/// One signature to make: the mechanism and what goes into it.
struct Sample {
    Mechanism mechanism;
    Bytes data;
};

std::vector<Sample> samples_of(CK_MECHANISM_TYPE type)
{
    const CK_RSA_PKCS_PSS_PARAMS pss_sha1{CKM_SHA_1, CKG_MGF1_SHA1, 20};
    const CK_RSA_PKCS_PSS_PARAMS pss_sha256{CKM_SHA256, CKG_MGF1_SHA256, 32};
    const Bytes text(some_text().begin(), some_text().end());
    switch (type) {
    case CKM_RSA_PKCS: return {{{type, {}}, sha256_digest_info(text)}};
    case CKM_RSA_PKCS_PSS:
        return {{{type, pss_sha1}, digest("SHA1", text)},
                {{type, pss_sha256}, digest("SHA256", text)}};
    case CKM_SHA1_RSA_PKCS_PSS: return {{{type, pss_sha1}, text}};
    case CKM_SHA256_RSA_PKCS_PSS: return {{{type, pss_sha256}, text}};
    case CKM_ECDSA: return {{{type, {}}, digest("SHA384", text)}};
    default: return {{{type, {}}, text}};
    }
}

/// Every signature that the token says it can make.
std::vector<Sample> all_samples()
{
    std::vector<Sample> samples;
    for (const auto type : listed_mechanisms()) {
        if (is_for_signing(type)) {
            const auto more = samples_of(type);
            samples.insert(samples.end(), more.begin(), more.end());
        }
    }
    return samples;
}

} // namespace

TEST_CASE("every listed mechanism signs with the authentication key, in one call and in parts",
          "[pkcs11][sign]")
{
    const KeysFound token{GENERATE(values<const char*>(every_citizen))};
    const auto certificate = token.session.certificate(authentication_id);
    const auto& session = token.session;
    for (const auto& [mechanism, data] : all_samples()) {
        CAPTURE(token.card->persona_name(), mechanism.type);
        REQUIRE(session.sign_init(mechanism, token.authentication_key) == Rv{CKR_OK});
        const auto whole = session.sign(data);
        REQUIRE(whole.rv == Rv{CKR_OK});
        CHECK(openssl_verifies(certificate, mechanism, data, whole.data));

        const auto half = data.size() / 2;
        REQUIRE(session.sign_init(mechanism, token.authentication_key) == Rv{CKR_OK});
        CHECK(session.sign_update(ByteView{data}.first(half)) == Rv{CKR_OK});
        CHECK(session.sign_update({}) == Rv{CKR_OK});
        CHECK(session.sign_update(ByteView{data}.subspan(half)) == Rv{CKR_OK});
        const auto in_parts = session.sign_final();
        REQUIRE(in_parts.rv == Rv{CKR_OK});
        CHECK(openssl_verifies(certificate, mechanism, data, in_parts.data));
    }
}

TEST_CASE("every listed mechanism signs with the signature key, in one call and in parts",
          "[pkcs11][sign]")
{
    const KeysFound token{GENERATE(values<const char*>(every_citizen))};
    const auto certificate = token.session.certificate(signature_id);
    const auto& session = token.session;
    for (const auto& [mechanism, data] : all_samples()) {
        CAPTURE(token.card->persona_name(), mechanism.type);
        REQUIRE(session.sign_init(mechanism, token.signature_key) == Rv{CKR_OK});
        REQUIRE(session.context_login(right_pin) == Rv{CKR_OK});
        const auto whole = session.sign(data);
        REQUIRE(whole.rv == Rv{CKR_OK});
        CHECK(openssl_verifies(certificate, mechanism, data, whole.data));

        const auto half = data.size() / 2;
        REQUIRE(session.sign_init(mechanism, token.signature_key) == Rv{CKR_OK});
        CHECK(session.sign_update(ByteView{data}.first(half)) == Rv{CKR_OK});
        REQUIRE(session.context_login(right_pin) == Rv{CKR_OK}); // any time before the end
        CHECK(session.sign_update(ByteView{data}.subspan(half)) == Rv{CKR_OK});
        const auto in_parts = session.sign_final();
        REQUIRE(in_parts.rv == Rv{CKR_OK});
        CHECK(openssl_verifies(certificate, mechanism, data, in_parts.data));
    }
}

TEST_CASE("the listed mechanisms are those of the card, and have information", "[pkcs11][sign]")
{
    const auto [persona_name, present, absent] =
        GENERATE(table<const char*, CK_MECHANISM_TYPE, CK_MECHANISM_TYPE>(
            {{"v11-citizen", CKM_RSA_PKCS, CKM_RSA_PKCS_PSS},
             {"v17-citizen", CKM_RSA_PKCS_PSS, CKM_ECDSA},
             {"v18-citizen", CKM_ECDSA, CKM_RSA_PKCS}}));
    const OpenSession token{persona_name};
    CAPTURE(persona_name);
    const auto types = listed_mechanisms();
    CHECK(std::count(types.begin(), types.end(), present) == 1);
    CHECK(std::count(types.begin(), types.end(), absent) == 0);
    CHECK(std::count(types.begin(), types.end(), CKM_SHA256) == 1); // Java wants it for PSS
    CK_MECHANISM_INFO info{};
    CHECK(Rv{p11().C_GetMechanismInfo(0, absent, &info)} == Rv{CKR_MECHANISM_INVALID});
    CHECK(Rv{p11().C_GetMechanismInfo(0, present, &info)} == Rv{CKR_OK});
    CHECK((info.flags & CKF_SIGN) != 0);
}

TEST_CASE("ECDSA takes a digest of any length up to 1024 bits", "[pkcs11][sign]")
{
    const KeysFound token{"v18-citizen"};
    const auto certificate = token.session.certificate(authentication_id);
    const Mechanism mechanism{.type = CKM_ECDSA};
    const auto size =
        GENERATE(1U, 16U, 20U, 28U, 31U, 32U, 33U, 36U, 47U, 48U, 49U, 64U, 65U, 128U);
    CAPTURE(size);
    Bytes data(size, 0x5C);
    data.front() = 0x81;
    REQUIRE(token.session.sign_init(mechanism, token.authentication_key) == Rv{CKR_OK});
    const auto signature = token.session.sign(data);
    REQUIRE(signature.rv == Rv{CKR_OK});
    CHECK(signature.data.size() == 96);
    CHECK(openssl_verifies(certificate, mechanism, data, signature.data));
}

TEST_CASE("ECDSA refuses no digest at all, and one of more than 1024 bits", "[pkcs11][sign]")
{
    const KeysFound token{"v18-citizen"};
    const Bytes data(GENERATE(0U, 129U), 0x11);
    const Meter meter{*token.card};
    REQUIRE(token.session.sign_init(CKM_ECDSA, token.authentication_key) == Rv{CKR_OK});
    CHECK(token.session.sign(data).rv == Rv{CKR_DATA_LEN_RANGE});
    CHECK(meter.apdus() == 0);
}

TEST_CASE("RSA signs what an old TLS gives it, up to the limit of its key", "[pkcs11][sign]")
{
    const auto [persona_name, limit] =
        GENERATE(table<const char*, std::size_t>({{"v11-citizen", 117}, {"v17-citizen", 245}}));
    const KeysFound token{persona_name};
    const auto certificate = token.session.certificate(authentication_id);
    const Mechanism mechanism{.type = CKM_RSA_PKCS};
    CAPTURE(persona_name);
    for (const std::size_t size : {std::size_t{36}, limit}) { // MD5 and SHA-1 side by side
        const Bytes data(size, 0x42);
        REQUIRE(token.session.sign_init(mechanism, token.authentication_key) == Rv{CKR_OK});
        const auto signature = token.session.sign(data);
        REQUIRE(signature.rv == Rv{CKR_OK});
        CHECK(openssl_verifies(certificate, mechanism, data, signature.data));
    }
    const Meter meter{*token.card};
    REQUIRE(token.session.sign_init(mechanism, token.authentication_key) == Rv{CKR_OK});
    CHECK(token.session.sign(Bytes(limit + 1, 0x42)).rv == Rv{CKR_DATA_LEN_RANGE});
    CHECK(meter.apdus() == 0);
}

TEST_CASE("PSS parameters that the card can't do fail before anybody is asked for a PIN",
          "[pkcs11][sign]")
{
    const KeysFound token{"v17-citizen"};
    const auto parameters = GENERATE(values<CK_RSA_PKCS_PSS_PARAMS>({
        {CKM_SHA256, CKG_MGF1_SHA1, 32},
        {CKM_SHA256, CKG_MGF1_SHA256, 20},
        {CKM_SHA384, CKG_MGF1_SHA384, 48},
        {CKM_SHA512, CKG_MGF1_SHA512, 64},
        {CKM_RSA_PKCS, CKG_MGF1_SHA256, 32},
        {CKM_SHA256, 99, 32},
    }));
    const Meter meter{*token.card};
    for (const auto key : {token.authentication_key, token.signature_key}) {
        CHECK(token.session.sign_init({CKM_RSA_PKCS_PSS, parameters}, key) ==
              Rv{CKR_MECHANISM_PARAM_INVALID});
        CHECK(token.session.sign_init({CKM_SHA256_RSA_PKCS_PSS, parameters}, key) ==
              Rv{CKR_MECHANISM_PARAM_INVALID});
        CHECK(token.session.sign_init(CKM_RSA_PKCS_PSS, key) == Rv{CKR_MECHANISM_PARAM_INVALID});
    }
    CHECK(meter.apdus() == 0);
}

TEST_CASE("a text of a megabyte in odd pieces is signed as one", "[pkcs11][sign]")
{
    const KeysFound token{"v17-citizen"};
    const Mechanism mechanism{.type = CKM_SHA512_RSA_PKCS};
    const Bytes text(1U << 20U, 0x33);
    REQUIRE(token.session.sign_init(mechanism, token.authentication_key) == Rv{CKR_OK});
    constexpr std::size_t piece = 4099;
    for (std::size_t at = 0; at < text.size(); at += piece) {
        const auto size = std::min(piece, text.size() - at);
        REQUIRE(token.session.sign_update(ByteView{text}.subspan(at, size)) == Rv{CKR_OK});
    }
    const auto signature = token.session.sign_final();
    REQUIRE(signature.rv == Rv{CKR_OK});
    CHECK(openssl_verifies(
        token.session.certificate(authentication_id), mechanism, text, signature.data));
}
