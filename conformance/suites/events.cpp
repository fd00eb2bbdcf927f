// SPDX-License-Identifier: Apache-2.0
// What happens to the card while sessions are open, on a virtual card: removal, exchange, reset.
#include "suites/parts.hpp"
#include "suites/suites.hpp"

#include <array>
#include <chrono>
#include <thread>

namespace openbeid::conformance {

namespace {

constexpr const char* slots = "3.1 5.5";

/// The reader service looks at its readers two or three times a second.
void settle()
{
    std::this_thread::sleep_for(std::chrono::milliseconds{900});
}

bool token_present(Environment& env)
{
    CK_ULONG count = 0;
    env.f->C_GetSlotList(CK_FALSE, nullptr, &count);
    CK_SLOT_INFO info{};
    return env.f->C_GetSlotInfo(env.slot, &info) == CKR_OK && (info.flags & CKF_TOKEN_PRESENT) != 0;
}

using Caller = CK_RV (*)(const Fixture& fixture);

CK_RV find_some(const Fixture& x)
{
    std::array<CK_OBJECT_HANDLE, 1> one{};
    CK_ULONG count = 0;
    return x.f->C_FindObjects(x.session, one.data(), 1, &count);
}

CK_RV sign_update(const Fixture& x)
{
    std::array<CK_BYTE, 20> data{};
    return x.f->C_SignUpdate(x.session, data.data(), data.size());
}

CK_RV sign_final(const Fixture& x)
{
    std::array<CK_BYTE, 1024> out{};
    CK_ULONG size = out.size();
    return x.f->C_SignFinal(x.session, out.data(), &size);
}

CK_RV digest_update(const Fixture& x)
{
    std::array<CK_BYTE, 20> data{};
    return x.f->C_DigestUpdate(x.session, data.data(), data.size());
}

CK_RV find_init(const Fixture& x)
{
    return x.f->C_FindObjectsInit(x.session, nullptr, 0);
}

CK_RV digest_init(const Fixture& x)
{
    CK_MECHANISM mechanism{CKM_SHA256, nullptr, 0};
    return x.f->C_DigestInit(x.session, &mechanism);
}

CK_RV sign_init(const Fixture& x)
{
    return x.sign_init().value_or(CKR_FUNCTION_FAILED);
}

CK_RV login(const Fixture& x)
{
    return x.f->C_Login(x.session, CKU_USER, x.env.pin->data(), x.env.pin->size());
}

CK_RV logout(const Fixture& x)
{
    return x.f->C_Logout(x.session);
}

CK_RV get_attribute(const Fixture& x)
{
    CK_ATTRIBUTE query{CKA_CLASS, nullptr, 0};
    return x.f->C_GetAttributeValue(x.session, 1, &query, 1);
}

/// The operation that is active, and the call that finds the card gone.
struct Active {
    const char* name;
    Caller begin;
    Caller use;
};
constexpr std::array actives{Active{"C_FindObjects", find_init, find_some},
                             Active{"C_Sign", sign_init, sign_now},
                             Active{"C_SignUpdate", sign_init, sign_update},
                             Active{"C_SignFinal", sign_init, sign_final},
                             Active{"C_DigestUpdate", digest_init, digest_update}};

struct Dead {
    const char* name;
    Caller call;
};
constexpr std::array deads{Dead{"C_GetSessionInfo", session_info},
                           Dead{"C_FindObjectsInit", find_init},
                           Dead{"C_DigestInit", digest_init},
                           Dead{"C_Login", login},
                           Dead{"C_Logout", logout},
                           Dead{"C_GetAttributeValue", get_attribute},
                           Dead{"C_FindObjects", find_some},
                           Dead{"C_Sign", sign_now}};

/// One removal for all: each active operation has a session of its own.
void check_removal(Environment& env)
{
    Fixture fixture{env, State::ro_user};
    if (!fixture.ready() || env.signing_key() == nullptr) {
        return;
    }
    const auto idle = fixture.session;
    std::array<CK_SESSION_HANDLE, actives.size()> handles{};
    for (std::size_t i = 0; i < actives.size(); ++i) {
        fixture.session = handles.at(i) = fixture.open();
        static_cast<void>(actives.at(i).begin(fixture));
    }
    tell_card(env, "remove");
    for (std::size_t i = 0; i < actives.size(); ++i) {
        fixture.session = handles.at(i);
        const auto& active = actives.at(i);
        env.report.code("active",
                        {{CKR_DEVICE_REMOVED}, {CKR_SESSION_HANDLE_INVALID}},
                        active.use(fixture),
                        active.name);
        env.report.code("active-again", dead_session_codes(), active.use(fixture), active.name);
    }
    fixture.session = idle;
    for (const auto& dead : deads) {
        env.report.code("dead", dead_session_codes(), dead.call(fixture), dead.name);
    }
    env.report.code("dead-close",
                    {{CKR_OK}, {CKR_SESSION_HANDLE_INVALID, CKR_DEVICE_REMOVED}},
                    fixture.f->C_CloseSession(idle));
    env.report.code(
        "dead-close-again", {{CKR_SESSION_HANDLE_INVALID}}, fixture.f->C_CloseSession(idle));

    CK_TOKEN_INFO token{};
    CK_SLOT_INFO slot{};
    CK_ULONG count = 0;
    CK_SESSION_HANDLE none = 0;
    auto* f = env.f;
    const Codes absent{{CKR_TOKEN_NOT_PRESENT}};
    env.report.code("absent", absent, f->C_GetTokenInfo(env.slot, &token), "C_GetTokenInfo");
    env.report.code(
        "absent", absent, f->C_GetMechanismList(env.slot, nullptr, &count), "C_GetMechanismList");
    env.report.code("absent",
                    absent,
                    f->C_OpenSession(env.slot, CKF_SERIAL_SESSION, nullptr, nullptr, &none),
                    "C_OpenSession");
    const CK_RV code = f->C_GetSlotInfo(env.slot, &slot);
    env.report.that("absent-slot",
                    code == CKR_OK && slot.flags == (CKF_REMOVABLE_DEVICE | CKF_HW_SLOT),
                    "CKR_OK, removable hardware without token",
                    code_name(code) + ", " + hex_number(slot.flags));
    env.report.code(
        "absent-close-all", {{CKR_OK}, {CKR_TOKEN_NOT_PRESENT}}, f->C_CloseAllSessions(env.slot));

    env.report.that("insert", insert_card(env), "the token in the same slot", "not there");
    fixture.session = handles.front();
    env.report.code("no-revival", dead_session_codes(), session_info(fixture));
    fixture.session = fixture.open();
    env.report.that("insert-state",
                    fixture.session_state(fixture.session) == CKS_RO_PUBLIC_SESSION,
                    "RO public",
                    "another state");
    env.report.that(
        "insert-objects",
        !find(f, fixture.session, Template{}.number(CKA_CLASS, CKO_CERTIFICATE)).objects.empty(),
        "certificates",
        "none");
    env.report.code("insert-login", {{CKR_OK}}, env.login(fixture.session));
}

CK_RV next_event(Environment& env, CK_SLOT_ID& slot)
{
    CK_RV code = CKR_NO_EVENT;
    for (int i = 0; i < 30 && code == CKR_NO_EVENT; ++i) {
        code = env.f->C_WaitForSlotEvent(CKF_DONT_BLOCK, &slot, nullptr);
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
    return code;
}

void check_events(Environment& env)
{
    const Fixture fixture{env, State::started};
    if (!fixture.ready()) {
        return;
    }
    CK_SLOT_ID slot = ~CK_SLOT_ID{0};
    static_cast<void>(env.f->C_WaitForSlotEvent(CKF_DONT_BLOCK, &slot, nullptr));
    const Codes told{{CKR_OK}, {CKR_FUNCTION_NOT_SUPPORTED}};
    tell_card(env, "remove");
    env.report.code("event-removal", told, next_event(env, slot));
    env.report.that("event-slot", slot == env.slot, std::to_string(env.slot), std::to_string(slot));
    const CK_RV once = env.f->C_WaitForSlotEvent(CKF_DONT_BLOCK, &slot, nullptr);
    env.report.code("event-once", {{CKR_NO_EVENT}, {CKR_FUNCTION_NOT_SUPPORTED}}, once);
    std::thread later{[&] {
        settle();
        static_cast<void>(env.card->command("insert"));
    }};
    CK_RV code = CKR_FUNCTION_NOT_SUPPORTED;
    if (once == CKR_NO_EVENT) {
        code = env.f->C_WaitForSlotEvent(0, &slot, nullptr);
    }
    later.join();
    env.report.code("event-insertion", told, code);
    static_cast<void>(insert_card(env));
}

} // namespace

void tell_card(Environment& env, const std::string& command)
{
    static_cast<void>(env.card->command(command));
    settle();
}

bool insert_card(Environment& env)
{
    tell_card(env, "insert");
    for (int i = 0; i < 40 && !token_present(env); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
    return token_present(env);
}

CK_RV session_info(const Fixture& x)
{
    CK_SESSION_INFO info{};
    return x.f->C_GetSessionInfo(x.session, &info);
}

CK_RV sign_now(const Fixture& x)
{
    std::array<CK_BYTE, 20> data{};
    std::array<CK_BYTE, 1024> out{};
    CK_ULONG size = out.size();
    return x.f->C_Sign(x.session, data.data(), data.size(), out.data(), &size);
}

const Codes& dead_session_codes()
{
    static const Codes codes{{CKR_SESSION_HANDLE_INVALID},
                             {CKR_DEVICE_REMOVED, CKR_SESSION_CLOSED}};
    return codes;
}

std::vector<CheckInfo> events_checks()
{
    std::vector<CheckInfo> checks{
        {"active", sessions_clause, "card removed, operation active: CKR_DEVICE_REMOVED once"},
        {"active-again", sessions_clause, "then CKR_SESSION_HANDLE_INVALID"},
        {"dead", sessions_clause, "every other call: CKR_SESSION_HANDLE_INVALID"},
        {"dead-close", sessions_clause, "C_CloseSession on a dead session: CKR_OK"},
        {"dead-close-again", sessions_clause, "once"},
        {"absent", slots, "slot calls: CKR_TOKEN_NOT_PRESENT"},
        {"absent-slot", slots, "the slot stays, without token"},
        {"absent-close-all", slots, "C_CloseAllSessions: CKR_OK"},
        {"insert", slots, "inserted again: the same slot"},
        {"no-revival", sessions_clause, "old sessions stay dead"},
        {"insert-state", sessions_clause, "a new session is public"},
        {"insert-objects", sessions_clause, "and shows the certificates"},
        {"insert-login", sessions_clause, "and logs in"},
        {"event-removal", "3.1 5.5 C_WaitForSlotEvent", "a removal is an event"},
        {"event-slot", "3.1 5.5 C_WaitForSlotEvent", "of this slot"},
        {"event-once", "3.1 5.5 C_WaitForSlotEvent", "told once"},
        {"event-insertion", "3.1 5.5 C_WaitForSlotEvent", "a blocked wait ends at the insertion"},
    };
    const auto more = card_change_checks();
    checks.insert(checks.end(), more.begin(), more.end());
    return checks;
}

void run_events(Environment& env)
{
    const auto reason =
        env.card == nullptr ? std::string{"only with --virtual-card"} : env.no_login();
    env.report.skip_rest(reason.empty() ? "the token has no key that signs" : reason);
    if (!reason.empty()) {
        return;
    }
    check_removal(env);
    run_card_changes(env);
    check_events(env);
}

} // namespace openbeid::conformance
