// SPDX-License-Identifier: Apache-2.0
// Section 2 of the statement: function lists, interfaces, fork and reload.
#include "child.hpp"
#include "suites/parts.hpp"
#include "suites/suites.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace openbeid::conformance {

namespace {

const std::vector<CheckInfo>& catalogue()
{
    static const std::vector<CheckInfo> checks{
        {"symbols", "2.40 4.2", "C_GetFunctionList and the 68 C_ names are exported"},
        {"list-null", "2.40 5.4", "C_GetFunctionList(NULL): CKR_ARGUMENTS_BAD"},
        {"list-before-initialize", "2.40 5.4", "C_GetFunctionList works before C_Initialize"},
        {"list-version", "3.1 5.4", "its list has version 2.40"},
        {"list-same", "2.40 5.4", "two calls give the same list"},
        {"list-complete", "2.40 4.2", "no entry of the 2.40 list is NULL"},
        {"list-3.0-complete", interface_clause, "no entry of the 3.0 list is NULL"},
        {"list-3.0-version", "3.1 5.4", "the 3.0 list's version is that of CK_INFO"},
        {"list-3.0-agrees", interface_clause, "the 3.0 list's C_GetInterface gives the same list"},
        {"fork-child", "3.1 5.4 C_Initialize", "a child is not initialised until it does so"},
        {"fork-initialize", "3.1 5.4 C_Initialize", "C_Initialize works in a child"},
        {"fork-session", "3.1 5.4 C_Initialize", "a child opens a session of its own"},
        {"fork-parent", "3.1 5.4 C_Initialize", "the parent's session survives the child"},
        {"reload", "2.40 5.4", "after dlclose and dlopen the module works again"},
    };
    return checks;
}

template <std::size_t Size>
int null_entries(const void* list)
{
    // A list is a CK_VERSION, padded to the size of a pointer, and pointers behind it.
    std::array<void*, Size + 1> entries{};
    std::memcpy(entries.data(), list, sizeof(entries));
    return static_cast<int>(std::count(entries.begin() + 1, entries.end(), nullptr));
}

constexpr std::array<const char*, 68> symbol_names{"C_Initialize",
                                                   "C_Finalize",
                                                   "C_GetInfo",
                                                   "C_GetFunctionList",
                                                   "C_GetSlotList",
                                                   "C_GetSlotInfo",
                                                   "C_GetTokenInfo",
                                                   "C_GetMechanismList",
                                                   "C_GetMechanismInfo",
                                                   "C_InitToken",
                                                   "C_InitPIN",
                                                   "C_SetPIN",
                                                   "C_OpenSession",
                                                   "C_CloseSession",
                                                   "C_CloseAllSessions",
                                                   "C_GetSessionInfo",
                                                   "C_GetOperationState",
                                                   "C_SetOperationState",
                                                   "C_Login",
                                                   "C_Logout",
                                                   "C_CreateObject",
                                                   "C_CopyObject",
                                                   "C_DestroyObject",
                                                   "C_GetObjectSize",
                                                   "C_GetAttributeValue",
                                                   "C_SetAttributeValue",
                                                   "C_FindObjectsInit",
                                                   "C_FindObjects",
                                                   "C_FindObjectsFinal",
                                                   "C_EncryptInit",
                                                   "C_Encrypt",
                                                   "C_EncryptUpdate",
                                                   "C_EncryptFinal",
                                                   "C_DecryptInit",
                                                   "C_Decrypt",
                                                   "C_DecryptUpdate",
                                                   "C_DecryptFinal",
                                                   "C_DigestInit",
                                                   "C_Digest",
                                                   "C_DigestUpdate",
                                                   "C_DigestKey",
                                                   "C_DigestFinal",
                                                   "C_SignInit",
                                                   "C_Sign",
                                                   "C_SignUpdate",
                                                   "C_SignFinal",
                                                   "C_SignRecoverInit",
                                                   "C_SignRecover",
                                                   "C_VerifyInit",
                                                   "C_Verify",
                                                   "C_VerifyUpdate",
                                                   "C_VerifyFinal",
                                                   "C_VerifyRecoverInit",
                                                   "C_VerifyRecover",
                                                   "C_DigestEncryptUpdate",
                                                   "C_DecryptDigestUpdate",
                                                   "C_SignEncryptUpdate",
                                                   "C_DecryptVerifyUpdate",
                                                   "C_GenerateKey",
                                                   "C_GenerateKeyPair",
                                                   "C_WrapKey",
                                                   "C_UnwrapKey",
                                                   "C_DeriveKey",
                                                   "C_SeedRandom",
                                                   "C_GenerateRandom",
                                                   "C_GetFunctionStatus",
                                                   "C_CancelFunction",
                                                   "C_WaitForSlotEvent"};

void check_symbols(Environment& env)
{
    std::string missing;
    for (const auto* name : symbol_names) {
        if (env.module.symbol(name) == nullptr) {
            missing += std::string{missing.empty() ? "" : " "} + name;
        }
    }
    env.report.prefer("symbols",
                      missing.empty(),
                      "all",
                      "missing: " + missing,
                      "C_GetFunctionList is enough for the standard");
}

void check_list_null(Environment& env)
{
    env.report.code("list-null", {{CKR_ARGUMENTS_BAD}}, env.module.get_function_list()(nullptr));
}

void check_list(Environment& env)
{
    auto& report = env.report;
    const auto get = env.module.get_function_list();
    CK_FUNCTION_LIST* first = nullptr;
    CK_FUNCTION_LIST* second = nullptr;
    report.code("list-before-initialize", {{CKR_OK}}, get(&first));
    static_cast<void>(env.f->C_GetFunctionList(&second));
    if (first == nullptr) {
        return;
    }
    report.that("list-version",
                first->version.major == 2 && first->version.minor == 40,
                "2.40",
                version_text(first->version));
    report.prefer("list-same",
                  first == second,
                  "one list",
                  "two lists",
                  "a wrapper may make one list for each caller");
    const int empty = null_entries<68>(first);
    report.that("list-complete", empty == 0, "0 are NULL", std::to_string(empty) + " are NULL");
}

void check_list_3_0(Environment& env)
{
    if (env.f3 == nullptr) {
        for (const auto* id : {"list-3.0-complete", "list-3.0-version", "list-3.0-agrees"}) {
            env.report.skip(id, "this run goes through the 2.40 list");
        }
        return;
    }
    const int empty = null_entries<92>(env.f3);
    env.report.that(
        "list-3.0-complete", empty == 0, "0 are NULL", std::to_string(empty) + " are NULL");
    CK_INFO info{};
    env.f->C_Initialize(nullptr);
    env.f->C_GetInfo(&info);
    env.f->C_Finalize(nullptr);
    const auto version = version_of(env.f3);
    env.report.prefer("list-3.0-version",
                      version.major == info.cryptokiVersion.major &&
                          version.minor == info.cryptokiVersion.minor,
                      version_text(version),
                      version_text(info.cryptokiVersion),
                      "the standard says should");
    std::array<CK_BYTE, 8> name{'P', 'K', 'C', 'S', ' ', '1', '1', 0};
    CK_VERSION wanted{3, 0};
    CK_INTERFACE* found = nullptr;
    env.f3->C_GetInterface(name.data(), &wanted, &found, 0);
    env.report.that("list-3.0-agrees",
                    found != nullptr && found->pFunctionList == env.f3,
                    "the same list",
                    "another list");
}

} // namespace

std::vector<CheckInfo> interfaces_checks()
{
    auto checks = catalogue();
    const auto more = interface_query_checks();
    checks.insert(checks.end(), more.begin(), more.end());
    return checks;
}

void run_interfaces(Environment& env)
{
    struct Step {
        const char* first; ///< blamed if the module dies in it
        void (*run)(Environment& env);
    };
    constexpr std::array steps{Step{"symbols", check_symbols},
                               Step{"list-null", check_list_null},
                               Step{"list-before-initialize", check_list},
                               Step{"list-3.0-complete", check_list_3_0},
                               Step{"interfaces-null", run_interface_queries},
                               Step{"fork-child", run_process_checks}};
    run_steps(
        env,
        steps.size(),
        [&](std::size_t i) { steps.at(i).run(env); },
        [&](std::size_t i, const std::string& how) {
            env.report.that(steps.at(i).first, false, "the process goes on", how);
        });
}

} // namespace openbeid::conformance
