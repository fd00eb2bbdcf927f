// SPDX-License-Identifier: Apache-2.0
// Part of the suite events: another card in the reader, and a reset by another program.
#include "suites/parts.hpp"

#include <chrono>
#include <thread>

namespace openbeid::conformance {

namespace {

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
    static_cast<void>(insert_card(env));
    env.report.code("exchange-dead", dead_session_codes(), session_info(fixture));
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
    static_cast<void>(insert_card(env));
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
    tell_card(env, "reset");
    env.report.code("reset-session",
                    {{CKR_OK}, {CKR_SESSION_HANDLE_INVALID, CKR_DEVICE_REMOVED}},
                    session_info(fixture));
    const auto state = fixture.session_state(fixture.session);
    const auto version = env.token.info.firmwareVersion;
    const bool older = env.token.belgian && version.major == 1 && version.minor < 7;
    const bool told = state == CKS_RO_PUBLIC_SESSION;
    if (older && !told) {
        env.report.note("reset-state",
                        "RO public",
                        "RO user",
                        "cards before applet 1.7 can't be asked without a PIN");
    } else {
        env.report.prefer("reset-state",
                          told,
                          "RO public",
                          "state " + std::to_string(state),
                          "told at the signature only");
    }
    const CK_RV init = fixture.f->C_SignInit(fixture.session, &mechanism, key);
    const CK_RV code = init == CKR_OK ? sign_now(fixture) : init;
    env.report.code("reset-sign",
                    {{CKR_USER_NOT_LOGGED_IN},
                     {CKR_SESSION_HANDLE_INVALID, CKR_DEVICE_REMOVED, CKR_KEY_HANDLE_INVALID}},
                    code);
    env.report.code(
        "reset-login", {{CKR_OK}, {CKR_SESSION_HANDLE_INVALID}}, env.login(fixture.session));
    const CK_RV again = fixture.f->C_SignInit(fixture.session, &mechanism, key);
    env.report.prefer("reset-handles",
                      again == CKR_OK && sign_now(fixture) == CKR_OK,
                      "a signature with the old key handle",
                      code_name(again),
                      "sessions may end with a reset");
}

} // namespace

std::vector<CheckInfo> card_change_checks()
{
    return {
        {"exchange-dead", sessions_clause, "another card: the sessions are dead"},
        {"exchange-objects", sessions_clause, "a new session shows the other card's objects"},
        {"exchange-state", sessions_clause, "and is public"},
        {"exchange-handle", sessions_clause, "object handles of the old card are invalid"},
        {"unique-ids-stay", "3.1 4.4.1", "CKA_UNIQUE_ID is the same after re-insertion"},
        {"reset-session", sessions_clause, "card reset by another program: the session stays"},
        {"reset-state", sessions_clause, "C_GetSessionInfo says that the login is gone"},
        {"reset-sign", sessions_clause, "a signature: CKR_USER_NOT_LOGGED_IN"},
        {"reset-login", sessions_clause, "a new login: CKR_OK"},
        {"reset-handles", sessions_clause, "and the old key handle signs"},
    };
}

void run_card_changes(Environment& env)
{
    check_exchange(env);
    check_reset(env);
}

} // namespace openbeid::conformance
