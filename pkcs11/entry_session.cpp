// SPDX-License-Identifier: Apache-2.0
// Entry points: sessions, login and objects.
#include "pkcs11/entry.hpp"
#include "pkcs11/guard.hpp"
#include "pkcs11/memory.hpp"

using namespace openbeid::pkcs11;

namespace {

CK_RV log_in(const char* name,
             CK_SESSION_HANDLE handle,
             CK_USER_TYPE user,
             const CK_UTF8CHAR* pin,
             CK_ULONG pin_length,
             bool user_good)
{
    const bool nothing_given = pin == nullptr && pin_length == 0;
    return with_module(name, user_good && (nothing_given || pin != nullptr), [&](Module& module) {
        const auto asked = module.session(handle);
        // Who gives no PIN must have somebody who asks for it.
        const bool good = !nothing_given || (asked && asked->collects_pin());
        const auto given =
            nothing_given ? std::nullopt : std::optional{openbeid::ByteView{pin, pin_length}};
        const bool read_only_exists = asked && module.has_read_only_session(asked->insertion());
        return with_session(name, handle, none, good, [&](Session& session) {
            return session.login(user, given, read_only_exists);
        });
    });
}

} // namespace

OPENBEID_ENTRY C_OpenSession(CK_SLOT_ID id,
                             CK_FLAGS flags,
                             void* /*application*/,
                             CK_NOTIFY /*notify*/,
                             CK_SESSION_HANDLE* handle)
{
    const bool good = handle != nullptr;
    const auto look = Module::Look::now;
    return with_slot("C_OpenSession", id, good, look, [&](Module& module, Slot& slot) {
        return (flags & CKF_SERIAL_SESSION) == 0 ? CKR_SESSION_PARALLEL_NOT_SUPPORTED
                                                 : module.open_session(slot, flags, handle);
    });
}

OPENBEID_ENTRY C_CloseSession(CK_SESSION_HANDLE handle)
{
    return with_module(
        "C_CloseSession", true, [&](Module& module) { return module.close_session(handle); });
}

OPENBEID_ENTRY C_CloseAllSessions(CK_SLOT_ID id)
{
    const auto look = Module::Look::if_stale;
    return with_slot("C_CloseAllSessions", id, true, look, [](Module& module, Slot& slot) {
        module.close_sessions(slot.id());
        return CKR_OK;
    });
}

OPENBEID_ENTRY C_GetSessionInfo(CK_SESSION_HANDLE handle, CK_SESSION_INFO* info)
{
    return with_module("C_GetSessionInfo", info != nullptr, [&](Module& module) -> CK_RV {
        // Not alone in the session: it must never wait behind a signature.
        const auto session = module.session(handle);
        if (!session) {
            return CKR_SESSION_HANDLE_INVALID;
        }
        module.refresh(Module::Look::if_stale);
        session->insertion().token.refresh_login();
        if (!session->alive()) {
            return CKR_SESSION_HANDLE_INVALID;
        }
        store(info, session->info());
        return CKR_OK;
    });
}

OPENBEID_ENTRY
C_Login(CK_SESSION_HANDLE handle, CK_USER_TYPE user, CK_UTF8CHAR* pin, CK_ULONG pin_length)
{
    return log_in("C_Login", handle, user, pin, pin_length, true);
}

CK_RV openbeid::pkcs11::login_user(CK_SESSION_HANDLE handle,
                                   CK_USER_TYPE user,
                                   CK_UTF8CHAR* pin,
                                   CK_ULONG pin_length,
                                   CK_UTF8CHAR* /*name*/,
                                   CK_ULONG name_length) noexcept
{
    return log_in("C_LoginUser", handle, user, pin, pin_length, name_length == 0);
}

OPENBEID_ENTRY C_SetPIN(CK_SESSION_HANDLE handle,
                        CK_UTF8CHAR* current,
                        CK_ULONG current_length,
                        CK_UTF8CHAR* replacement,
                        CK_ULONG replacement_length)
{
    const bool given = current != nullptr && replacement != nullptr;
    const bool nothing_given = current == nullptr && current_length == 0 &&
                               replacement == nullptr && replacement_length == 0;
    return with_module("C_SetPIN", given || nothing_given, [&](Module& module) {
        const auto asked = module.session(handle);
        const bool good = given || (asked && asked->collects_pin());
        return with_session("C_SetPIN", handle, none, good, [&](Session& session) {
            return given ? session.set_pin({current, current_length},
                                           {replacement, replacement_length})
                         : session.set_collected_pin();
        });
    });
}

OPENBEID_ENTRY C_Logout(CK_SESSION_HANDLE handle)
{
    return with_session(
        "C_Logout", handle, none, true, [](Session& session) { return session.logout(); });
}

CK_RV openbeid::pkcs11::session_cancel(CK_SESSION_HANDLE handle, CK_FLAGS operations) noexcept
{
    const auto cancel = [&](Session& session) {
        if ((operations & CKF_FIND_OBJECTS) != 0) {
            session.end(OperationKind::find);
        }
        if ((operations & CKF_DIGEST) != 0) {
            session.end(OperationKind::digest);
        }
        if ((operations & CKF_SIGN) != 0) {
            session.end(OperationKind::sign);
        }
        return CKR_OK;
    };
    return with_module("C_SessionCancel", true, [&](Module& module) -> CK_RV {
        // The session itself can't be asked while a call in it waits for its user.
        const auto asking = module.session(handle);
        if (asking && !asking->withdraw_question((operations & CKF_SIGN) != 0)) {
            return operations == 0 ? CKR_OK : CKR_OPERATION_CANCEL_FAILED;
        }
        return with_session("C_SessionCancel", handle, none, true, cancel);
    });
}

OPENBEID_ENTRY C_FindObjectsInit(CK_SESSION_HANDLE handle, CK_ATTRIBUTE* attributes, CK_ULONG count)
{
    const auto wanted = Template::from(attributes, count);
    return with_session("C_FindObjectsInit", handle, none, wanted.has_value(), [&](Session& s) {
        return s.find_init(*wanted);
    });
}

OPENBEID_ENTRY
C_FindObjects(CK_SESSION_HANDLE handle, CK_OBJECT_HANDLE* found, CK_ULONG max, CK_ULONG* count)
{
    const bool good = count != nullptr && (found != nullptr || max == 0);
    return with_session("C_FindObjects", handle, OperationKind::find, good, [&](Session& s) {
        return s.find(found, max, count);
    });
}

OPENBEID_ENTRY C_FindObjectsFinal(CK_SESSION_HANDLE handle)
{
    return with_session(
        "C_FindObjectsFinal", handle, none, true, [](Session& s) { return s.find_final(); });
}

OPENBEID_ENTRY C_GetAttributeValue(CK_SESSION_HANDLE handle,
                                   CK_OBJECT_HANDLE object,
                                   CK_ATTRIBUTE* attributes,
                                   CK_ULONG count)
{
    const bool good = attributes != nullptr && count > 0 && count <= max_template_size;
    return with_session("C_GetAttributeValue", handle, none, good, [&](Session& s) {
        return s.get_attributes(object, attributes, count);
    });
}

OPENBEID_ENTRY C_GetObjectSize(CK_SESSION_HANDLE handle, CK_OBJECT_HANDLE object, CK_ULONG* size)
{
    return with_session("C_GetObjectSize", handle, none, size != nullptr, [&](Session& s) {
        return s.object_size(object, size);
    });
}

OPENBEID_ENTRY C_SetAttributeValue(CK_SESSION_HANDLE handle,
                                   CK_OBJECT_HANDLE object,
                                   CK_ATTRIBUTE* attributes,
                                   CK_ULONG count)
{
    const bool good = attributes != nullptr && count > 0 && count <= max_template_size;
    return with_session("C_SetAttributeValue", handle, none, good, [&](Session& s) {
        const CK_RV rv = s.prohibit(object);
        const bool names_unique_id = load_at(attributes, 0).type == CKA_UNIQUE_ID;
        return rv == CKR_ACTION_PROHIBITED && names_unique_id ? CKR_ATTRIBUTE_READ_ONLY : rv;
    });
}

OPENBEID_ENTRY C_DestroyObject(CK_SESSION_HANDLE handle, CK_OBJECT_HANDLE object)
{
    return with_session(
        "C_DestroyObject", handle, none, true, [&](Session& s) { return s.prohibit(object); });
}
