// SPDX-License-Identifier: Apache-2.0
// C_SignInit: mechanisms, keys, and the operation that is active already.
#include "suites/parts.hpp"
#include "suites/returncodes.hpp"

#include <array>

namespace openbeid::conformance {

namespace {

constexpr const char* clause_init = "3.1 5.13 C_SignInit";
constexpr CK_OBJECT_HANDLE unknown_key = 0x7FFFFFF4;

Answer init_with(Fixture& fixture,
                 CK_OBJECT_HANDLE key,
                 CK_MECHANISM_TYPE other = 0,
                 bool parameter = false)
{
    const auto* facts = fixture.env.signing_key();
    if (facts == nullptr) {
        return std::nullopt;
    }
    std::array<CK_BYTE, 4> bytes{};
    CK_MECHANISM mechanism{other != 0 ? other : *fixture.env.token.signing_mechanism(*facts, false),
                           parameter ? bytes.data() : nullptr,
                           parameter ? bytes.size() : 0};
    return fixture.f->C_SignInit(fixture.session, &mechanism, key);
}

CK_OBJECT_HANDLE own_key(const Fixture& fixture)
{
    const auto* facts = fixture.env.signing_key();
    return facts == nullptr ? CK_INVALID_HANDLE : fixture.key(CKO_PRIVATE_KEY, *facts);
}

Answer init_object(Fixture& fixture, CK_OBJECT_CLASS object_class)
{
    const auto object = fixture.first(object_class);
    return object == CK_INVALID_HANDLE ? Answer{} : init_with(fixture, object);
}

Answer init_public_key(Fixture& fixture)
{
    const auto* facts = fixture.env.signing_key();
    return facts == nullptr ? Answer{} : init_with(fixture, fixture.key(CKO_PUBLIC_KEY, *facts));
}

/// A mechanism for the other type of key: not listed, or listed for keys of both types.
Answer init_other_type(Fixture& fixture)
{
    const auto* facts = fixture.env.signing_key();
    if (facts == nullptr) {
        return std::nullopt;
    }
    return init_with(
        fixture, own_key(fixture), facts->key.type() == CKK_RSA ? CKM_ECDSA : CKM_RSA_PKCS);
}

Answer init_after_logout(Fixture& fixture)
{
    const auto key = own_key(fixture);
    if (key == CK_INVALID_HANDLE) {
        return std::nullopt;
    }
    fixture.f->C_Logout(fixture.session);
    return init_with(fixture, key);
}

Answer handle_after_new_login(Fixture& fixture)
{
    const auto key = own_key(fixture);
    if (key == CK_INVALID_HANDLE) {
        return std::nullopt;
    }
    fixture.f->C_Logout(fixture.session);
    static_cast<void>(fixture.login());
    return init_with(fixture, key);
}

CK_RV cancel(const Fixture& fixture)
{
    return fixture.f->C_SignInit(fixture.session, nullptr, 0);
}

const std::array<Row, 16>& sign_init_table()
{
    static const std::array<Row, 16> table{{
        {"C_SignInit.active",
         clause_init,
         State::ro_user,
         {{CKR_OPERATION_ACTIVE}},
         [](Fixture& x) { return after_sign_init(x, [&] { return *x.sign_init(); }); }},
        {"C_SignInit.active-keeps",
         clause_init,
         State::ro_user,
         {{CKR_OK}},
         [](Fixture& x) {
             return after_sign_init(x, [&] {
                 static_cast<void>(x.sign_init());
                 return sign_now(x);
             });
         }},
        {"C_SignInit.null-idle",
         clause_init,
         State::ro,
         {{CKR_OK}, {CKR_ARGUMENTS_BAD}},
         [](Fixture& x) -> Answer { return cancel(x); }},
        {"C_SignInit.null-cancels",
         clause_init,
         State::ro_user,
         {{CKR_OK}, {CKR_ARGUMENTS_BAD, CKR_OPERATION_ACTIVE, CKR_OPERATION_CANCEL_FAILED}},
         [](Fixture& x) { return after_sign_init(x, [&] { return cancel(x); }); }},
        {"C_SignInit.null-ends",
         clause_init,
         State::ro_user,
         {{CKR_OPERATION_NOT_INITIALIZED}, {CKR_OK}, "2.40 has no such cancel"},
         [](Fixture& x) {
             return after_sign_init(x, [&] {
                 static_cast<void>(cancel(x));
                 return sign_now(x);
             });
         }},
        {"C_SignInit.unknown-mechanism",
         clause_init,
         State::ro_user,
         {{CKR_MECHANISM_INVALID}},
         [](Fixture& x) { return init_with(x, own_key(x), 0x7FFFFFF0); }},
        {"C_SignInit.digest-mechanism",
         clause_init,
         State::ro_user,
         {{CKR_MECHANISM_INVALID}},
         [](Fixture& x) { return init_with(x, own_key(x), CKM_SHA256); }},
        {"C_SignInit.other-key-type",
         clause_init,
         State::ro_user,
         {{CKR_MECHANISM_INVALID, CKR_KEY_TYPE_INCONSISTENT}},
         init_other_type},
        {"C_SignInit.parameter",
         clause_init,
         State::ro_user,
         {{CKR_MECHANISM_PARAM_INVALID}},
         [](Fixture& x) { return init_with(x, own_key(x), 0, true); }},
        {"C_SignInit.key-0",
         clause_init,
         State::ro_user,
         {{CKR_KEY_HANDLE_INVALID}},
         [](Fixture& x) { return init_with(x, 0); }},
        {"C_SignInit.key-unknown",
         clause_init,
         State::ro_user,
         {{CKR_KEY_HANDLE_INVALID}},
         [](Fixture& x) { return init_with(x, unknown_key); }},
        {"C_SignInit.certificate",
         clause_init,
         State::ro_user,
         {{CKR_KEY_HANDLE_INVALID}, {CKR_KEY_TYPE_INCONSISTENT}},
         [](Fixture& x) { return init_object(x, CKO_CERTIFICATE); }},
        {"C_SignInit.data",
         clause_init,
         State::ro_user,
         {{CKR_KEY_HANDLE_INVALID}, {CKR_KEY_TYPE_INCONSISTENT}},
         [](Fixture& x) { return init_object(x, CKO_DATA); }},
        {"C_SignInit.public-key",
         clause_init,
         State::ro_user,
         {{CKR_KEY_TYPE_INCONSISTENT}, {CKR_KEY_FUNCTION_NOT_PERMITTED, CKR_KEY_HANDLE_INVALID}},
         init_public_key},
        {"C_SignInit.after-logout",
         clause_init,
         State::ro_user,
         {{CKR_KEY_HANDLE_INVALID, CKR_USER_NOT_LOGGED_IN}},
         init_after_logout},
        {"C_SignInit.handle-of-old-login",
         clause_init,
         State::ro_user,
         {{CKR_KEY_HANDLE_INVALID}},
         handle_after_new_login},
    }};
    return table;
}

} // namespace

std::span<const Row> sign_init_rows()
{
    return sign_init_table();
}

} // namespace openbeid::conformance
