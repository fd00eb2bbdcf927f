// SPDX-License-Identifier: Apache-2.0
// Digests, verification and random numbers.
#include "suites/returncodes.hpp"

#include <array>

namespace openbeid::conformance {

namespace {

constexpr const char* clause_digest = "3.1 5.12";
constexpr const char* clause_verify = "3.1 5.14";
constexpr const char* clause_random = "3.1 5.19";

CK_RV digest_init(const Fixture& fixture,
                  CK_MECHANISM_TYPE type = CKM_SHA256,
                  CK_ULONG parameter = 0)
{
    std::array<CK_BYTE, 4> bytes{};
    CK_MECHANISM mechanism{type, parameter == 0 ? nullptr : bytes.data(), parameter};
    return fixture.f->C_DigestInit(fixture.session, &mechanism);
}

CK_RV digest_update(const Fixture& fixture, CK_ULONG size, bool null = false)
{
    std::array<CK_BYTE, 20> data{};
    return fixture.f->C_DigestUpdate(fixture.session, null ? nullptr : data.data(), size);
}

CK_RV digest_finish(const Fixture& fixture)
{
    std::array<CK_BYTE, 64> out{};
    CK_ULONG size = out.size();
    return fixture.f->C_DigestFinal(fixture.session, out.data(), &size);
}

CK_RV digest_at_once(const Fixture& fixture, bool null = false, bool no_length = false)
{
    std::array<CK_BYTE, 64> out{};
    CK_ULONG size = out.size();
    return fixture.f->C_Digest(
        fixture.session, null ? nullptr : out.data(), 20, out.data(), no_length ? nullptr : &size);
}

/// DigestInit with SHA-256, then `next`; nothing where the token does not list it.
template <typename Next>
Answer after_digest_init(Fixture& fixture, Next next)
{
    if (fixture.env.token.mechanism(CKM_SHA256) == nullptr) {
        return std::nullopt;
    }
    const CK_RV code = digest_init(fixture);
    return code == CKR_OK ? next() : code;
}

Answer digest_init_parameter(Fixture& fixture)
{
    return fixture.env.token.mechanism(CKM_SHA256) == nullptr ? Answer{}
                                                              : digest_init(fixture, CKM_SHA256, 4);
}

/// Only where the token lists no mechanism that verifies.
Answer verify_init(Fixture& fixture)
{
    for (const auto& listed : fixture.env.token.mechanisms) {
        if ((listed.info.flags & CKF_VERIFY) != 0) {
            return std::nullopt;
        }
    }
    const auto key = fixture.first(CKO_PUBLIC_KEY);
    CK_MECHANISM mechanism{CKM_SHA256_RSA_PKCS, nullptr, 0};
    return key == CK_INVALID_HANDLE ? Answer{}
                                    : fixture.f->C_VerifyInit(fixture.session, &mechanism, key);
}

Answer verify(Fixture& fixture)
{
    std::array<CK_BYTE, 64> bytes{};
    return fixture.f->C_Verify(fixture.session, bytes.data(), 20, bytes.data(), bytes.size());
}

Answer verify_final(Fixture& fixture)
{
    std::array<CK_BYTE, 64> bytes{};
    return fixture.f->C_VerifyFinal(fixture.session, bytes.data(), bytes.size());
}

Answer random(Fixture& fixture, bool seed)
{
    if (fixture.env.token.flag(CKF_RNG)) {
        return std::nullopt;
    }
    std::array<CK_BYTE, 16> bytes{};
    return seed ? fixture.f->C_SeedRandom(fixture.session, bytes.data(), bytes.size())
                : fixture.f->C_GenerateRandom(fixture.session, bytes.data(), bytes.size());
}

const std::array<Row, 19>& operation_table()
{
    static const std::array<Row, 19> table{{
        {"C_DigestInit.active",
         clause_digest,
         State::ro,
         {{CKR_OPERATION_ACTIVE}},
         [](Fixture& x) { return after_digest_init(x, [&] { return digest_init(x); }); }},
        {"C_DigestInit.null-cancels",
         clause_digest,
         State::ro,
         {{CKR_OK}, {CKR_ARGUMENTS_BAD, CKR_OPERATION_ACTIVE, CKR_OPERATION_CANCEL_FAILED}},
         [](Fixture& x) {
             return after_digest_init(x, [&] { return x.f->C_DigestInit(x.session, nullptr); });
         }},
        {"C_DigestInit.null-idle",
         clause_digest,
         State::ro,
         {{CKR_OK}, {CKR_ARGUMENTS_BAD}},
         [](Fixture& x) -> Answer { return x.f->C_DigestInit(x.session, nullptr); }},
        {"C_DigestInit.unknown-mechanism",
         clause_digest,
         State::ro,
         {{CKR_MECHANISM_INVALID}},
         [](Fixture& x) -> Answer { return digest_init(x, 0x7FFFFFF0); }},
        {"C_DigestInit.sign-mechanism",
         clause_digest,
         State::ro,
         {{CKR_MECHANISM_INVALID}},
         [](Fixture& x) -> Answer { return digest_init(x, CKM_RSA_PKCS); }},
        {"C_DigestInit.parameter",
         clause_digest,
         State::ro,
         {{CKR_MECHANISM_PARAM_INVALID}},
         digest_init_parameter},
        {"C_Digest.no-operation",
         clause_digest,
         State::ro,
         {{CKR_OPERATION_NOT_INITIALIZED}},
         [](Fixture& x) -> Answer { return digest_at_once(x); }},
        {"C_Digest.no-data",
         clause_digest,
         State::ro,
         {{CKR_ARGUMENTS_BAD}},
         [](Fixture& x) { return after_digest_init(x, [&] { return digest_at_once(x, true); }); }},
        {"C_Digest.no-length",
         clause_digest,
         State::ro,
         {{CKR_ARGUMENTS_BAD}},
         [](Fixture& x) {
             return after_digest_init(x, [&] { return digest_at_once(x, false, true); });
         }},
        {"C_Digest.twice",
         clause_digest,
         State::ro,
         {{CKR_OPERATION_NOT_INITIALIZED}},
         [](Fixture& x) {
             return after_digest_init(x, [&] {
                 static_cast<void>(digest_at_once(x));
                 return digest_at_once(x);
             });
         }},
        {"C_DigestUpdate.no-operation",
         clause_digest,
         State::ro,
         {{CKR_OPERATION_NOT_INITIALIZED}},
         [](Fixture& x) -> Answer { return digest_update(x, 20); }},
        {"C_DigestUpdate.empty",
         clause_digest,
         State::ro,
         {{CKR_OK}},
         [](Fixture& x) { return after_digest_init(x, [&] { return digest_update(x, 0); }); }},
        {"C_DigestUpdate.no-data",
         clause_digest,
         State::ro,
         {{CKR_ARGUMENTS_BAD}},
         [](Fixture& x) {
             return after_digest_init(x, [&] { return digest_update(x, 20, true); });
         }},
        {"C_DigestFinal.no-operation",
         clause_digest,
         State::ro,
         {{CKR_OPERATION_NOT_INITIALIZED}},
         [](Fixture& x) -> Answer { return digest_finish(x); }},
        {"C_VerifyInit.not-listed",
         clause_verify,
         State::ro,
         {{CKR_MECHANISM_INVALID}, {CKR_FUNCTION_NOT_SUPPORTED}},
         verify_init},
        {"C_Verify.no-operation",
         clause_verify,
         State::ro,
         {{CKR_OPERATION_NOT_INITIALIZED}, {CKR_FUNCTION_NOT_SUPPORTED}},
         verify},
        {"C_VerifyFinal.no-operation",
         clause_verify,
         State::ro,
         {{CKR_OPERATION_NOT_INITIALIZED}, {CKR_FUNCTION_NOT_SUPPORTED}},
         verify_final},
        {"C_SeedRandom.no-generator",
         clause_random,
         State::ro,
         {{CKR_RANDOM_NO_RNG}, {CKR_RANDOM_SEED_NOT_SUPPORTED, CKR_FUNCTION_NOT_SUPPORTED}},
         [](Fixture& x) { return random(x, true); }},
        {"C_GenerateRandom.no-generator",
         clause_random,
         State::ro,
         {{CKR_RANDOM_NO_RNG}, {CKR_FUNCTION_NOT_SUPPORTED}},
         [](Fixture& x) { return random(x, false); }},
    }};
    return table;
}

} // namespace

std::span<const Row> operation_rows()
{
    return operation_table();
}

} // namespace openbeid::conformance
