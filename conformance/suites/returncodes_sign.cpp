// SPDX-License-Identifier: Apache-2.0
// Signing: the life of an operation and what ends it.
#include "suites/parts.hpp"
#include "suites/returncodes.hpp"

#include <array>

namespace openbeid::conformance {

namespace {

constexpr const char* clause_sign = "3.1 5.13 C_Sign";
constexpr const char* clause_parts = "3.1 5.13 C_SignUpdate, C_SignFinal";

CK_RV sign_update(const Fixture& fixture, CK_ULONG size = 20, bool null = false)
{
    std::array<CK_BYTE, 20> data{};
    return fixture.f->C_SignUpdate(fixture.session, null ? nullptr : data.data(), size);
}

CK_RV sign_finish(const Fixture& fixture)
{
    std::array<CK_BYTE, 1024> out{};
    CK_ULONG size = out.size();
    return fixture.f->C_SignFinal(fixture.session, out.data(), &size);
}

Answer always_authenticate_without_login(Fixture& fixture)
{
    for (const auto& key : fixture.env.token.keys) {
        const auto type = fixture.env.token.signing_mechanism(key, false);
        if (key.always_authenticate && key.has_private && type) {
            CK_MECHANISM mechanism{*type, nullptr, 0};
            const CK_RV code = fixture.f->C_SignInit(
                fixture.session, &mechanism, fixture.key(CKO_PRIVATE_KEY, key));
            return code == CKR_OK ? sign_now(fixture) : code;
        }
    }
    return std::nullopt;
}

CK_RV sign_no_length(const Fixture& fixture)
{
    std::array<CK_BYTE, 1024> out{};
    return fixture.f->C_Sign(fixture.session, out.data(), 20, out.data(), nullptr);
}

CK_RV sign_no_data(const Fixture& fixture)
{
    std::array<CK_BYTE, 1024> out{};
    CK_ULONG size = out.size();
    return fixture.f->C_Sign(fixture.session, nullptr, 20, out.data(), &size);
}

const std::array<Row, 17>& sign_table()
{
    static const std::array<Row, 17> table{{
        {"C_Sign.no-operation",
         clause_sign,
         State::ro_user,
         {{CKR_OPERATION_NOT_INITIALIZED}},
         [](Fixture& x) -> Answer { return sign_now(x); }},
        {"C_Sign.no-length",
         clause_sign,
         State::ro_user,
         {{CKR_ARGUMENTS_BAD}},
         [](Fixture& x) { return after_sign_init(x, [&] { return sign_no_length(x); }); }},
        {"C_Sign.no-length-ends",
         clause_sign,
         State::ro_user,
         {{CKR_OPERATION_NOT_INITIALIZED}},
         [](Fixture& x) {
             return after_sign_init(x, [&] {
                 static_cast<void>(sign_no_length(x));
                 return sign_now(x);
             });
         }},
        {"C_Sign.no-data",
         clause_sign,
         State::ro_user,
         {{CKR_ARGUMENTS_BAD}},
         [](Fixture& x) { return after_sign_init(x, [&] { return sign_no_data(x); }); }},
        {"C_Sign.no-data-ends",
         clause_sign,
         State::ro_user,
         {{CKR_OPERATION_NOT_INITIALIZED}},
         [](Fixture& x) {
             return after_sign_init(x, [&] {
                 static_cast<void>(sign_no_data(x));
                 return sign_now(x);
             });
         }},
        {"C_Sign.twice",
         clause_sign,
         State::ro_user,
         {{CKR_OPERATION_NOT_INITIALIZED}},
         [](Fixture& x) {
             return after_sign_init(x, [&] {
                 static_cast<void>(sign_now(x));
                 return sign_now(x);
             });
         }},
        {"C_Sign.after-update",
         clause_sign,
         State::ro_user,
         {{CKR_OPERATION_NOT_INITIALIZED}, {CKR_OPERATION_ACTIVE, CKR_FUNCTION_FAILED}},
         [](Fixture& x) {
             return after_sign_init(x, [&] {
                 static_cast<void>(sign_update(x));
                 return sign_now(x);
             });
         }},
        {"C_Sign.after-update-ends",
         clause_sign,
         State::ro_user,
         {{CKR_OPERATION_NOT_INITIALIZED}, {CKR_OK}},
         [](Fixture& x) {
             return after_sign_init(x, [&] {
                 static_cast<void>(sign_update(x));
                 static_cast<void>(sign_now(x));
                 return sign_finish(x);
             });
         }},
        {"C_Sign.always-authenticate",
         clause_sign,
         State::ro_user,
         {{CKR_USER_NOT_LOGGED_IN}},
         always_authenticate_without_login},
        {"C_SignUpdate.no-operation",
         clause_parts,
         State::ro_user,
         {{CKR_OPERATION_NOT_INITIALIZED}},
         [](Fixture& x) -> Answer { return sign_update(x); }},
        {"C_SignUpdate.empty",
         clause_parts,
         State::ro_user,
         {{CKR_OK}},
         [](Fixture& x) { return after_sign_init(x, [&] { return sign_update(x, 0); }); }},
        {"C_SignUpdate.null-empty",
         clause_parts,
         State::ro_user,
         {{CKR_OK}, {CKR_ARGUMENTS_BAD}},
         [](Fixture& x) { return after_sign_init(x, [&] { return sign_update(x, 0, true); }); }},
        {"C_SignUpdate.no-data",
         clause_parts,
         State::ro_user,
         {{CKR_ARGUMENTS_BAD}},
         [](Fixture& x) { return after_sign_init(x, [&] { return sign_update(x, 20, true); }); }},
        {"C_SignUpdate.no-data-ends",
         clause_parts,
         State::ro_user,
         {{CKR_OPERATION_NOT_INITIALIZED}},
         [](Fixture& x) {
             return after_sign_init(x, [&] {
                 static_cast<void>(sign_update(x, 20, true));
                 return sign_finish(x);
             });
         }},
        {"C_SignFinal.no-operation",
         clause_parts,
         State::ro_user,
         {{CKR_OPERATION_NOT_INITIALIZED}},
         [](Fixture& x) -> Answer { return sign_finish(x); }},
        {"C_SignFinal.without-update",
         clause_parts,
         State::ro_user,
         {{CKR_OK}, {CKR_OPERATION_NOT_INITIALIZED}},
         [](Fixture& x) { return after_sign_init(x, [&] { return sign_finish(x); }); }},
        {"C_SignFinal.twice",
         clause_parts,
         State::ro_user,
         {{CKR_OPERATION_NOT_INITIALIZED}},
         [](Fixture& x) {
             return after_sign_init(x, [&] {
                 static_cast<void>(sign_update(x));
                 static_cast<void>(sign_finish(x));
                 return sign_finish(x);
             });
         }},
    }};
    return table;
}

} // namespace

std::span<const Row> sign_rows()
{
    return sign_table();
}

} // namespace openbeid::conformance
