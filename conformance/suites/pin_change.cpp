// SPDX-License-Identifier: Apache-2.0
// Part of the suite pin: C_SetPIN, and the way into the blocked PIN.
#include "suites/parts.hpp"

#include <algorithm>

namespace openbeid::conformance {

namespace {

constexpr const char* set_pin_clause = "3.1 5.5 C_SetPIN";

CK_RV set_pin(const Fixture& fixture, const Bytes& old_pin, const Bytes& new_pin)
{
    Bytes from = old_pin;
    Bytes to = new_pin;
    const CK_RV code = fixture.f->C_SetPIN(fixture.session,
                                           from.empty() ? nullptr : from.data(),
                                           from.size(),
                                           to.empty() ? nullptr : to.data(),
                                           to.size());
    std::fill(from.begin(), from.end(), CK_BYTE{0});
    return code;
}

/// Nothing at all may go to the card, not even a selection.
void check_nothing_sent(Environment& env,
                        const char* id,
                        const std::string& name,
                        const Codes& codes,
                        const std::function<CK_RV(const Fixture&)>& call)
{
    const Fixture fixture{env, State::rw};
    if (!fixture.ready()) {
        return;
    }
    const auto before = env.card->counter("apdus");
    const CK_RV code = call(fixture);
    const auto sent = env.card->counter("apdus").value_or(0) - before.value_or(0);
    env.report.code(id, codes, code, name);
    env.report.that("change-sends-nothing",
                    sent == 0 && env.card->tries() == 3,
                    "no exchange",
                    std::to_string(sent) + " exchanges",
                    std::string{id} + ", " + name);
}

void check_refused(Environment& env)
{
    const Bytes right{env.pin->data(), env.pin->data() + env.pin->size()};
    const Codes range{{CKR_PIN_LEN_RANGE}, {CKR_PIN_INVALID}};
    const Codes invalid{{CKR_PIN_INVALID}, {CKR_PIN_LEN_RANGE}};
    const Codes bad{{CKR_ARGUMENTS_BAD}, {CKR_PIN_LEN_RANGE, CKR_PIN_INVALID, CKR_PIN_INCORRECT}};
    const auto with = [&](const Bytes& old_pin, const Bytes& new_pin) {
        return [=](const Fixture& fixture) { return set_pin(fixture, old_pin, new_pin); };
    };
    check_nothing_sent(env, "change-new-length", "3 digits", range, with(right, {'1', '2', '3'}));
    check_nothing_sent(env, "change-new-length", "13 digits", range, with(right, Bytes(13, '1')));
    check_nothing_sent(env, "change-new-length", "200 digits", range, with(right, Bytes(200, '1')));
    check_nothing_sent(env, "change-new-length", "pointer, length 0", range, [&](const Fixture& x) {
        CK_BYTE none = 0;
        return x.f->C_SetPIN(x.session, env.pin->data(), env.pin->size(), &none, 0);
    });
    check_nothing_sent(env, "change-new-length", "2^32+4", range, [&](const Fixture& x) {
        return x.f->C_SetPIN(
            x.session, env.pin->data(), env.pin->size(), env.pin->data(), (CK_ULONG{1} << 32U) + 4);
    });
    check_nothing_sent(
        env, "change-new-digits", "a letter", invalid, with(right, {'1', '2', 'a', '4'}));
    check_nothing_sent(env, "change-new-digits", "a NUL", invalid, with(right, {'1', '2', 0, '4'}));
    check_nothing_sent(env, "change-null", "new NULL, length 4", bad, [&](const Fixture& x) {
        return x.f->C_SetPIN(x.session, env.pin->data(), env.pin->size(), nullptr, 4);
    });
    check_nothing_sent(env, "change-null", "old NULL, length 4", bad, [&](const Fixture& x) {
        return x.f->C_SetPIN(x.session, nullptr, 4, env.pin->data(), env.pin->size());
    });
    check_nothing_sent(env, "change-null", "new NULL, length 0", bad, with(right, {}));
    if (!env.token.flag(CKF_PROTECTED_AUTHENTICATION_PATH)) {
        check_nothing_sent(env, "change-null", "both NULL, lengths 0", bad, with({}, {}));
    }
    const Codes old_codes{{CKR_PIN_INCORRECT}, {CKR_PIN_INVALID, CKR_PIN_LEN_RANGE}};
    check_nothing_sent(env, "change-old-malformed", "2 digits", old_codes, with({'1', '2'}, right));
    check_nothing_sent(
        env, "change-old-malformed", "a letter", old_codes, with({'1', '2', 'a', '4'}, right));
}

void check_change(Environment& env)
{
    const Fixture fixture{env, State::rw};
    if (!fixture.ready()) {
        return;
    }
    const Bytes right{env.pin->data(), env.pin->data() + env.pin->size()};
    const auto wrong = env.pin->wrong();
    const Bytes other{wrong.data(), wrong.data() + wrong.size()};
    check_cost(env, "change-wrong", "", {{CKR_PIN_INCORRECT}}, 1, false, [&] {
        return set_pin(fixture, other, right);
    });
    if (!env.report.code("change", {{CKR_OK}}, set_pin(fixture, right, other))) {
        return;
    }
    env.report.that("change-no-login",
                    fixture.session_state(fixture.session) == CKS_RW_PUBLIC_SESSION,
                    "RW public",
                    "another state");
    Bytes pin = other;
    env.report.code("change-login",
                    {{CKR_OK}},
                    fixture.f->C_Login(fixture.session, CKU_USER, pin.data(), pin.size()));
    env.report.code("change-back", {{CKR_OK}}, set_pin(fixture, other, right));
    env.report.that("change-keeps-login",
                    fixture.session_state(fixture.session) == CKS_RW_USER_FUNCTIONS,
                    "RW user",
                    "another state");
}

} // namespace

std::vector<CheckInfo> pin_change_checks()
{
    return {
        {"change-sends-nothing", set_pin_clause, "a change that can't be right sends nothing"},
        {"change-new-length", set_pin_clause, "new PIN too short or too long: CKR_PIN_LEN_RANGE"},
        {"change-new-digits", set_pin_clause, "new PIN that is not digits: CKR_PIN_INVALID"},
        {"change-null", set_pin_clause, "NULL PINs without a pinpad: CKR_ARGUMENTS_BAD"},
        {"change-old-malformed", set_pin_clause, "old PIN that can't be right: CKR_PIN_INCORRECT"},
        {"change-wrong", set_pin_clause, "old PIN wrong: CKR_PIN_INCORRECT, one try"},
        {"change", set_pin_clause, "CKR_OK"},
        {"change-no-login", set_pin_clause, "and nobody is logged in"},
        {"change-login", set_pin_clause, "the new PIN logs in"},
        {"change-back", set_pin_clause, "while logged in: CKR_OK"},
        {"change-keeps-login", set_pin_clause, "and the login stays"},
    };
}

void run_pin_change(Environment& env)
{
    check_refused(env);
    check_change(env);
}

std::vector<CheckInfo> pin_block_checks()
{
    constexpr const char* login = "3.1 5.6 C_Login";
    return {
        {"final-try", "3.1 5.5 C_GetTokenInfo", "one try left: CKF_USER_PIN_FINAL_TRY"},
        {"block", login, "the wrong PIN that blocks: CKR_PIN_LOCKED"},
        {"block-flag", "3.1 5.5 C_GetTokenInfo", "CKF_USER_PIN_LOCKED"},
        {"blocked-login", login, "the right PIN: CKR_PIN_LOCKED"},
        {"blocked-change", set_pin_clause, "C_SetPIN: CKR_PIN_LOCKED"},
    };
}

/// Three different wrong PINs, because the same one is not sent twice.
void run_pin_block(Environment& env)
{
    {
        const Fixture fixture{env, State::rw};
        if (!fixture.ready()) {
            return;
        }
        auto pin = env.pin->wrong();
        CK_RV code = CKR_OK;
        for (int i = 0; i < 3; ++i) {
            code = fixture.f->C_Login(fixture.session, CKU_USER, pin.data(), pin.size());
            if (i == 1) {
                env.report.prefer("final-try",
                                  (pin_flags(fixture) & CKF_USER_PIN_FINAL_TRY) != 0,
                                  "set",
                                  hex_number(pin_flags(fixture)),
                                  "tokens need not tell");
            }
            pin.data()[0] =
                pin.data()[0] == '9' ? CK_BYTE{'0'} : static_cast<CK_BYTE>(pin.data()[0] + 1);
        }
        env.report.code("block", {{CKR_PIN_LOCKED}, {CKR_PIN_INCORRECT}}, code);
        env.report.prefer("block-flag",
                          (pin_flags(fixture) & CKF_USER_PIN_LOCKED) != 0,
                          "set",
                          hex_number(pin_flags(fixture)),
                          "tokens need not tell");
        const auto& right = *env.pin;
        check_cost(env, "blocked-login", "", {{CKR_PIN_LOCKED}}, 0, true, [&] {
            return fixture.f->C_Login(fixture.session, CKU_USER, right.data(), right.size());
        });
        env.report.code(
            "blocked-change",
            {{CKR_PIN_LOCKED}},
            fixture.f->C_SetPIN(
                fixture.session, right.data(), right.size(), right.data(), right.size()));
    }
    static_cast<void>(env.card->command("tries 3"));
}

} // namespace openbeid::conformance
