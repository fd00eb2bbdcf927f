// SPDX-License-Identifier: Apache-2.0
#include "suites/profile.hpp"

#include <algorithm>

namespace openbeid::conformance {

namespace {

std::size_t sequence_size(CK_BYTE lead) noexcept
{
    if (lead < 0x80) {
        return 1;
    }
    if ((lead & 0xE0U) == 0xC0U) {
        return 2;
    }
    if ((lead & 0xF0U) == 0xE0U) {
        return 3;
    }
    return (lead & 0xF8U) == 0xF0U ? 4 : 0;
}

template <std::size_t Size>
std::string problem_in(const unsigned char (&text)[Size])
{
    return text_problem(&text[0], Size);
}

std::string number_text(CK_ULONG value)
{
    return value == CK_UNAVAILABLE_INFORMATION ? "CK_UNAVAILABLE_INFORMATION"
                                               : std::to_string(value);
}

} // namespace

std::string text_problem(const CK_BYTE* text, std::size_t size)
{
    for (std::size_t i = 0; i < size;) {
        const std::size_t length = sequence_size(text[i]);
        if (text[i] < 0x20 || text[i] == 0x7F) {
            return "control character at " + std::to_string(i);
        }
        if (length == 0 || i + length > size) {
            return "cut or invalid UTF-8 at " + std::to_string(i);
        }
        for (std::size_t k = 1; k < length; ++k) {
            if ((text[i + k] & 0xC0U) != 0x80U) {
                return "invalid UTF-8 at " + std::to_string(i);
            }
        }
        i += length;
    }
    return {};
}

std::vector<CheckInfo> prologue_checks(const char* clause)
{
    return {
        {"initialize", clause, "C_Initialize(NULL): CKR_OK"},
        {"info", clause, "C_GetInfo: CKR_OK"},
        {"info-version", clause, "cryptokiVersion 3.0 (example: 3.2)"},
        {"info-flags", clause, "CK_INFO.flags is 0"},
        {"info-text", clause, "its text is blank padded UTF-8 without NUL"},
        {"slot-count", clause, "C_GetSlotList(TRUE, NULL): CKR_OK and 1 or more"},
        {"slot-list", clause, "C_GetSlotList(TRUE, list): CKR_OK, the slot is in it"},
    };
}

std::vector<CheckInfo> token_block_checks(const char* clause)
{
    return {
        {"slot-info", clause, "C_GetSlotInfo: CKR_OK"},
        {"slot-token-present", clause, "CKF_TOKEN_PRESENT is set"},
        {"slot-flags", clause, "the other slot flags, 0 in the example"},
        {"slot-text", clause, "its text is blank padded UTF-8 without NUL"},
        {"token-info", clause, "C_GetTokenInfo: CKR_OK"},
        {"token-flags", clause, "LOGIN_REQUIRED, USER_PIN_INITIALIZED, TOKEN_INITIALIZED are set"},
        {"token-writable", clause, "CKF_WRITE_PROTECTED is clear"},
        {"token-flags-example", clause, "RNG and RESTORE_KEY_NOT_NEEDED, set in the example"},
        {"token-session-limits", clause, "maximum of sessions: 0, effectively infinite"},
        {"token-session-counts", clause, "numbers of sessions, 0 in the example"},
        {"token-pin-lengths", clause, "PIN lengths, 4 to 255 in the example"},
        {"token-memory", clause, "memory fields, 0 in the example"},
        {"token-text", clause, "its text is blank padded UTF-8 without NUL"},
    };
}

std::vector<CheckInfo> epilogue_checks(const char* clause)
{
    return {
        {"close", clause, "C_CloseSession: CKR_OK"},
        {"close-all", clause, "C_CloseAllSessions: CKR_OK, though none is left"},
        {"finalize", clause, "C_Finalize(NULL): CKR_OK"},
    };
}

ProfileCase::ProfileCase(Environment& env, std::string instance)
    : env_{env}, instance_{std::move(instance)}
{
}

ProfileCase::~ProfileCase()
{
    if (initialised_) {
        env_.f->C_Finalize(nullptr);
    }
}

bool ProfileCase::step(const std::string& id, CK_RV got)
{
    return env_.report.code(id, {{CKR_OK}}, got, instance_);
}

void ProfileCase::like(const std::string& id,
                       bool holds,
                       const std::string& example,
                       const std::string& got)
{
    if (holds) {
        env_.report.that(id, true, example, got, instance_);
    } else {
        env_.report.note(id, example, got, "describes the example's token", instance_);
    }
}

bool ProfileCase::prologue()
{
    auto* f = env_.f;
    auto& report = env_.report;
    if (!step("initialize", f->C_Initialize(nullptr))) {
        return false;
    }
    initialised_ = true;
    CK_INFO info{};
    step("info", f->C_GetInfo(&info));
    const auto version = std::to_string(info.cryptokiVersion.major) + '.' +
                         std::to_string(info.cryptokiVersion.minor);
    like("info-version", version == "3.2", "3.2", version);
    report.that("info-flags", info.flags == 0, "0", hex_number(info.flags), instance_);
    const auto problem = problem_in(info.manufacturerID) + problem_in(info.libraryDescription);
    report.that("info-text", problem.empty(), "well formed", problem, instance_);

    CK_ULONG count = 0;
    const CK_RV code = f->C_GetSlotList(CK_TRUE, nullptr, &count);
    report.that("slot-count",
                code == CKR_OK && count >= 1 && count < 4096,
                "CKR_OK and 1 or more",
                code_name(code) + " and " + std::to_string(count),
                instance_);
    std::vector<CK_SLOT_ID> slots(std::min<CK_ULONG>(count, 4096));
    const CK_RV list_code = f->C_GetSlotList(CK_TRUE, slots.data(), &count);
    return report.that("slot-list",
                       list_code == CKR_OK &&
                           std::count(slots.begin(), slots.end(), env_.slot) == 1,
                       "CKR_OK and slot " + std::to_string(env_.slot),
                       code_name(list_code),
                       instance_);
}

void ProfileCase::slot_info()
{
    CK_SLOT_INFO info{};
    if (!step("slot-info", env_.f->C_GetSlotInfo(env_.slot, &info))) {
        return;
    }
    env_.report.that("slot-token-present",
                     (info.flags & CKF_TOKEN_PRESENT) != 0,
                     "set",
                     hex_number(info.flags),
                     instance_);
    like("slot-flags",
         (info.flags & ~CKF_TOKEN_PRESENT) == 0,
         "only CKF_TOKEN_PRESENT",
         hex_number(info.flags));
    const auto problem = problem_in(info.slotDescription) + problem_in(info.manufacturerID);
    env_.report.that("slot-text", problem.empty(), "well formed", problem, instance_);
}

void ProfileCase::token_flags(const CK_TOKEN_INFO& info)
{
    auto& report = env_.report;
    constexpr CK_FLAGS needed = CKF_LOGIN_REQUIRED | CKF_TOKEN_INITIALIZED;
    const bool no_pin = (info.flags & CKF_USER_PIN_INITIALIZED) == 0;
    if ((info.flags & needed) == needed && no_pin) {
        report.note("token-flags",
                    "all three are set",
                    hex_number(info.flags),
                    "this token has no PIN yet",
                    instance_);
    } else {
        report.that("token-flags",
                    (info.flags & needed) == needed && !no_pin,
                    "all three are set",
                    hex_number(info.flags),
                    instance_);
    }
    report.that("token-writable",
                (info.flags & CKF_WRITE_PROTECTED) == 0,
                "clear",
                hex_number(info.flags),
                instance_);
    constexpr CK_FLAGS example = CKF_RNG | CKF_RESTORE_KEY_NOT_NEEDED;
    like("token-flags-example", (info.flags & example) == example, "set", hex_number(info.flags));
}

void ProfileCase::token_limits(const CK_TOKEN_INFO& info)
{
    env_.report.prefer("token-session-limits",
                       info.ulMaxSessionCount == 0 && info.ulMaxRwSessionCount == 0,
                       "0 and 0",
                       number_text(info.ulMaxSessionCount) + " and " +
                           number_text(info.ulMaxRwSessionCount),
                       "a limit is a property of the token",
                       instance_);
    like("token-session-counts",
         info.ulSessionCount == 0 && info.ulRwSessionCount == 0,
         "0 and 0",
         number_text(info.ulSessionCount) + " and " + number_text(info.ulRwSessionCount));
    like("token-pin-lengths",
         info.ulMinPinLen == 4 && info.ulMaxPinLen == 255,
         "4 to 255",
         number_text(info.ulMinPinLen) + " to " + number_text(info.ulMaxPinLen));
    like("token-memory",
         info.ulTotalPublicMemory == 0 && info.ulFreePublicMemory == 0 &&
             info.ulTotalPrivateMemory == 0 && info.ulFreePrivateMemory == 0,
         "all 0",
         number_text(info.ulTotalPublicMemory) + " and others");
}

void ProfileCase::token_block()
{
    slot_info();
    CK_TOKEN_INFO info{};
    if (!step("token-info", env_.f->C_GetTokenInfo(env_.slot, &info))) {
        return;
    }
    token_flags(info);
    token_limits(info);
    const auto problem = problem_in(info.label) + problem_in(info.manufacturerID) +
                         problem_in(info.model) + problem_in(info.serialNumber);
    env_.report.that("token-text", problem.empty(), "well formed", problem, instance_);
}

bool ProfileCase::open(CK_FLAGS flags)
{
    return step(
        "open",
        env_.f->C_OpenSession(env_.slot, flags | CKF_SERIAL_SESSION, nullptr, nullptr, &session_));
}

std::vector<CK_OBJECT_HANDLE>
ProfileCase::search(const std::string& step_id, Template what, CK_ULONG most, bool keep)
{
    std::vector<CK_OBJECT_HANDLE> objects(most);
    CK_ULONG count = 0;
    const CK_RV init = env_.f->C_FindObjectsInit(session_, what.data(), what.size());
    const CK_RV code =
        init != CKR_OK ? init : env_.f->C_FindObjects(session_, objects.data(), most, &count);
    if (!env_.report.that(step_id,
                          code == CKR_OK && count <= most,
                          "CKR_OK and at most " + std::to_string(most),
                          code_name(code) + " and " + std::to_string(count),
                          instance_)) {
        count = 0;
    }
    objects.resize(count);
    if (init == CKR_OK && !keep) {
        step(step_id + "-final", env_.f->C_FindObjectsFinal(session_));
    }
    return objects;
}

void ProfileCase::profile_object(CK_ULONG profile)
{
    const auto found =
        find(env_.f, session_, Template{}.boolean(CKA_TOKEN, true).number(CKA_CLASS, CKO_PROFILE));
    bool claimed = false;
    for (const auto object : found.objects) {
        claimed = claimed || attribute_number(env_.f, session_, object, CKA_PROFILE_ID) == profile;
    }
    env_.report.prefer("profile-object",
                       claimed,
                       "CKO_PROFILE " + std::to_string(profile),
                       std::to_string(found.objects.size()) + " profile objects, none with it",
                       "the token does not claim this profile",
                       instance_);
}

void ProfileCase::epilogue()
{
    step("close", env_.f->C_CloseSession(session_));
    step("close-all", env_.f->C_CloseAllSessions(env_.slot));
    step("finalize", env_.f->C_Finalize(nullptr));
    initialised_ = false;
}

} // namespace openbeid::conformance
