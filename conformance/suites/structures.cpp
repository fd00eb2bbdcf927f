// SPDX-License-Identifier: Apache-2.0
// Part of the suite buffers: information structures and handle lists, with canaries behind them.
#include "suites/parts.hpp"

#include <algorithm>
#include <array>

namespace openbeid::conformance {

namespace {

std::string outcome(CK_RV code, bool clean)
{
    return code_name(code) + (clean ? "" : ", bytes overwritten");
}

/// An information structure in front of canaries.
template <typename Info, typename Ask>
void check_structure(Environment& env, const char* name, Ask ask)
{
    struct Guarded {
        Info info;
        std::array<CK_BYTE, canaries> behind;
    };
    Guarded guarded{};
    guarded.behind.fill(canary);
    const CK_RV code = ask(&guarded.info);
    const bool clean = std::all_of(
        guarded.behind.begin(), guarded.behind.end(), [](CK_BYTE b) { return b == canary; });
    env.report.that("structure",
                    code == CKR_OK && clean,
                    "CKR_OK, nothing behind it",
                    outcome(code, clean),
                    name);
}

void check_structures(const Fixture& fixture)
{
    auto* f = fixture.f;
    auto& env = fixture.env;
    check_structure<CK_INFO>(env, "C_GetInfo", [&](CK_INFO* info) { return f->C_GetInfo(info); });
    check_structure<CK_SLOT_INFO>(
        env, "C_GetSlotInfo", [&](CK_SLOT_INFO* info) { return f->C_GetSlotInfo(env.slot, info); });
    check_structure<CK_TOKEN_INFO>(env, "C_GetTokenInfo", [&](CK_TOKEN_INFO* info) {
        return f->C_GetTokenInfo(env.slot, info);
    });
    check_structure<CK_SESSION_INFO>(env, "C_GetSessionInfo", [&](CK_SESSION_INFO* info) {
        return f->C_GetSessionInfo(fixture.session, info);
    });
    if (!env.token.mechanisms.empty()) {
        check_structure<CK_MECHANISM_INFO>(env, "C_GetMechanismInfo", [&](CK_MECHANISM_INFO* info) {
            return f->C_GetMechanismInfo(env.slot, env.token.mechanisms.front().type, info);
        });
    }
}

void check_find(const Fixture& fixture, CK_ULONG most)
{
    std::array<CK_OBJECT_HANDLE, 64> handles{};
    handles.fill(0xA5A5A5A5);
    CK_ULONG count = 0;
    fixture.f->C_FindObjectsInit(fixture.session, nullptr, 0);
    const CK_RV code = fixture.f->C_FindObjects(fixture.session, handles.data(), most, &count);
    fixture.f->C_FindObjectsFinal(fixture.session);
    const bool clean = std::all_of(handles.begin() + static_cast<std::ptrdiff_t>(most),
                                   handles.end(),
                                   [](auto h) { return h == 0xA5A5A5A5; });
    fixture.env.report.that("find",
                            code == CKR_OK && count <= most && clean,
                            "CKR_OK, at most " + std::to_string(most),
                            outcome(code, clean) + ", " + std::to_string(count),
                            "at most " + std::to_string(most));
}

} // namespace

std::vector<CheckInfo> structure_checks()
{
    return {
        {"structure", "3.1 5.2", "an information structure is filled and nothing behind it"},
        {"find", "3.1 5.7", "C_FindObjects writes at most as many handles as asked"},
    };
}

void run_structures(const Fixture& fixture)
{
    check_structures(fixture);
    for (const CK_ULONG most : {1UL, 2UL, 7UL, 40UL}) {
        check_find(fixture, most);
    }
}

} // namespace openbeid::conformance
