// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/log.hpp"
#include "base/no_cancellation.hpp"
#include "pkcs11/runtime.hpp"
#include "pkcs11/rv.hpp"

#include <new>

/// What every entry point does around its one statement, in the order of checks that holds for all
/// functions: initialised, arguments, slot or session, token, and then the function's own.
namespace openbeid::pkcs11 {

/// What a function uses that continues no operation.
inline constexpr auto none = OperationKind::none;

/// Catches what may not reach a C caller, and logs the function with its answer. The thread can't
/// be cancelled meanwhile.
template <typename Function>
CK_RV guarded(const char* name, Function&& function) noexcept
{
    const NoCancellation no_cancellation;
    CK_RV rv = CKR_GENERAL_ERROR;
    try {
        rv = function();
    } catch (const std::bad_alloc&) {
        rv = CKR_HOST_MEMORY;
    } catch (...) {
        log::error("{}: an exception of our own making", name);
    }
    log::debug("{}: {}", name, name_of(rv));
    return rv;
}

/// Calls `function(Module&)` once the module is initialised and the arguments can be used.
template <typename Function>
CK_RV with_module(const char* name, bool arguments_good, Function&& function) noexcept
{
    // Outlives `module`, whose end is here if C_Finalize has left us the last one.
    const NoCancellation no_cancellation;
    const auto module = current_module();
    if (!module) {
        return CKR_CRYPTOKI_NOT_INITIALIZED;
    }
    return guarded(name, [&]() -> CK_RV {
        module->forget_expired_pins();
        return arguments_good ? function(*module) : CKR_ARGUMENTS_BAD;
    });
}

/// Calls `function(Module&, Slot&)`.
template <typename Function>
CK_RV with_slot(const char* name,
                CK_SLOT_ID id,
                bool arguments_good,
                Module::Look look,
                Function&& function) noexcept
{
    return with_module(name, arguments_good, [&](Module& module) -> CK_RV {
        module.refresh(look);
        const auto slot = module.slot(id);
        return slot ? function(module, *slot) : CKR_SLOT_ID_INVALID;
    });
}

/// Calls `function(Insertion&)` for the eID in the slot; never waits for other programs.
template <typename Function>
CK_RV with_token(const char* name, CK_SLOT_ID id, bool arguments_good, Function&& function) noexcept
{
    const auto look = Module::Look::if_stale;
    return with_slot(name, id, arguments_good, look, [&](Module& module, Slot& slot) -> CK_RV {
        const auto insertion = slot.insertion(std::chrono::milliseconds{0});
        return insertion ? function(module, **insertion) : slot_rv(insertion.error());
    });
}

/**
 * Calls `function(Session&)` alone in that session.
 * @param used  the operation that the function continues: bad arguments end a digest or signature,
 *              and a session without its card tells once that it lost one
 */
template <typename Function>
CK_RV with_session(const char* name,
                   CK_SESSION_HANDLE handle,
                   OperationKind used,
                   bool arguments_good,
                   Function&& function) noexcept
{
    return with_module(name, true, [&](Module& module) -> CK_RV {
        const auto session = module.session(handle);
        if (!arguments_good) {
            if (session && used != OperationKind::find) {
                const MutexLock lock{session->mutex};
                session->end(used);
            }
            return CKR_ARGUMENTS_BAD;
        }
        if (!session) {
            return CKR_SESSION_HANDLE_INVALID;
        }
        module.refresh(Module::Look::if_stale);
        const MutexLock lock{session->mutex};
        if (session->closing()) {
            return CKR_SESSION_HANDLE_INVALID; // another thread was faster
        }
        if (!session->alive()) {
            return session->dead_rv(used);
        }
        session->end_operation_of_old_login();
        const bool continued = session->is_active(used);
        const CK_RV rv = function(*session);
        if (rv == CKR_FUNCTION_CANCELED && session->closing()) {
            return CKR_SESSION_CLOSED; // which has withdrawn the question
        }
        // A login, and a PIN that waits, end with the card.
        const bool failed_without_card =
            (rv == CKR_DEVICE_ERROR || rv == CKR_USER_NOT_LOGGED_IN) && !session->alive();
        if (rv != CKR_DEVICE_REMOVED && !failed_without_card) {
            return rv;
        }
        session->note_removal_told();
        return continued ? CKR_DEVICE_REMOVED : CKR_SESSION_HANDLE_INVALID;
    });
}

/// A function that no card of ours can do.
[[nodiscard]] inline CK_RV not_supported() noexcept
{
    const NoCancellation no_cancellation;
    return current_module() ? CKR_FUNCTION_NOT_SUPPORTED : CKR_CRYPTOKI_NOT_INITIALIZED;
}

} // namespace openbeid::pkcs11
