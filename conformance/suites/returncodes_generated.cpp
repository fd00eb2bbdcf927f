// SPDX-License-Identifier: Apache-2.0
// Checks that hold for every function: not initialised, unknown handles, NULL pointers, stubs.
#include "calls.hpp"
#include "child.hpp"
#include "suites/returncodes.hpp"

#include <algorithm>
#include <string_view>

namespace openbeid::conformance {

namespace {

constexpr const char* order = "3.1 5.1; one order of checks";
constexpr CK_SLOT_ID unknown_slot = 0x7FFFFFF1;
constexpr CK_SESSION_HANDLE unknown_session = 0x7FFFFFF2;

const Codes& stub_codes()
{
    static const Codes codes{{CKR_FUNCTION_NOT_SUPPORTED},
                             {CKR_OPERATION_NOT_INITIALIZED,
                              CKR_MECHANISM_INVALID,
                              CKR_MECHANISM_PARAM_INVALID,
                              CKR_ARGUMENTS_BAD,
                              CKR_SESSION_READ_ONLY,
                              CKR_SESSION_EXISTS,
                              CKR_SLOT_ID_INVALID,
                              CKR_SESSION_HANDLE_INVALID,
                              CKR_OBJECT_HANDLE_INVALID,
                              CKR_KEY_HANDLE_INVALID,
                              CKR_WRAPPING_KEY_HANDLE_INVALID,
                              CKR_UNWRAPPING_KEY_HANDLE_INVALID,
                              CKR_KEY_TYPE_INCONSISTENT,
                              CKR_KEY_INDIGESTIBLE,
                              CKR_USER_NOT_LOGGED_IN,
                              CKR_TEMPLATE_INCOMPLETE,
                              CKR_TEMPLATE_INCONSISTENT,
                              CKR_TOKEN_WRITE_PROTECTED,
                              CKR_ACTION_PROHIBITED,
                              CKR_STATE_UNSAVEABLE,
                              CKR_SAVED_STATE_INVALID},
                             "the module implements it"};
    return codes;
}

bool is(const Call& call, std::string_view name)
{
    return call.name == name;
}

void check_not_initialised(Environment& env, const Call& call)
{
    if (is(call, "C_Initialize")) {
        return;
    }
    Arena arena;
    arena.args.in = is(call, "C_Finalize") ? nullptr : arena.args.in;
    const CK_RV code = call.call({env.f, env.f3}, arena.args);
    Codes codes{{CKR_CRYPTOKI_NOT_INITIALIZED}};
    if (call.has(use_stub) || call.has(use_legacy) || call.has(use_optional)) {
        codes.allowed = {CKR_FUNCTION_NOT_SUPPORTED, CKR_FUNCTION_NOT_PARALLEL};
    }
    env.report.code("not-initialised", codes, code, call.name);
}

/// Where the module implements what may be a stub, the code of the real function is as good.
Codes stub_or(const Environment& env, CK_RV real)
{
    Codes codes = stub_codes();
    if (!env.strict) {
        codes.ours.push_back(real);
    }
    return codes;
}

Codes handle_codes(const Environment& env, const Call& call, CK_RV expected)
{
    if (call.has(use_stub)) {
        return stub_or(env, expected);
    }
    if (call.has(use_legacy)) {
        return {{CKR_FUNCTION_NOT_PARALLEL, expected}};
    }
    Codes codes{{expected}};
    if (call.has(use_optional) || is(call, "C_SetPIN")) {
        codes.allowed = {CKR_FUNCTION_NOT_SUPPORTED};
    }
    return codes;
}

void check_slot(Environment& env, const Call& call)
{
    Arena arena;
    arena.args.slot = unknown_slot;
    arena.args.in = nullptr;
    arena.args.in_size = 0;
    const CK_RV code = call.call({env.f, env.f3}, arena.args);
    env.report.code("unknown-slot", handle_codes(env, call, CKR_SLOT_ID_INVALID), code, call.name);
}

void check_session_handles(Environment& env, const Call& call, CK_SESSION_HANDLE closed)
{
    struct Handle {
        const char* id;
        CK_SESSION_HANDLE value;
    };
    for (const auto& handle : {Handle{"session-0", CK_INVALID_HANDLE},
                               Handle{"session-unknown", unknown_session},
                               Handle{"session-closed", closed}}) {
        Arena arena;
        arena.args.session = handle.value;
        const CK_RV code = call.call({env.f, env.f3}, arena.args);
        env.report.code(
            handle.id, handle_codes(env, call, CKR_SESSION_HANDLE_INVALID), code, call.name);
    }
}

/// One argument pointer of a function set to NULL.
struct NullArgument {
    const char* name;
    unsigned uses;
    void (*clear)(Args& args);
};

const std::array<NullArgument, 6>& null_arguments()
{
    static const std::array<NullArgument, 6> arguments{{
        {"data", use_in, [](Args& args) { args.in = nullptr; }},
        {"length", use_out | use_count_out, [](Args& args) { args.out_size = nullptr; }},
        {"result", use_info, [](Args& args) { args.out = nullptr; }},
        {"template", use_attributes, [](Args& args) { args.attributes = nullptr; }},
        {"handle", use_handle, [](Args& args) { args.handle = nullptr; }},
        {"count", use_found, [](Args& args) { args.out_size = nullptr; }},
    }};
    return arguments;
}

void check_null(const Fixture& fixture, const Call& call, const NullArgument& argument)
{
    Arena arena;
    arena.args.session = fixture.session;
    arena.args.slot = fixture.env.slot;
    arena.args.object = fixture.first(CKO_CERTIFICATE);
    argument.clear(arena.args);
    const CK_RV code = call.call({fixture.f, fixture.f3}, arena.args);
    Codes codes =
        call.has(use_stub) ? stub_or(fixture.env, CKR_ARGUMENTS_BAD) : Codes{{CKR_ARGUMENTS_BAD}};
    if (!call.has(use_stub)) {
        codes.allowed = {CKR_OPERATION_NOT_INITIALIZED};
        codes.reason = "the standard leaves the order of these two open";
    }
    if (call.has(use_optional) || is(call, "C_WaitForSlotEvent")) {
        codes.allowed.push_back(CKR_FUNCTION_NOT_SUPPORTED);
    }
    if (is(call, "C_SeedRandom") || is(call, "C_GenerateRandom")) {
        codes.allowed.push_back(CKR_RANDOM_NO_RNG);
        codes.allowed.push_back(CKR_RANDOM_SEED_NOT_SUPPORTED);
    }
    if (is(call, "C_SetAttributeValue")) {
        codes.allowed.push_back(CKR_SESSION_READ_ONLY);
        codes.allowed.push_back(CKR_ACTION_PROHIBITED);
    }
    const auto instance = std::string{call.name} + ", " + argument.name;
    fixture.env.report.code("null", codes, code, instance);
    if (call.kind != Kind::session || call.has(use_stub) || call.has(use_optional)) {
        return;
    }
    arena.args.session = unknown_session;
    codes.allowed.push_back(CKR_SESSION_HANDLE_INVALID);
    codes.reason = "the standard leaves the order of these open";
    fixture.env.report.code(
        "null-first", codes, call.call({fixture.f, fixture.f3}, arena.args), instance);
}

void check_stub(const Fixture& fixture, const Call& call)
{
    Arena arena;
    arena.args.session = fixture.session;
    arena.args.slot = fixture.env.slot;
    if (call.has(use_pin)) {
        arena.args.in = nullptr;
        arena.args.in_size = 0;
    }
    const CK_RV code = call.call({fixture.f, fixture.f3}, arena.args);
    if (call.has(use_legacy)) {
        fixture.env.report.code(
            "legacy", {{CKR_FUNCTION_NOT_PARALLEL}, {CKR_FUNCTION_NOT_SUPPORTED}}, code, call.name);
    } else {
        fixture.env.report.code("stub", stub_codes(), code, call.name);
    }
}

/// Every signing and digest mechanism of the standard that the token does not list.
void check_unlisted(const Fixture& fixture)
{
    constexpr std::array others{
        CKM_RSA_PKCS_KEY_PAIR_GEN, CKM_RSA_X_509, CKM_MD5, CKM_MD5_RSA_PKCS};
    std::vector<CK_MECHANISM_TYPE> types(others.begin(), others.end());
    for (CK_MECHANISM_TYPE type = 0; type < 0x1100; ++type) {
        if (spec_of(type) != nullptr || digest_size(type) != 0) {
            types.push_back(type);
        }
    }
    for (const auto type : types) {
        if (fixture.env.token.mechanism(type) == nullptr) {
            CK_MECHANISM_INFO info{};
            fixture.env.report.code("mechanism-unlisted",
                                    {{CKR_MECHANISM_INVALID}},
                                    fixture.f->C_GetMechanismInfo(fixture.env.slot, type, &info),
                                    mechanism_name(type));
        }
    }
}

/// All of them for one function.
void check_call(Environment& env, const Call& call)
{
    check_not_initialised(env, call);
    const Fixture fixture{env, State::ro};
    if (!fixture.ready()) {
        return;
    }
    const auto closed = fixture.open();
    env.f->C_CloseSession(closed);
    if (call.kind == Kind::slot) {
        check_slot(env, call);
    }
    if (call.kind == Kind::session) {
        check_session_handles(env, call, closed);
    }
    if (call.has(use_stub) || call.has(use_legacy)) {
        check_stub(fixture, call);
    }
    for (const auto& argument : null_arguments()) {
        const bool pin = call.has(use_pin) && !call.has(use_stub);
        if ((call.uses & argument.uses) != 0 && !pin) {
            check_null(fixture, call, argument);
        }
    }
    env.report.that("abuse", true, "the process goes on", "", call.name);
}

} // namespace

std::vector<CheckInfo> generated_checks()
{
    const auto codes = [](const char* code) { return "each function: " + std::string{code}; };
    return {
        {"not-initialised", "3.1 5.4", codes("CKR_CRYPTOKI_NOT_INITIALIZED before C_Initialize")},
        {"unknown-slot", "3.1 5.1.5", codes("CKR_SLOT_ID_INVALID")},
        {"session-0", "3.1 5.1.2", codes("CKR_SESSION_HANDLE_INVALID for handle 0")},
        {"session-unknown", "3.1 5.1.2", codes("CKR_SESSION_HANDLE_INVALID")},
        {"session-closed", "3.1 5.1.2", codes("CKR_SESSION_HANDLE_INVALID after close")},
        {"null", order, codes("CKR_ARGUMENTS_BAD for a NULL pointer that must not be")},
        {"null-first", order, codes("CKR_ARGUMENTS_BAD, whatever the session")},
        {"stub", "3.1 5.1.6", codes("CKR_FUNCTION_NOT_SUPPORTED if the card has no use for it")},
        {"legacy", "3.1 5.20", codes("CKR_FUNCTION_NOT_PARALLEL")},
        {"abuse",
         "no call of any caller may end the process",
         "each function survives all of these"},
        {"mechanism-unlisted", "3.1 5.5", "C_GetMechanismInfo: CKR_MECHANISM_INVALID"},
    };
}

void run_generated(Environment& env)
{
    const auto calls = calls_of(env);
    run_steps(
        env,
        calls.size(),
        [&](std::size_t i) { check_call(env, calls[i]); },
        [&](std::size_t i, const std::string& how) {
            env.report.that("abuse", false, "the process goes on", how, calls[i].name);
        });
    const Fixture fixture{env, State::ro};
    if (fixture.ready()) {
        check_unlisted(fixture);
    }
}

} // namespace openbeid::conformance
