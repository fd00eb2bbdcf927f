// SPDX-License-Identifier: Apache-2.0
// Entry points: the library, slots and tokens.
#include "pkcs11/entry.hpp"
#include "pkcs11/guard.hpp"
#include "pkcs11/info.hpp"
#include "pkcs11/memory.hpp"

#include <algorithm>
#include <array>

using namespace openbeid::pkcs11;

namespace {

constexpr auto look_if_stale = Module::Look::if_stale;

CK_RV check(const CK_C_INITIALIZE_ARGS& args)
{
    const std::array given{args.CreateMutex != nullptr,
                           args.DestroyMutex != nullptr,
                           args.LockMutex != nullptr,
                           args.UnlockMutex != nullptr};
    const auto mutexes = std::count(given.begin(), given.end(), true);
    const bool all_or_none = mutexes == 0 || mutexes == std::ssize(given);
    if (args.pReserved != nullptr || !all_or_none) {
        return CKR_ARGUMENTS_BAD;
    }
    // Native locks only. CKF_LIBRARY_CANT_CREATE_OS_THREADS is fine: we create none.
    return mutexes == 0 || (args.flags & CKF_OS_LOCKING_OK) != 0 ? CKR_OK : CKR_CANT_LOCK;
}

} // namespace

OPENBEID_ENTRY C_Initialize(void* args)
{
    return guarded("C_Initialize", [args] {
        const CK_RV rv =
            args == nullptr ? CKR_OK : check(load(static_cast<const CK_C_INITIALIZE_ARGS*>(args)));
        return rv == CKR_OK ? initialize() : rv;
    });
}

OPENBEID_ENTRY C_Finalize(void* reserved)
{
    return with_module("C_Finalize", reserved == nullptr, [](Module&) { return finalize(); });
}

OPENBEID_ENTRY C_GetInfo(CK_INFO* info)
{
    return with_module("C_GetInfo", info != nullptr, [info](Module& module) {
        store(info, library_info(module.pins()));
        return CKR_OK;
    });
}

OPENBEID_ENTRY C_GetSlotList(CK_BBOOL token_present, CK_SLOT_ID* list, CK_ULONG* count)
{
    return with_module("C_GetSlotList", count != nullptr, [&](Module& module) {
        return module.slot_list(token_present != CK_FALSE, list, count);
    });
}

OPENBEID_ENTRY C_GetSlotInfo(CK_SLOT_ID id, CK_SLOT_INFO* info)
{
    const bool good = info != nullptr;
    return with_slot("C_GetSlotInfo", id, good, look_if_stale, [&](Module&, Slot& slot) {
        store(info, slot_info(slot, slot.insertion(std::chrono::milliseconds{0}).has_value()));
        return CKR_OK;
    });
}

OPENBEID_ENTRY C_GetTokenInfo(CK_SLOT_ID id, CK_TOKEN_INFO* info)
{
    const bool good = info != nullptr;
    return with_token("C_GetTokenInfo", id, good, [&](Module& module, Insertion& insertion) {
        store(info, token_info(insertion, module.count_sessions(insertion), module.pins()));
        return CKR_OK;
    });
}

OPENBEID_ENTRY C_GetMechanismList(CK_SLOT_ID id, CK_MECHANISM_TYPE* list, CK_ULONG* count)
{
    const bool good = count != nullptr;
    return with_token("C_GetMechanismList", id, good, [&](Module&, Insertion& insertion) {
        const auto mechanisms = mechanisms_of(insertion.token.data().applet);
        const auto room = load(count);
        store(count, CK_ULONG{mechanisms.size()});
        if (list == nullptr) {
            return CKR_OK;
        }
        if (room < mechanisms.size()) {
            return CKR_BUFFER_TOO_SMALL;
        }
        for (CK_ULONG i = 0; i < mechanisms.size(); ++i) {
            store_at(list, i, mechanisms[i].type);
        }
        return CKR_OK;
    });
}

OPENBEID_ENTRY C_GetMechanismInfo(CK_SLOT_ID id, CK_MECHANISM_TYPE type, CK_MECHANISM_INFO* info)
{
    const bool good = info != nullptr;
    return with_token("C_GetMechanismInfo", id, good, [&](Module&, Insertion& insertion) {
        const auto& applet = insertion.token.data().applet;
        const auto mechanism = find_mechanism(applet, type);
        if (!mechanism) {
            return CKR_MECHANISM_INVALID;
        }
        store(info, info_of(*mechanism, applet));
        return CKR_OK;
    });
}

OPENBEID_ENTRY C_WaitForSlotEvent(CK_FLAGS flags, CK_SLOT_ID* slot, void* reserved)
{
    const bool good = slot != nullptr && reserved == nullptr;
    return with_module("C_WaitForSlotEvent", good, [&](Module& module) {
        return module.wait_for_slot_event((flags & CKF_DONT_BLOCK) == 0, slot);
    });
}
