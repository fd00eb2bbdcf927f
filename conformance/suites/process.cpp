// SPDX-License-Identifier: Apache-2.0
// Part of the suite interfaces: fork and reload, in child processes.
#include "child.hpp"
#include "suites/parts.hpp"

namespace openbeid::conformance {

namespace {

void tell(const ChildChannel& channel, const char* id, const Codes& codes, CK_RV got, bool strict)
{
    Result result = judge(codes, got, strict);
    result.id = id;
    channel.result(result);
}

void be_forked(Environment& env, const ChildChannel& channel)
{
    // The standard leaves a child's calls before its own C_Initialize undefined.
    CK_INFO info{};
    const Codes not_yet{{CKR_CRYPTOKI_NOT_INITIALIZED}, {CKR_OK}, "undefined in the standard"};
    tell(channel, "fork-child", not_yet, env.f->C_GetInfo(&info), env.strict);
    const CK_RV code = env.f->C_Initialize(nullptr);
    const Codes initialised{
        {CKR_OK}, {CKR_CRYPTOKI_ALREADY_INITIALIZED}, "undefined in the standard"};
    tell(channel, "fork-initialize", initialised, code, env.strict);
    CK_ULONG count = 0;
    env.f->C_GetSlotList(CK_FALSE, nullptr, &count);
    CK_SESSION_HANDLE session = 0;
    tell(channel,
         "fork-session",
         {{CKR_OK}},
         env.f->C_OpenSession(env.slot, CKF_SERIAL_SESSION, nullptr, nullptr, &session),
         env.strict);
    env.f->C_Finalize(nullptr);
}

void check_fork(Environment& env)
{
    Fixture fixture{env, State::ro};
    if (!fixture.ready()) {
        return;
    }
    const auto end = run_in_child([&](ChildChannel& channel) { be_forked(env, channel); }, 60);
    for (const auto& result : end.results) {
        env.report.add(result);
    }
    CK_SESSION_INFO info{};
    const CK_RV code = env.f->C_GetSessionInfo(fixture.session, &info);
    const auto found = find(env.f, fixture.session, Template{}.boolean(CKA_TOKEN, true));
    env.report.that("fork-parent",
                    end.normal && code == CKR_OK && found.code == CKR_OK,
                    "the session and its objects",
                    "child: " + end.how + "; parent: " + code_name(code) + ", " +
                        code_name(found.code));
}

void check_reload(Environment& env)
{
    // In a child, because the other checks hold pointers into the module.
    const std::string path = env.module.path();
    const CK_SLOT_ID slot = env.slot;
    const auto end = run_in_child(
        [&](const ChildChannel& channel) {
            std::string error;
            auto module = Module::open(path, error);
            CK_RV code = CKR_GENERAL_ERROR;
            for (int round = 0; module && round < 3; ++round) {
                auto* f = module->list_2_40();
                CK_ULONG count = 0;
                CK_TOKEN_INFO info{};
                f->C_Initialize(nullptr);
                f->C_GetSlotList(CK_FALSE, nullptr, &count);
                code = f->C_GetTokenInfo(slot, &info);
                f->C_Finalize(nullptr);
                if (!module->reload()) {
                    code = CKR_FUNCTION_FAILED;
                    break;
                }
            }
            tell(channel, "reload", {{CKR_OK}}, code, env.strict);
        },
        60);
    for (const auto& result : end.results) {
        env.report.add(result);
    }
    if (end.results.empty()) {
        env.report.that("reload", false, "CKR_OK", end.how);
    }
}

} // namespace

void run_process_checks(Environment& env)
{
    check_fork(env);
    check_reload(env);
}

} // namespace openbeid::conformance
