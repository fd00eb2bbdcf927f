// SPDX-License-Identifier: Apache-2.0
// Sessions of one token share the login; handles live as long as the standard says.
#include "child.hpp"
#include "fixture.hpp"
#include "suites/suites.hpp"

#include <array>
#include <chrono>
#include <thread>

namespace openbeid::conformance {

namespace {

constexpr const char* session_clause = "3.1 5.6";
constexpr const char* objects = "3.1 4.4, 5.6";

std::string state_name(CK_STATE state)
{
    constexpr std::array names{"RO public", "RO user", "RW public", "RW user", "RW SO"};
    return state < names.size() ? names.at(state) : "no state";
}

void state_is(const Fixture& fixture, const char* id, CK_SESSION_HANDLE session, CK_STATE expected)
{
    const auto state = fixture.session_state(session);
    fixture.env.report.that(id, state == expected, state_name(expected), state_name(state));
}

void check_info(Environment& env)
{
    const Fixture fixture{env, State::rw};
    if (!fixture.ready()) {
        return;
    }
    CK_SESSION_INFO info{};
    fixture.f->C_GetSessionInfo(fixture.session, &info);
    env.report.that("info-slot",
                    info.slotID == env.slot,
                    std::to_string(env.slot),
                    std::to_string(info.slotID));
    env.report.that("info-flags",
                    info.flags == (CKF_RW_SESSION | CKF_SERIAL_SESSION),
                    "RW and serial",
                    hex_number(info.flags));
    env.report.that("info-error", info.ulDeviceError == 0, "0", std::to_string(info.ulDeviceError));
    state_is(fixture, "state-rw-public", fixture.session, CKS_RW_PUBLIC_SESSION);
    const auto other = fixture.open();
    state_is(fixture, "state-ro-public", other, CKS_RO_PUBLIC_SESSION);
    env.report.that("handles-differ", other != fixture.session, "two handles", "one handle");
    CK_TOKEN_INFO token{};
    fixture.f->C_GetTokenInfo(env.slot, &token);
    const bool unknown = token.ulSessionCount == CK_UNAVAILABLE_INFORMATION;
    env.report.that("counts",
                    unknown || (token.ulSessionCount == 2 && token.ulRwSessionCount == 1),
                    "2 and 1, or unavailable",
                    std::to_string(token.ulSessionCount) + " and " +
                        std::to_string(token.ulRwSessionCount));
}

/// What the card says to another program that asks for the PIN's state with an empty VERIFY. It is
/// no question before applet 1.7, but a try.
void check_right_is_gone(Environment& env)
{
    constexpr const char* granted = "9000";
    const auto version = env.token.info.firmwareVersion;
    if (!env.card || !env.token.belgian || version.major != 1 || version.minor < 7) {
        return;
    }
    const auto status = env.card->command("run-apdu 00200001");
    env.report.prefer("logout-on-card",
                      status && *status != granted,
                      "no right",
                      status.value_or("no answer"),
                      "to the standard a login is the library's");
}

void check_shared_login(Environment& env)
{
    Fixture fixture{env, State::ro_user};
    if (!fixture.ready()) {
        return;
    }
    const auto other = fixture.open(CKF_SERIAL_SESSION | CKF_RW_SESSION);
    state_is(fixture, "login-shown", fixture.session, CKS_RO_USER_FUNCTIONS);
    state_is(fixture, "login-in-new-session", other, CKS_RW_USER_FUNCTIONS);
    fixture.f->C_Logout(other);
    state_is(fixture, "logout-everywhere", fixture.session, CKS_RO_PUBLIC_SESSION);
    check_right_is_gone(env);
    fixture.login();
    state_is(fixture, "login-everywhere", other, CKS_RW_USER_FUNCTIONS);
    fixture.f->C_CloseSession(fixture.session);
    state_is(fixture, "close-one-keeps-login", other, CKS_RW_USER_FUNCTIONS);
    fixture.f->C_CloseSession(other);
    const auto fresh = fixture.open();
    state_is(fixture, "close-last-ends-login", fresh, CKS_RO_PUBLIC_SESSION);
    fixture.session = fresh;
    fixture.login();
    fixture.f->C_CloseAllSessions(env.slot);
    const auto last = fixture.open();
    state_is(fixture, "close-all-ends-login", last, CKS_RO_PUBLIC_SESSION);
    env.report.code("close-all-ends-sessions",
                    {{CKR_SESSION_HANDLE_INVALID}},
                    fixture.f->C_CloseSession(fresh));
}

void check_finalize_ends_login(Environment& env)
{
    {
        const Fixture fixture{env, State::ro_user};
    }
    const Fixture fixture{env, State::ro};
    state_is(fixture, "finalize-ends-login", fixture.session, CKS_RO_PUBLIC_SESSION);
}

void check_handles(Environment& env)
{
    Fixture fixture{env, State::ro_user};
    if (!fixture.ready()) {
        return;
    }
    const auto other = fixture.open();
    const Template all = Template{}.boolean(CKA_TOKEN, true);
    const auto here = find(fixture.f, fixture.session, all).objects;
    env.report.prefer("same-handles",
                      here == find(fixture.f, other, all).objects,
                      "the same in each session",
                      "others",
                      "the standard lets handles differ by session");
    const auto public_key = fixture.first(CKO_PUBLIC_KEY);
    const auto private_key = fixture.first(CKO_PRIVATE_KEY);
    fixture.f->C_Logout(fixture.session);
    if (public_key != CK_INVALID_HANDLE) {
        env.report.that("public-handle-stays",
                        attribute(fixture.f, fixture.session, public_key, CKA_CLASS).has_value(),
                        "valid after logout",
                        "invalid");
    }
    CK_RV code = CKR_OK;
    if (private_key != CK_INVALID_HANDLE) {
        static_cast<void>(attribute(fixture.f, fixture.session, private_key, CKA_CLASS, &code));
        env.report.code("private-handle-ends", {{CKR_OBJECT_HANDLE_INVALID}}, code);
        fixture.login();
        static_cast<void>(find(fixture.f, fixture.session, all)); // which makes new handles
        static_cast<void>(attribute(fixture.f, fixture.session, private_key, CKA_CLASS, &code));
        env.report.code("private-handle-stays-ended",
                        {{CKR_OBJECT_HANDLE_INVALID},
                         {CKR_OK},
                         "the standard says so of the session that logged out"},
                        code);
    }
}

/// An operation belongs to its session; a logout ends those with private keys.
void check_operations(Environment& env)
{
    Fixture fixture{env, State::ro_user};
    if (!fixture.ready() || env.signing_key() == nullptr) {
        return;
    }
    std::array<CK_BYTE, 20> data{};
    std::array<CK_BYTE, 1024> out{};
    CK_ULONG size = out.size();
    const auto first = fixture.session;
    const auto other = fixture.open();
    static_cast<void>(fixture.sign_init());
    fixture.session = other;
    env.report.code(
        "operations-apart", {{CKR_OK}}, fixture.sign_init().value_or(CKR_FUNCTION_FAILED));
    fixture.f->C_CloseSession(other);
    env.report.code("operation-survives-other",
                    {{CKR_OK}},
                    fixture.f->C_Sign(first, data.data(), data.size(), out.data(), &size));
    fixture.session = first;
    static_cast<void>(fixture.sign_init());
    fixture.f->C_Logout(first);
    size = out.size();
    env.report.code("logout-ends-operation",
                    {{CKR_OPERATION_NOT_INITIALIZED, CKR_USER_NOT_LOGGED_IN}},
                    fixture.f->C_Sign(first, data.data(), data.size(), out.data(), &size));
}

/// Search, digest and signature at the same time in one session.
void check_together(Environment& env)
{
    Fixture fixture{env, State::ro_user};
    if (!fixture.ready() || env.signing_key() == nullptr ||
        env.token.mechanism(CKM_SHA256) == nullptr) {
        return;
    }
    auto* f = fixture.f;
    CK_MECHANISM sha{CKM_SHA256, nullptr, 0};
    std::array<CK_BYTE, 1024> out{};
    std::array<CK_OBJECT_HANDLE, 1> one{};
    CK_ULONG size = out.size();
    CK_ULONG count = 0;
    std::array<CK_RV, 6> codes{fixture.sign_init().value_or(CKR_FUNCTION_FAILED),
                               f->C_DigestInit(fixture.session, &sha),
                               f->C_FindObjectsInit(fixture.session, nullptr, 0),
                               f->C_FindObjects(fixture.session, one.data(), 1, &count),
                               f->C_Digest(fixture.session, out.data(), 20, out.data(), &size),
                               CKR_OK};
    size = out.size();
    codes[5] = f->C_Sign(fixture.session, out.data(), 20, out.data(), &size);
    std::string text;
    bool good = true;
    for (const auto code : codes) {
        good = good && code == CKR_OK;
        text += code_name(code) + ' ';
    }
    env.report.prefer(
        "together", good, "all CKR_OK", text, "a token may allow one operation at a time");
}

void be_waiter(Environment& env, const ChildChannel& channel)
{
    const Fixture fixture{env, State::started};
    CK_SLOT_ID slot = 0;
    const CK_RV first = fixture.f->C_WaitForSlotEvent(CKF_DONT_BLOCK, &slot, nullptr);
    Result result;
    result.id = "finalize-wakes-waiter";
    if (first != CKR_NO_EVENT && first != CKR_OK) {
        result.verdict = Verdict::not_applicable;
        result.reason = "C_WaitForSlotEvent answers " + code_name(first);
        channel.result(result);
        return;
    }
    CK_RV waited = CKR_OK;
    std::thread waiter{[&] { waited = fixture.f->C_WaitForSlotEvent(0, &slot, nullptr); }};
    std::this_thread::sleep_for(std::chrono::milliseconds{300});
    const CK_RV finalized = fixture.f->C_Finalize(nullptr);
    waiter.join();
    if (waited == CKR_FUNCTION_NOT_SUPPORTED) {
        result.verdict = Verdict::not_applicable;
        result.reason = "the module can't wait";
        channel.result(result);
        return;
    }
    const bool good = finalized == CKR_OK && waited == CKR_CRYPTOKI_NOT_INITIALIZED;
    result.verdict = good ? Verdict::pass : Verdict::fail;
    result.expected = "CKR_OK; CKR_CRYPTOKI_NOT_INITIALIZED";
    result.got = code_name(finalized) + "; " + code_name(waited);
    channel.result(result);
}

/// In a child process, because a module that has it wrong never returns.
void check_waiter(Environment& env)
{
    const auto end = run_in_child([&](ChildChannel& channel) { be_waiter(env, channel); }, 20);
    for (const auto& result : end.results) {
        env.report.add(result);
    }
    if (end.results.empty()) {
        env.report.that(
            "finalize-wakes-waiter", false, "CKR_OK; CKR_CRYPTOKI_NOT_INITIALIZED", end.how);
    }
}

/// On a card whose PIN is blocked or not there yet: the answer that this run has had already.
void check_unusable(Environment& env)
{
    if (env.pin != nullptr && env.login_refusal != CKR_OK) {
        env.report.code(
            "unusable-login", {{CKR_PIN_LOCKED, CKR_USER_PIN_NOT_INITIALIZED}}, env.login_refusal);
    } else {
        env.report.skip("unusable-login", "the PIN of this token works, or none was given");
    }
}

} // namespace

std::vector<CheckInfo> sessions_checks()
{
    return {
        {"info-slot", session_clause, "C_GetSessionInfo: the slot"},
        {"info-flags", session_clause, "C_GetSessionInfo: the flags asked for"},
        {"info-error", session_clause, "C_GetSessionInfo: no device error"},
        {"state-rw-public", session_clause, "a new R/W session is RW public"},
        {"state-ro-public", session_clause, "a new R/O session is RO public"},
        {"handles-differ", session_clause, "two sessions have two handles"},
        {"counts", "3.1 5.5", "C_GetTokenInfo counts the sessions or says unavailable"},
        {"login-shown", session_clause, "after C_Login: RO user"},
        {"login-in-new-session",
         session_clause,
         "a session opened after C_Login is in a user state"},
        {"logout-everywhere", session_clause, "C_Logout in one session ends the login of all"},
        {"logout-on-card", session_clause, "and the right on the card (applets from 1.7)"},
        {"login-everywhere", session_clause, "C_Login in one session logs all in"},
        {"close-one-keeps-login", session_clause, "closing one session keeps the login"},
        {"close-last-ends-login", session_clause, "closing the last one ends it"},
        {"close-all-ends-login", session_clause, "C_CloseAllSessions ends it"},
        {"close-all-ends-sessions", session_clause, "and the sessions"},
        {"finalize-ends-login", "3.1 5.4", "C_Finalize ends it"},
        {"same-handles", objects, "an object has one handle in all sessions"},
        {"public-handle-stays", objects, "handles of public objects survive a logout"},
        {"private-handle-ends", objects, "handles of private objects do not"},
        {"private-handle-stays-ended", objects, "not even after a new login"},
        {"operations-apart", session_clause, "each session has its own operations"},
        {"operation-survives-other",
         session_clause,
         "closing another session leaves an operation alone"},
        {"logout-ends-operation", session_clause, "no signature after C_Logout"},
        {"together", "3.1 5.7, 5.12, 5.13", "search, digest and signature at the same time"},
        {"unusable-login",
         session_clause,
         "blocked or missing PIN: CKR_PIN_LOCKED, _USER_PIN_NOT_INITIALIZED"},
        {"finalize-wakes-waiter", "3.1 5.4", "C_Finalize wakes a blocked C_WaitForSlotEvent"},
    };
}

void run_sessions(Environment& env)
{
    check_info(env);
    check_shared_login(env);
    if (env.no_login().empty()) {
        check_finalize_ends_login(env);
    }
    check_handles(env);
    check_operations(env);
    check_together(env);
    check_waiter(env);
    check_unusable(env);
    const auto reason = env.no_login();
    env.report.skip_rest(reason.empty() ? "the token has no such key" : reason);
}

} // namespace openbeid::conformance
