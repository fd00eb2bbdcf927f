// SPDX-License-Identifier: Apache-2.0
// What happens to the card while sessions are open, on a virtual card: removal, exchange, reset.
#include "fixture.hpp"
#include "suites/suites.hpp"

#include <array>
#include <chrono>
#include <thread>

namespace openbeid::conformance {

namespace {

constexpr const char* sessions = "3.1 5.1.2, 5.1.3";
constexpr const char* slots = "3.1 5.5";

/// The reader service looks at its readers two or three times a second.
void settle()
{
    std::this_thread::sleep_for(std::chrono::milliseconds{900});
}

void command(Environment& env, const char* what)
{
    static_cast<void>(env.card->command(what));
    settle();
}

bool token_present(Environment& env)
{
    CK_ULONG count = 0;
    env.f->C_GetSlotList(CK_FALSE, nullptr, &count);
    CK_SLOT_INFO info{};
    return env.f->C_GetSlotInfo(env.slot, &info) == CKR_OK && (info.flags & CKF_TOKEN_PRESENT) != 0;
}

bool insert(Environment& env)
{
    command(env, "insert");
    for (int i = 0; i < 40 && !token_present(env); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
    return token_present(env);
}

using Call = CK_RV (*)(const Fixture& fixture);

CK_RV find_some(const Fixture& x)
{
    std::array<CK_OBJECT_HANDLE, 1> one{};
    CK_ULONG count = 0;
    return x.f->C_FindObjects(x.session, one.data(), 1, &count);
}

CK_RV sign(const Fixture& x)
{
    std::array<CK_BYTE, 20> data{};
    std::array<CK_BYTE, 1024> out{};
    CK_ULONG size = out.size();
    return x.f->C_Sign(x.session, data.data(), data.size(), out.data(), &size);
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

CK_RV session_info(const Fixture& x)
{
    CK_SESSION_INFO info{};
    return x.f->C_GetSessionInfo(x.session, &info);
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
    Call begin;
    Call use;
};
constexpr std::array actives{Active{"C_FindObjects", find_init, find_some},
                             Active{"C_Sign", sign_init, sign},
                             Active{"C_SignUpdate", sign_init, sign_update},
                             Active{"C_SignFinal", sign_init, sign_final},
                             Active{"C_DigestUpdate", digest_init, digest_update}};

struct Dead {
    const char* name;
    Call call;
};
constexpr std::array deads{Dead{"C_GetSessionInfo", session_info},
                           Dead{"C_FindObjectsInit", find_init},
                           Dead{"C_DigestInit", digest_init},
                           Dead{"C_Login", login},
                           Dead{"C_Logout", logout},
                           Dead{"C_GetAttributeValue", get_attribute},
                           Dead{"C_FindObjects", find_some},
                           Dead{"C_Sign", sign}};

const Codes& dead_codes()
{
    static const Codes codes{{CKR_SESSION_HANDLE_INVALID},
                             {CKR_DEVICE_REMOVED, CKR_SESSION_CLOSED}};
    return codes;
}

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
    command(env, "remove");
    for (std::size_t i = 0; i < actives.size(); ++i) {
        fixture.session = handles.at(i);
        const auto& active = actives.at(i);
        env.report.code("active",
                        {{CKR_DEVICE_REMOVED}, {CKR_SESSION_HANDLE_INVALID}},
                        active.use(fixture),
                        active.name);
        env.report.code("active-again", dead_codes(), active.use(fixture), active.name);
    }
    fixture.session = idle;
    for (const auto& dead : deads) {
        env.report.code("dead", dead_codes(), dead.call(fixture), dead.name);
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

    env.report.that("insert", insert(env), "the token in the same slot", "not there");
    fixture.session = handles.front();
    env.report.code("no-revival", dead_codes(), session_info(fixture));
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

std::vector<Bytes> unique_ids(const Fixture& fixture)
{
    std::vector<Bytes> ids;
    for (const auto object : find(fixture.f, fixture.session, {}).objects) {
        ids.push_back(
            attribute(fixture.f, fixture.session, object, CKA_UNIQUE_ID).value_or(Bytes{}));
    }
    return ids;
}

void check_exchange(Environment& env)
{
    const auto own = env.card->command("persona");
    Fixture fixture{env, State::ro_user};
    if (!fixture.ready() || !own || own->empty()) {
        return;
    }
    const auto before = unique_ids(fixture);
    const auto key = fixture.first(CKO_PRIVATE_KEY);
    const std::string other = *own == "v18-foreigner" ? "v17-citizen" : "v18-foreigner";
    static_cast<void>(env.card->command("remove"));
    static_cast<void>(env.card->command("persona " + other));
    static_cast<void>(insert(env));
    env.report.code("exchange-dead", dead_codes(), session_info(fixture));
    fixture.session = fixture.open();
    const bool changed = unique_ids(fixture) != before;
    env.report.that("exchange-objects",
                    fixture.session != CK_INVALID_HANDLE && changed,
                    "the other card's objects",
                    "the old ones");
    env.report.that("exchange-state",
                    fixture.session_state(fixture.session) == CKS_RO_PUBLIC_SESSION,
                    "RO public",
                    "another state");
    CK_ATTRIBUTE query{CKA_CLASS, nullptr, 0};
    env.report.code("exchange-handle",
                    {{CKR_OBJECT_HANDLE_INVALID}},
                    fixture.f->C_GetAttributeValue(fixture.session, key, &query, 1));
    static_cast<void>(env.card->command("remove"));
    static_cast<void>(env.card->command("persona " + *own));
    static_cast<void>(insert(env));
    fixture.session = fixture.open();
    if (!env.no_login().empty() || env.login(fixture.session) != CKR_OK) {
        return;
    }
    env.report.prefer("unique-ids-stay",
                      unique_ids(fixture) == before,
                      "the same CKA_UNIQUE_ID",
                      "others",
                      "new in 3.0");
}

/// A mere reset: everything stays but the login, and that is told before the signature.
void check_reset(Environment& env)
{
    const Fixture fixture{env, State::ro_user};
    if (!fixture.ready() || env.signing_key() == nullptr) {
        return;
    }
    const auto key = fixture.key(CKO_PRIVATE_KEY, *env.signing_key());
    CK_MECHANISM mechanism{*env.token.signing_mechanism(*env.signing_key(), false), nullptr, 0};
    std::this_thread::sleep_for(std::chrono::milliseconds{1100});
    command(env, "reset");
    env.report.code("reset-session",
                    {{CKR_OK}, {CKR_SESSION_HANDLE_INVALID, CKR_DEVICE_REMOVED}},
                    session_info(fixture));
    const auto state = fixture.session_state(fixture.session);
    env.report.prefer("reset-state",
                      state == CKS_RO_PUBLIC_SESSION,
                      "RO public",
                      "state " + std::to_string(state),
                      "told at the signature only");
    const CK_RV init = fixture.f->C_SignInit(fixture.session, &mechanism, key);
    const CK_RV code = init == CKR_OK ? sign(fixture) : init;
    env.report.code("reset-sign",
                    {{CKR_USER_NOT_LOGGED_IN},
                     {CKR_SESSION_HANDLE_INVALID, CKR_DEVICE_REMOVED, CKR_KEY_HANDLE_INVALID}},
                    code);
    env.report.code(
        "reset-login", {{CKR_OK}, {CKR_SESSION_HANDLE_INVALID}}, env.login(fixture.session));
    const CK_RV again = fixture.f->C_SignInit(fixture.session, &mechanism, key);
    env.report.prefer("reset-handles",
                      again == CKR_OK && sign(fixture) == CKR_OK,
                      "a signature with the old key handle",
                      code_name(again),
                      "sessions may end with a reset");
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
    command(env, "remove");
    env.report.code("event-removal", told, next_event(env, slot));
    env.report.that("event-slot", slot == env.slot, std::to_string(env.slot), std::to_string(slot));
    env.report.code("event-once",
                    {{CKR_NO_EVENT}, {CKR_FUNCTION_NOT_SUPPORTED}},
                    env.f->C_WaitForSlotEvent(CKF_DONT_BLOCK, &slot, nullptr));
    std::thread later{[&] {
        settle();
        static_cast<void>(env.card->command("insert"));
    }};
    CK_RV code = CKR_FUNCTION_NOT_SUPPORTED;
    if (env.report.results().back().got == "CKR_NO_EVENT") {
        code = env.f->C_WaitForSlotEvent(0, &slot, nullptr);
    }
    later.join();
    env.report.code("event-insertion", told, code);
    static_cast<void>(insert(env));
}

} // namespace

std::vector<CheckInfo> events_checks()
{
    return {
        {"active", sessions, "card removed, operation active: CKR_DEVICE_REMOVED once"},
        {"active-again", sessions, "then CKR_SESSION_HANDLE_INVALID"},
        {"dead", sessions, "every other call: CKR_SESSION_HANDLE_INVALID"},
        {"dead-close", sessions, "C_CloseSession on a dead session: CKR_OK"},
        {"dead-close-again", sessions, "once"},
        {"absent", slots, "slot calls: CKR_TOKEN_NOT_PRESENT"},
        {"absent-slot", slots, "the slot stays, without token"},
        {"absent-close-all", slots, "C_CloseAllSessions: CKR_OK"},
        {"insert", slots, "inserted again: the same slot"},
        {"no-revival", sessions, "old sessions stay dead"},
        {"insert-state", sessions, "a new session is public"},
        {"insert-objects", sessions, "and shows the certificates"},
        {"insert-login", sessions, "and logs in"},
        {"exchange-dead", sessions, "another card: the sessions are dead"},
        {"exchange-objects", sessions, "a new session shows the other card's objects"},
        {"exchange-state", sessions, "and is public"},
        {"exchange-handle", sessions, "object handles of the old card are invalid"},
        {"unique-ids-stay", "3.1 4.4.1", "CKA_UNIQUE_ID is the same after re-insertion"},
        {"reset-session", sessions, "card reset by another program: the session stays"},
        {"reset-state", sessions, "C_GetSessionInfo says that the login is gone"},
        {"reset-sign", sessions, "a signature: CKR_USER_NOT_LOGGED_IN"},
        {"reset-login", sessions, "a new login: CKR_OK"},
        {"reset-handles", sessions, "and the old key handle signs"},
        {"event-removal", "3.1 5.5 C_WaitForSlotEvent", "a removal is an event"},
        {"event-slot", "3.1 5.5 C_WaitForSlotEvent", "of this slot"},
        {"event-once", "3.1 5.5 C_WaitForSlotEvent", "told once"},
        {"event-insertion", "3.1 5.5 C_WaitForSlotEvent", "a blocked wait ends at the insertion"},
    };
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
    check_exchange(env);
    check_reset(env);
    check_events(env);
}

} // namespace openbeid::conformance
