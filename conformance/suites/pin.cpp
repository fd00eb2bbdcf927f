// SPDX-License-Identifier: Apache-2.0
// Wrong and malformed PINs, on a virtual card only: what each costs is read from the card itself.
#include "suites/parts.hpp"
#include "suites/suites.hpp"

#include <array>
#include <functional>

namespace openbeid::conformance {

namespace {

struct Malformed {
    const char* name;
    const char* digits;
    CK_ULONG size;
};
constexpr std::array malformed{
    Malformed{"1 digit", "1", 1},
    Malformed{"3 digits", "123", 3},
    Malformed{"13 digits", "1234567890123", 13},
    Malformed{"200 digits", nullptr, 200},
    Malformed{"a letter", "12a4", 4},
    Malformed{"a blank", "1 34", 4},
    Malformed{"a NUL", "12\0004", 4},
    Malformed{"a NUL at the end", "1234", 5},
    Malformed{"full-width digits", "\xEF\xBC\x91\xEF\xBC\x92\xEF\xBC\x93", 9}};

Bytes bytes_of(const Malformed& pin)
{
    return pin.digits == nullptr ? Bytes(pin.size, '1') : Bytes(pin.digits, pin.digits + pin.size);
}

CK_RV login(const Fixture& fixture, Bytes pin, CK_USER_TYPE user = CKU_USER)
{
    pin.reserve(1);
    return fixture.f->C_Login(fixture.session, user, pin.data(), pin.size());
}

void check_malformed(Environment& env)
{
    const Codes incorrect{{CKR_PIN_INCORRECT}, {CKR_PIN_LEN_RANGE, CKR_PIN_INVALID}};
    for (const auto& pin : malformed) {
        const Fixture fixture{env, State::ro};
        if (fixture.ready()) {
            check_cost(env, "malformed", pin.name, incorrect, 0, true, [&] {
                return login(fixture, bytes_of(pin));
            });
        }
    }
    const Fixture fixture{env, State::ro};
    if (!fixture.ready()) {
        return;
    }
    const Codes range{{CKR_PIN_LEN_RANGE}, {CKR_PIN_INCORRECT, CKR_ARGUMENTS_BAD}};
    check_cost(env, "empty", "", range, 0, true, [&] { return login(fixture, {}); });
    if (!env.token.flag(CKF_PROTECTED_AUTHENTICATION_PATH)) {
        const Codes bad{{CKR_ARGUMENTS_BAD}, {CKR_PIN_INCORRECT, CKR_PIN_LEN_RANGE}};
        check_cost(env, "nothing", "", bad, 0, true, [&] {
            return fixture.f->C_Login(fixture.session, CKU_USER, nullptr, 0);
        });
    }
}

/// Some programs repeat a refused PIN for ever: the third refusal in a row must end that.
void check_row(Environment& env)
{
    const Fixture fixture{env, State::ro};
    if (!fixture.ready()) {
        return;
    }
    static_cast<void>(login(fixture, {'1', '2'}));
    static_cast<void>(login(fixture, {'1', '2'}));
    const Codes range{{CKR_PIN_LEN_RANGE}, {CKR_PIN_INCORRECT, CKR_PIN_INVALID}};
    check_cost(env, "third-in-a-row", "", range, 0, true, [&] {
        return login(fixture, {'1', '2'});
    });
    const auto& pin = *env.pin;
    env.report.code("right-after-row",
                    {{CKR_OK}},
                    fixture.f->C_Login(fixture.session, CKU_USER, pin.data(), pin.size()));
}

/// Lengths whose lower half is a good one: the digits are those of the right PIN.
void check_lengths(Environment& env)
{
    const Codes codes{{CKR_PIN_INCORRECT, CKR_PIN_LEN_RANGE}, {CKR_PIN_INVALID, CKR_ARGUMENTS_BAD}};
    const std::array<CK_ULONG, 3> sizes{
        CK_ULONG{1} << 31U, (CK_ULONG{1} << 32U) + env.pin->size(), ~CK_ULONG{0}};
    for (const auto size : sizes) {
        const Fixture fixture{env, State::rw};
        if (!fixture.ready()) {
            continue;
        }
        const auto name = std::to_string(size) + " bytes";
        check_cost(env, "length", "C_Login, " + name, codes, 0, true, [&] {
            return fixture.f->C_Login(fixture.session, CKU_USER, env.pin->data(), size);
        });
        if (fixture.f3 != nullptr) {
            check_cost(env, "length", "C_LoginUser, " + name, codes, 0, true, [&] {
                return fixture.f3->C_LoginUser(
                    fixture.session, CKU_USER, env.pin->data(), size, nullptr, 0);
            });
        }
    }
}

void check_wrong(Environment& env)
{
    Fixture fixture{env, State::ro};
    if (!fixture.ready()) {
        return;
    }
    const auto wrong = env.pin->wrong();
    const auto try_wrong = [&] {
        return fixture.f->C_Login(fixture.session, CKU_USER, wrong.data(), wrong.size());
    };
    check_cost(env, "wrong", "", {{CKR_PIN_INCORRECT}}, 1, false, try_wrong);
    env.report.prefer("count-low",
                      pin_flags(fixture) == CKF_USER_PIN_COUNT_LOW,
                      "CKF_USER_PIN_COUNT_LOW",
                      hex_number(pin_flags(fixture)),
                      "tokens need not tell");
    env.report.that("wrong-state",
                    fixture.session_state(fixture.session) == CKS_RO_PUBLIC_SESSION,
                    "RO public",
                    "another state");
    const auto before = env.card->tries();
    const CK_RV again = try_wrong();
    env.report.prefer("wrong-again",
                      again == CKR_PIN_INCORRECT && env.card->tries() == before,
                      "CKR_PIN_INCORRECT, no try",
                      code_name(again) + ", a try",
                      "each wrong PIN may cost a try");
    const auto& pin = *env.pin;
    env.report.code("right-after-wrong",
                    {{CKR_OK}},
                    fixture.f->C_Login(fixture.session, CKU_USER, pin.data(), pin.size()));
    env.report.prefer("count-restored",
                      pin_flags(fixture) == 0,
                      "no PIN flag",
                      hex_number(pin_flags(fixture)),
                      "tokens need not tell");
    check_cost(env, "already-logged-in", "", {{CKR_USER_ALREADY_LOGGED_IN}}, 0, false, try_wrong);
    fixture.f->C_Logout(fixture.session);
    check_cost(
        env, "so", "", {{CKR_SESSION_READ_ONLY_EXISTS, CKR_USER_TYPE_INVALID}}, 0, true, [&] {
            return fixture.f->C_Login(fixture.session, CKU_SO, wrong.data(), wrong.size());
        });
}

void restore_tries(Environment& env)
{
    const auto left = env.card->tries();
    if (left && *left < 3 && *left > 0) {
        Fixture fixture{env, State::ro};
        if (fixture.ready()) {
            static_cast<void>(fixture.login());
        }
    }
    if (env.card->tries() != 3) {
        static_cast<void>(env.card->command("tries 3"));
    }
}

} // namespace

CK_FLAGS pin_flags(const Fixture& fixture)
{
    CK_TOKEN_INFO info{};
    fixture.f->C_GetTokenInfo(fixture.env.slot, &info);
    return info.flags & (CKF_USER_PIN_COUNT_LOW | CKF_USER_PIN_FINAL_TRY | CKF_USER_PIN_LOCKED);
}

void check_cost(Environment& env,
                const char* id,
                const std::string& instance,
                const Codes& codes,
                long tries,
                bool silent,
                const std::function<CK_RV()>& call)
{
    const auto tries_before = env.card->tries().value_or(-1);
    const auto verify_before = env.card->counter("verify_commands").value_or(-1);
    const CK_RV code = call();
    const long spent = tries_before - env.card->tries().value_or(-1);
    const long sent = env.card->counter("verify_commands").value_or(-1) - verify_before;
    env.report.code(id, codes, code, instance);
    env.report.that("cost",
                    spent == tries && (!silent || sent == 0),
                    std::to_string(tries) + " tries" + (silent ? ", no VERIFY" : ""),
                    std::to_string(spent) + " tries, " + std::to_string(sent) + " VERIFY",
                    std::string{id} + (instance.empty() ? "" : ", " + instance));
}

std::vector<CheckInfo> pin_checks()
{
    std::vector<CheckInfo> checks{
        {"cost", pin_rule, "tries and VERIFY commands that the card counted"},
        {"malformed", login_clause, "a PIN that can't be right: CKR_PIN_INCORRECT"},
        {"empty", login_clause, "pointer given, length 0: CKR_PIN_LEN_RANGE"},
        {"nothing", login_clause, "NULL and 0 without a pinpad: CKR_ARGUMENTS_BAD"},
        {"third-in-a-row", login_clause, "the third local refusal: CKR_PIN_LEN_RANGE"},
        {"right-after-row", login_clause, "and a right PIN still works"},
        {"length", login_clause, "lengths that 32 bits would cut to a good one"},
        {"wrong", login_clause, "a wrong PIN: CKR_PIN_INCORRECT, one try"},
        {"wrong-state", login_clause, "and nobody is logged in"},
        {"wrong-again", pin_rule, "the same PIN again: refused without a try"},
        {"count-low", "3.1 5.5 C_GetTokenInfo", "CKF_USER_PIN_COUNT_LOW"},
        {"right-after-wrong", login_clause, "CKR_OK"},
        {"count-restored", "3.1 5.5 C_GetTokenInfo", "no PIN flag any more"},
        {"already-logged-in", login_clause, "CKR_USER_ALREADY_LOGGED_IN, the PIN is not sent"},
        {"so", login_clause, "CKU_SO never reaches the user PIN"},
        {"restored", pin_rule, "the card has all its tries at the end"},
    };
    for (const auto& more : {pin_context_checks(), pin_change_checks(), pin_block_checks()}) {
        checks.insert(checks.end(), more.begin(), more.end());
    }
    return checks;
}

void run_pin(Environment& env)
{
    const auto reason =
        env.card == nullptr ? std::string{"only with --virtual-card"} : env.no_login();
    env.report.skip_rest(reason.empty() ? "the token or the run has not what this needs" : reason);
    if (!reason.empty()) {
        return;
    }
    restore_tries(env);
    for (auto* part : {check_malformed,
                       check_row,
                       check_lengths,
                       check_wrong,
                       run_pin_context,
                       run_pin_change}) {
        part(env);
        restore_tries(env);
    }
    env.report.that("restored", env.card->tries() == 3, "3 tries", "fewer");
    if (env.may_block) {
        run_pin_block(env);
    }
}

} // namespace openbeid::conformance
