// SPDX-License-Identifier: Apache-2.0
// Part of the suite interfaces: C_GetInterfaceList and C_GetInterface.
#include "suites/parts.hpp"

#include <array>
#include <cstring>

namespace openbeid::conformance {

namespace {

const Codes arguments_bad{{CKR_ARGUMENTS_BAD}, {CKR_FUNCTION_FAILED, CKR_GENERAL_ERROR}};

void check_interface_list(Environment& env)
{
    auto& report = env.report;
    const auto list = env.module.get_interface_list();
    report.code("interfaces-null", {{CKR_ARGUMENTS_BAD}}, list(nullptr, nullptr));
    CK_ULONG count = 0xABCDEF;
    const CK_RV code = list(nullptr, &count);
    report.that("interfaces-count",
                code == CKR_OK && count > 0 && count < 100,
                "CKR_OK and 1 or more",
                code_name(code) + " and " + std::to_string(count));
    if (code != CKR_OK || count == 0 || count >= 100) {
        return;
    }
    std::vector<CK_INTERFACE> interfaces(count);
    CK_ULONG room = count - 1;
    const CK_RV short_code = list(interfaces.data(), &room);
    report.that("interfaces-short",
                short_code == CKR_BUFFER_TOO_SMALL && room == count,
                "CKR_BUFFER_TOO_SMALL and " + std::to_string(count),
                code_name(short_code) + " and " + std::to_string(room));
    room = count;
    const CK_RV full = list(interfaces.data(), &room);
    bool good = full == CKR_OK && room == count;
    bool old_one = false;
    bool new_one = false;
    for (const auto& entry : interfaces) {
        good = good && entry.pInterfaceName != nullptr && entry.pFunctionList != nullptr;
        if (good && std::strcmp(static_cast<const char*>(static_cast<void*>(entry.pInterfaceName)),
                                "PKCS 11") == 0) {
            const auto version = version_of(entry.pFunctionList);
            old_one = old_one || (version.major == 2 && version.minor == 40);
            new_one = new_one || (version.major == 3 && version.minor == 0);
        }
    }
    report.that("interfaces-entries", good, "all complete", "an entry without name or list");
    report.that("interfaces-standard",
                old_one && new_one,
                "2.40 and 3.0",
                std::string{old_one ? "2.40 " : ""} + (new_one ? "3.0" : ""));
}

struct Query {
    const char* id;
    const char* name;
    std::optional<CK_VERSION> version;
    CK_FLAGS flags;
    std::optional<CK_VERSION> expected; ///< nothing: CKR_ARGUMENTS_BAD
};

constexpr CK_VERSION v2_40{2, 40};
constexpr CK_VERSION v3_0{3, 0};

const std::array<Query, 9> queries{{
    {"interface-default", nullptr, std::nullopt, 0, v3_0},
    {"interface-name", "PKCS 11", std::nullopt, 0, v3_0},
    {"interface-3.0", "PKCS 11", v3_0, 0, v3_0},
    {"interface-2.40", "PKCS 11", v2_40, 0, v2_40},
    {"interface-version-only", nullptr, v2_40, 0, v2_40},
    {"interface-unknown-name", "No such interface", std::nullopt, 0, std::nullopt},
    {"interface-unknown-version", "PKCS 11", CK_VERSION{9, 9}, 0, std::nullopt},
    {"interface-version-only-unknown", nullptr, CK_VERSION{9, 9}, 0, std::nullopt},
    {"interface-flags-only", nullptr, std::nullopt, 0x40000000, std::nullopt},
}};

CK_INTERFACE* ask(Environment& env, const Query& query, CK_RV& code)
{
    std::string name = query.name == nullptr ? "" : query.name;
    CK_VERSION version = query.version.value_or(CK_VERSION{});
    CK_INTERFACE* found = nullptr;
    code = env.module.get_interface()(
        query.name == nullptr ? nullptr : static_cast<CK_BYTE*>(static_cast<void*>(name.data())),
        query.version ? &version : nullptr,
        &found,
        query.flags);
    return code == CKR_OK ? found : nullptr;
}

void check_query(Environment& env, const Query& query)
{
    CK_RV code = CKR_OK;
    const auto* found = ask(env, query, code);
    if (!query.expected) {
        env.report.code(query.id, arguments_bad, code);
        return;
    }
    const auto version = found == nullptr ? CK_VERSION{} : version_of(found->pFunctionList);
    const bool exact = found != nullptr && version.major == query.expected->major &&
                       version.minor == query.expected->minor;
    const bool newer = found != nullptr && !query.version && version.major == 3;
    if (exact || !newer) {
        env.report.that(query.id,
                        exact,
                        version_text(*query.expected),
                        found == nullptr ? code_name(code) : version_text(version));
    } else {
        env.report.note(
            query.id, "3.0", version_text(version), "the module offers a newer version");
    }
}

void check_fork_safe(Environment& env)
{
    CK_RV code = CKR_OK;
    const auto* found = ask(env, {"", "PKCS 11", std::nullopt, CKF_INTERFACE_FORK_SAFE, {}}, code);
    if (found == nullptr) {
        env.report.code("interface-fork-safe", arguments_bad, code);
    } else {
        env.report.that("interface-fork-safe",
                        (found->flags & CKF_INTERFACE_FORK_SAFE) != 0,
                        "the interface declares the flag",
                        "CKR_OK without the flag");
    }
}

void check_after_finalize(Environment& env)
{
    CK_RV code = CKR_OK;
    const auto* before = ask(env, queries[1], code);
    env.f->C_Initialize(nullptr);
    env.f->C_Finalize(nullptr);
    const auto* after = ask(env, queries[1], code);
    env.report.that("interface-after-finalize",
                    before != nullptr && after != nullptr &&
                        before->pFunctionList == after->pFunctionList,
                    "the same list",
                    code_name(code));
}

} // namespace

std::vector<CheckInfo> interface_query_checks()
{
    return {
        {"interfaces-null", interface_clause, "C_GetInterfaceList(NULL, NULL): CKR_ARGUMENTS_BAD"},
        {"interfaces-count",
         interface_clause,
         "C_GetInterfaceList(NULL, &n): CKR_OK, n on entry ignored"},
        {"interfaces-short",
         interface_clause,
         "list too short: CKR_BUFFER_TOO_SMALL and the count"},
        {"interfaces-entries", interface_clause, "each has a name, a list and a version"},
        {"interfaces-standard",
         interface_clause,
         "\"PKCS 11\" in versions 3.0 and 2.40 is among them"},
        {"interface-default", interface_clause, "all NULL: the newest \"PKCS 11\" (3.0)"},
        {"interface-name", interface_clause, "name only: the newest \"PKCS 11\" (3.0)"},
        {"interface-3.0", interface_clause, "name and version 3.0: that one"},
        {"interface-2.40", interface_clause, "name and version 2.40: that one"},
        {"interface-version-only", interface_clause, "NULL name, version 2.40: that version"},
        {"interface-unknown-name", interface_clause, "CKR_ARGUMENTS_BAD"},
        {"interface-unknown-version", interface_clause, "CKR_ARGUMENTS_BAD"},
        {"interface-null-result", interface_clause, "CKR_ARGUMENTS_BAD"},
        {"interface-fork-safe", interface_clause, "CKF_INTERFACE_FORK_SAFE: only if declared"},
        {"interface-version-only-unknown",
         interface_clause,
         "NULL name, version 9.9: CKR_ARGUMENTS_BAD"},
        {"interface-flags-only", interface_clause, "NULL name, unknown flags: CKR_ARGUMENTS_BAD"},
        {"interface-after-finalize", interface_clause, "works after C_Finalize, same result"},
    };
}

void run_interface_queries(Environment& env)
{
    if (env.module.get_interface() == nullptr || env.module.get_interface_list() == nullptr) {
        for (const auto& check : interface_query_checks()) {
            env.report.skip(check.id, "the module is older than 3.0: no C_GetInterface");
        }
        return;
    }
    check_interface_list(env);
    for (const auto& query : queries) {
        check_query(env, query);
    }
    std::array<CK_BYTE, 8> name{'P', 'K', 'C', 'S', ' ', '1', '1', 0};
    env.report.code("interface-null-result",
                    arguments_bad,
                    env.module.get_interface()(name.data(), nullptr, nullptr, 0));
    check_fork_safe(env);
    check_after_finalize(env);
}

} // namespace openbeid::conformance
