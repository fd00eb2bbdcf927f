// SPDX-License-Identifier: Apache-2.0
// C_Initialize, C_Finalize, slots and mechanisms.
#include "suites/returncodes.hpp"

#include <array>

namespace openbeid::conformance {

namespace {

extern "C" {
CK_RV create_mutex(void** mutex)
{
    static int lock;
    *mutex = &lock;
    return CKR_OK;
}

CK_RV use_mutex(void* /*mutex*/)
{
    return CKR_OK;
}
}

/// C_Initialize with `pointers` of the four mutex functions; finalises if it succeeds.
CK_RV initialise(const Fixture& fixture, CK_FLAGS flags, int pointers, void* reserved = nullptr)
{
    CK_C_INITIALIZE_ARGS args{};
    args.CreateMutex = pointers > 0 ? create_mutex : nullptr;
    args.DestroyMutex = pointers > 1 ? use_mutex : nullptr;
    args.LockMutex = pointers > 2 ? use_mutex : nullptr;
    args.UnlockMutex = pointers > 3 ? use_mutex : nullptr;
    args.flags = flags;
    args.pReserved = reserved;
    const CK_RV code = fixture.f->C_Initialize(&args);
    if (code == CKR_OK) {
        fixture.f->C_Finalize(nullptr);
    }
    return code;
}

constexpr const char* clause_initialize = "3.1 5.4 C_Initialize";
constexpr const char* clause_finalize = "3.1 5.4 C_Finalize";
constexpr const char* clause_slot = "3.1 5.5";
constexpr CK_FLAGS no_threads = CKF_LIBRARY_CANT_CREATE_OS_THREADS;

Answer finalize_reserved(Fixture& fixture, bool then_info)
{
    int reserved = 0;
    const CK_RV code = fixture.f->C_Finalize(&reserved);
    CK_INFO info{};
    return then_info ? fixture.f->C_GetInfo(&info) : code;
}

Answer cycles(Fixture& fixture)
{
    for (int i = 0; i < 50; ++i) {
        CK_RV code = fixture.f->C_Initialize(nullptr);
        if (code == CKR_OK) {
            code = fixture.f->C_Finalize(nullptr);
        }
        if (code != CKR_OK) {
            return code;
        }
    }
    return CKR_OK;
}

Answer wait(Fixture& fixture, void* reserved)
{
    CK_SLOT_ID slot = 0;
    // The second call: whatever happened before the first one has been told.
    static_cast<void>(fixture.f->C_WaitForSlotEvent(CKF_DONT_BLOCK, &slot, nullptr));
    return fixture.f->C_WaitForSlotEvent(CKF_DONT_BLOCK, &slot, reserved);
}

Answer mechanism_info(Fixture& fixture)
{
    CK_MECHANISM_INFO info{};
    return fixture.f->C_GetMechanismInfo(fixture.env.slot, 0x7FFFFFF0, &info);
}

const std::array<Row, 23>& library_table()
{
    static const std::array<Row, 23> table{{
        {"C_Initialize.null",
         clause_initialize,
         State::none,
         {{CKR_OK}},
         [](Fixture& x) -> Answer {
             const auto code = x.f->C_Initialize(nullptr);
             x.f->C_Finalize(nullptr);
             return code;
         }},
        {"C_Initialize.twice",
         clause_initialize,
         State::started,
         {{CKR_CRYPTOKI_ALREADY_INITIALIZED}},
         [](Fixture& x) -> Answer { return x.f->C_Initialize(nullptr); }},
        {"C_Initialize.no-mutexes",
         clause_initialize,
         State::none,
         {{CKR_OK}},
         [](Fixture& x) -> Answer { return initialise(x, 0, 0); }},
        {"C_Initialize.os-locking",
         clause_initialize,
         State::none,
         {{CKR_OK}},
         [](Fixture& x) -> Answer { return initialise(x, CKF_OS_LOCKING_OK, 0); }},
        {"C_Initialize.mutexes-os-locking",
         clause_initialize,
         State::none,
         {{CKR_OK}},
         [](Fixture& x) -> Answer { return initialise(x, CKF_OS_LOCKING_OK, 4); }},
        {"C_Initialize.mutexes-only",
         clause_initialize,
         State::none,
         {{CKR_CANT_LOCK}, {CKR_OK}},
         [](Fixture& x) -> Answer { return initialise(x, 0, 4); }},
        {"C_Initialize.one-mutex",
         clause_initialize,
         State::none,
         {{CKR_ARGUMENTS_BAD}},
         [](Fixture& x) -> Answer { return initialise(x, CKF_OS_LOCKING_OK, 1); }},
        {"C_Initialize.two-mutexes",
         clause_initialize,
         State::none,
         {{CKR_ARGUMENTS_BAD}},
         [](Fixture& x) -> Answer { return initialise(x, CKF_OS_LOCKING_OK, 2); }},
        {"C_Initialize.three-mutexes",
         clause_initialize,
         State::none,
         {{CKR_ARGUMENTS_BAD}},
         [](Fixture& x) -> Answer { return initialise(x, 0, 3); }},
        {"C_Initialize.reserved",
         clause_initialize,
         State::none,
         {{CKR_ARGUMENTS_BAD}},
         [](Fixture& x) -> Answer {
             int r = 0;
             return initialise(x, CKF_OS_LOCKING_OK, 0, &r);
         }},
        {"C_Initialize.refused-stays-out",
         clause_initialize,
         State::none,
         {{CKR_CRYPTOKI_NOT_INITIALIZED}},
         [](Fixture& x) -> Answer {
             static_cast<void>(initialise(x, 0, 1));
             return x.f->C_Finalize(nullptr);
         }},
        {"C_Initialize.no-threads",
         clause_initialize,
         State::none,
         {{CKR_OK}, {CKR_NEED_TO_CREATE_THREADS}},
         [](Fixture& x) -> Answer { return initialise(x, no_threads, 0); }},
        {"C_Initialize.as-nss-does",
         clause_initialize,
         State::none,
         {{CKR_OK}, {CKR_NEED_TO_CREATE_THREADS}},
         [](Fixture& x) -> Answer { return initialise(x, no_threads | CKF_OS_LOCKING_OK, 4); }},
        {"C_Initialize.50-cycles", clause_initialize, State::none, {{CKR_OK}}, cycles},
        {"C_Finalize.reserved",
         clause_finalize,
         State::started,
         {{CKR_ARGUMENTS_BAD}},
         [](Fixture& x) { return finalize_reserved(x, false); }},
        {"C_Finalize.reserved-stays-in",
         clause_finalize,
         State::started,
         {{CKR_OK}},
         [](Fixture& x) { return finalize_reserved(x, true); }},
        {"C_Finalize.twice",
         clause_finalize,
         State::none,
         {{CKR_CRYPTOKI_NOT_INITIALIZED}},
         [](Fixture& x) -> Answer {
             x.f->C_Initialize(nullptr);
             x.f->C_Finalize(nullptr);
             return x.f->C_Finalize(nullptr);
         }},
        {"C_Finalize.open-session",
         clause_finalize,
         State::none,
         {{CKR_OK}},
         [](Fixture& x) -> Answer {
             Fixture inner{x.env, State::ro};
             return inner.ready() ? x.f->C_Finalize(nullptr) : CKR_FUNCTION_FAILED;
         }},
        {"C_GetSlotList.count",
         clause_slot,
         State::started,
         {{CKR_OK}},
         [](Fixture& x) -> Answer {
             CK_ULONG n = 0;
             return x.f->C_GetSlotList(CK_TRUE, nullptr, &n);
         }},
        {"C_GetMechanismInfo.unknown",
         clause_slot,
         State::started,
         {{CKR_MECHANISM_INVALID}},
         mechanism_info},
        {"C_WaitForSlotEvent.nothing",
         clause_slot,
         State::started,
         {{CKR_NO_EVENT}, {CKR_FUNCTION_NOT_SUPPORTED}},
         [](Fixture& x) { return wait(x, nullptr); }},
        {"C_WaitForSlotEvent.reserved",
         clause_slot,
         State::started,
         {{CKR_ARGUMENTS_BAD}, {CKR_FUNCTION_NOT_SUPPORTED}},
         [](Fixture& x) {
             int r = 0;
             return wait(x, &r);
         }},
        {"C_CloseAllSessions.none",
         clause_slot,
         State::started,
         {{CKR_OK}},
         [](Fixture& x) -> Answer { return x.f->C_CloseAllSessions(x.env.slot); }},
    }};
    return table;
}

} // namespace

std::span<const Row> library_rows()
{
    return library_table();
}

} // namespace openbeid::conformance
