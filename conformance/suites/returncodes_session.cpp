// SPDX-License-Identifier: Apache-2.0
// Sessions and login, with the right PIN or none. Wrong ones are the suite pin's.
#include "suites/returncodes.hpp"

#include <array>

namespace openbeid::conformance {

namespace {

constexpr const char* clause_open = "3.1 5.6 C_OpenSession";
constexpr const char* clause_close = "3.1 5.6 C_CloseSession";
constexpr const char* clause_login = "3.1 5.6 C_Login";
constexpr const char* clause_logout = "3.1 5.6 C_Logout";
constexpr const char* clause_cancel = "3.1 5.6 C_SessionCancel";
constexpr const char* clause_user = "3.1 5.6 C_LoginUser";

/// C_Login with the right PIN, whatever the type of user.
Answer login_as(Fixture& fixture, CK_USER_TYPE user)
{
    const auto& env = fixture.env;
    if (!env.no_login().empty()) {
        return std::nullopt;
    }
    return fixture.f->C_Login(fixture.session, user, env.pin->data(), env.pin->size());
}

Answer login_named(Fixture& fixture, CK_ULONG name_size)
{
    const auto& env = fixture.env;
    if (fixture.f3 == nullptr || !env.no_login().empty()) {
        return std::nullopt;
    }
    std::array<CK_BYTE, 4> name{'u', 's', 'e', 'r'};
    return fixture.f3->C_LoginUser(fixture.session,
                                   CKU_USER,
                                   env.pin->data(),
                                   env.pin->size(),
                                   name_size == 0 ? nullptr : name.data(),
                                   name_size);
}

Answer set_same_pin(Fixture& fixture)
{
    const auto* pin = fixture.env.pin;
    if (!fixture.env.no_login().empty()) {
        return std::nullopt;
    }
    return fixture.f->C_SetPIN(fixture.session, pin->data(), pin->size(), pin->data(), pin->size());
}

CK_RV begin_digest(const Fixture& fixture)
{
    CK_MECHANISM mechanism{CKM_SHA256, nullptr, 0};
    return fixture.f->C_DigestInit(fixture.session, &mechanism);
}

CK_RV digest_final(const Fixture& fixture)
{
    std::array<CK_BYTE, 64> out{};
    CK_ULONG size = out.size();
    return fixture.f->C_DigestFinal(fixture.session, out.data(), &size);
}

Answer cancel(Fixture& fixture, CK_FLAGS flags)
{
    return fixture.f3 == nullptr ? Answer{} : fixture.f3->C_SessionCancel(fixture.session, flags);
}

/// The operation is started, cancelled, and then asked for its result.
Answer cancel_digest(Fixture& fixture, CK_FLAGS flags)
{
    if (fixture.f3 == nullptr || begin_digest(fixture) != CKR_OK) {
        return std::nullopt;
    }
    const CK_RV code = fixture.f3->C_SessionCancel(fixture.session, flags);
    return code == CKR_OK ? digest_final(fixture) : code;
}

Answer cancel_find(Fixture& fixture)
{
    if (fixture.f3 == nullptr) {
        return std::nullopt;
    }
    fixture.f->C_FindObjectsInit(fixture.session, nullptr, 0);
    const CK_RV code = fixture.f3->C_SessionCancel(fixture.session, CKF_FIND_OBJECTS);
    return code == CKR_OK ? fixture.f->C_FindObjectsFinal(fixture.session) : code;
}

Answer cancel_sign(Fixture& fixture)
{
    if (fixture.f3 == nullptr || fixture.sign_init() != CKR_OK) {
        return std::nullopt;
    }
    std::array<CK_BYTE, 1024> out{};
    CK_ULONG size = out.size();
    const CK_RV code = fixture.f3->C_SessionCancel(fixture.session, CKF_SIGN);
    return code == CKR_OK ? fixture.f->C_Sign(fixture.session, out.data(), 20, out.data(), &size)
                          : code;
}

Answer context_with_other_key(Fixture& fixture)
{
    return fixture.sign_init() == CKR_OK ? login_as(fixture, CKU_CONTEXT_SPECIFIC) : Answer{};
}

Answer close_twice(Fixture& fixture)
{
    fixture.f->C_CloseSession(fixture.session);
    return fixture.f->C_CloseSession(fixture.session);
}

Answer open_parallel(Fixture& fixture)
{
    CK_SESSION_HANDLE handle = 0;
    return fixture.f->C_OpenSession(fixture.env.slot, CKF_RW_SESSION, nullptr, nullptr, &handle);
}

Answer open_many(Fixture& fixture)
{
    for (int i = 0; i < 100; ++i) {
        CK_SESSION_HANDLE handle = 0;
        const CK_RV code = fixture.f->C_OpenSession(
            fixture.env.slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr, &handle);
        if (code != CKR_OK) {
            return code;
        }
    }
    return CKR_OK;
}

Answer logout(Fixture& fixture)
{
    return fixture.f->C_Logout(fixture.session);
}

Answer logout_twice(Fixture& fixture)
{
    fixture.f->C_Logout(fixture.session);
    return fixture.f->C_Logout(fixture.session);
}

const std::array<Row, 25>& session_table()
{
    static const std::array<Row, 25> table{{
        {"C_OpenSession.parallel",
         clause_open,
         State::started,
         {{CKR_SESSION_PARALLEL_NOT_SUPPORTED}},
         open_parallel},
        {"C_OpenSession.hundred",
         clause_open,
         State::started,
         {{CKR_OK}, {CKR_SESSION_COUNT}},
         open_many},
        {"C_CloseSession.twice",
         clause_close,
         State::ro,
         {{CKR_SESSION_HANDLE_INVALID}},
         close_twice},
        {"C_CloseSession.active-search",
         clause_close,
         State::ro,
         {{CKR_OK}},
         [](Fixture& x) -> Answer {
             x.f->C_FindObjectsInit(x.session, nullptr, 0);
             return x.f->C_CloseSession(x.session);
         }},
        {"C_Login.unknown-user-type",
         clause_login,
         State::rw,
         {{CKR_USER_TYPE_INVALID}},
         [](Fixture& x) { return login_as(x, 99); }},
        {"C_Login.so",
         clause_login,
         State::rw,
         {{CKR_USER_TYPE_INVALID}, {CKR_PIN_INCORRECT}},
         [](Fixture& x) { return login_as(x, CKU_SO); },
         true},
        {"C_Login.so-read-only-session",
         clause_login,
         State::ro,
         {{CKR_SESSION_READ_ONLY_EXISTS}, {CKR_USER_TYPE_INVALID}},
         [](Fixture& x) { return login_as(x, CKU_SO); },
         true},
        {"C_Login.again",
         clause_login,
         State::ro_user,
         {{CKR_USER_ALREADY_LOGGED_IN}},
         [](Fixture& x) { return login_as(x, CKU_USER); }},
        {"C_Login.again-other-session",
         clause_login,
         State::ro_user,
         {{CKR_USER_ALREADY_LOGGED_IN}},
         [](Fixture& x) {
             x.session = x.open();
             return login_as(x, CKU_USER);
         }},
        {"C_Login.null-pin",
         clause_login,
         State::ro,
         {{CKR_ARGUMENTS_BAD}},
         [](Fixture& x) -> Answer { return x.f->C_Login(x.session, CKU_USER, nullptr, 4); }},
        {"C_Login.context-without-operation",
         clause_login,
         State::ro_user,
         {{CKR_OPERATION_NOT_INITIALIZED}},
         [](Fixture& x) { return login_as(x, CKU_CONTEXT_SPECIFIC); }},
        {"C_Login.context-for-other-key",
         clause_login,
         State::ro_user,
         {{CKR_OPERATION_NOT_INITIALIZED}},
         context_with_other_key},
        {"C_LoginUser.no-name",
         clause_user,
         State::ro,
         {{CKR_OK}},
         [](Fixture& x) { return login_named(x, 0); }},
        {"C_LoginUser.named",
         clause_user,
         State::ro,
         {{CKR_ARGUMENTS_BAD}, {CKR_USER_TYPE_INVALID, CKR_FUNCTION_NOT_SUPPORTED}},
         [](Fixture& x) { return login_named(x, 4); }},
        {"C_LoginUser.again",
         clause_user,
         State::ro_user,
         {{CKR_USER_ALREADY_LOGGED_IN}},
         [](Fixture& x) { return login_named(x, 0); }},
        {"C_Logout.not-logged-in", clause_logout, State::ro, {{CKR_USER_NOT_LOGGED_IN}}, logout},
        {"C_Logout.logged-in", clause_logout, State::ro_user, {{CKR_OK}}, logout},
        {"C_Logout.twice", clause_logout, State::ro_user, {{CKR_USER_NOT_LOGGED_IN}}, logout_twice},
        {"C_SetPIN.read-only-session",
         "3.1 5.5 C_SetPIN",
         State::ro,
         {{CKR_SESSION_READ_ONLY}, {CKR_FUNCTION_NOT_SUPPORTED}},
         set_same_pin},
        {"C_SessionCancel.no-flags",
         clause_cancel,
         State::ro,
         {{CKR_OK}},
         [](Fixture& x) { return cancel(x, 0); }},
        {"C_SessionCancel.inactive",
         clause_cancel,
         State::ro,
         {{CKR_OK}},
         [](Fixture& x) { return cancel(x, CKF_SIGN | CKF_DIGEST | CKF_FIND_OBJECTS); }},
        {"C_SessionCancel.digest",
         clause_cancel,
         State::ro,
         {{CKR_OPERATION_NOT_INITIALIZED}},
         [](Fixture& x) { return cancel_digest(x, CKF_DIGEST); }},
        {"C_SessionCancel.no-flags-keeps",
         clause_cancel,
         State::ro,
         {{CKR_OK}},
         [](Fixture& x) { return cancel_digest(x, 0); }},
        {"C_SessionCancel.search",
         clause_cancel,
         State::ro,
         {{CKR_OPERATION_NOT_INITIALIZED}},
         cancel_find},
        {"C_SessionCancel.sign",
         clause_cancel,
         State::ro_user,
         {{CKR_OPERATION_NOT_INITIALIZED}},
         cancel_sign},
    }};
    return table;
}

} // namespace

std::span<const Row> session_rows()
{
    return session_table();
}

} // namespace openbeid::conformance
