// SPDX-License-Identifier: Apache-2.0
// Part of the suite pin: the login for one signature of a key with CKA_ALWAYS_AUTHENTICATE.
#include "suites/parts.hpp"

#include <array>

namespace openbeid::conformance {

namespace {

CK_RV login_short(const Fixture& fixture)
{
    std::array<CK_BYTE, 2> digits{'1', '2'};
    return fixture.f->C_Login(fixture.session, CKU_CONTEXT_SPECIFIC, digits.data(), digits.size());
}

const KeyObject* context_key(const Environment& env)
{
    for (const auto& key : env.token.keys) {
        if (key.always_authenticate && key.has_private && env.token.signing_mechanism(key, false)) {
            return &key;
        }
    }
    return nullptr;
}

CK_RV sign_with(const Fixture& fixture, const KeyObject& key)
{
    std::array<CK_BYTE, 20> data{};
    Bytes out(key.key.signature_size());
    CK_ULONG size = out.size();
    return fixture.f->C_Sign(fixture.session, data.data(), data.size(), out.data(), &size);
}

} // namespace

std::vector<CheckInfo> pin_context_checks()
{
    return {
        {"context-malformed", login_clause, "context-specific, malformed: CKR_PIN_INCORRECT"},
        {"context-wrong", login_clause, "context-specific, wrong: CKR_PIN_INCORRECT, one try"},
        {"context-wrong-state", login_clause, "and the session state stays"},
        {"context-right", login_clause, "then the right one: CKR_OK"},
        {"context-sign", login_clause, "and the signature"},
        {"context-once", "3.1 4.9 CKA_ALWAYS_AUTHENTICATE", "one login is for one signature"},
        {"context-once-card", pin_rule, "and the refusal costs no VERIFY"},
    };
}

void run_pin_context(Environment& env)
{
    const auto* key = context_key(env);
    Fixture fixture{env, State::ro_user};
    if (key == nullptr || !fixture.ready()) {
        return;
    }
    CK_MECHANISM mechanism{*env.token.signing_mechanism(*key, false), nullptr, 0};
    const auto object = fixture.key(CKO_PRIVATE_KEY, *key);
    const auto wrong = env.pin->wrong();
    fixture.f->C_SignInit(fixture.session, &mechanism, object);
    const Codes incorrect{{CKR_PIN_INCORRECT}, {CKR_PIN_LEN_RANGE, CKR_PIN_INVALID}};
    check_cost(
        env, "context-malformed", "", incorrect, 0, true, [&] { return login_short(fixture); });
    const Fixture* here = &fixture;
    const auto before = env.card->tries().value_or(0);
    const CK_RV code =
        fixture.f->C_Login(fixture.session, CKU_CONTEXT_SPECIFIC, wrong.data(), wrong.size());
    const long spent = before - env.card->tries().value_or(0);
    env.report.that("context-wrong",
                    code == CKR_PIN_INCORRECT && spent == 1,
                    "CKR_PIN_INCORRECT, 1 try",
                    code_name(code) + ", " + std::to_string(spent) + " tries");
    env.report.that("context-wrong-state",
                    here->session_state(fixture.session) == CKS_RO_USER_FUNCTIONS,
                    "RO user",
                    "another state");
    env.report.code("context-right", {{CKR_OK}}, env.login(fixture.session, CKU_CONTEXT_SPECIFIC));
    env.report.code("context-sign", {{CKR_OK}}, sign_with(fixture, *key));
    fixture.f->C_SignInit(fixture.session, &mechanism, object);
    const auto before_second = env.card->counter("verify_commands");
    env.report.code("context-once", {{CKR_USER_NOT_LOGGED_IN}}, sign_with(fixture, *key));
    env.report.that("context-once-card",
                    before_second == env.card->counter("verify_commands"),
                    "no VERIFY",
                    "a VERIFY");
}

} // namespace openbeid::conformance
