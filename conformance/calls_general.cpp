// SPDX-License-Identifier: Apache-2.0
#include "calls.hpp"

#include <array>

namespace openbeid::conformance {

namespace {

const std::array<Call, 28> table_of_general{{
    {"C_Initialize",
     Kind::library,
     0,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_Initialize(a.in);
     }},
    {"C_Finalize",
     Kind::library,
     0,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_Finalize(a.in);
     }},
    {"C_GetInfo",
     Kind::library,
     use_info,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_GetInfo(as<CK_INFO>(a.out));
     }},
    {"C_GetSlotList",
     Kind::library,
     use_count_out,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_GetSlotList(CK_FALSE, as<CK_SLOT_ID>(a.out), a.out_size);
     }},
    {"C_GetSlotInfo",
     Kind::slot,
     use_info,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_GetSlotInfo(a.slot, as<CK_SLOT_INFO>(a.out));
     }},
    {"C_GetTokenInfo",
     Kind::slot,
     use_info,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_GetTokenInfo(a.slot, as<CK_TOKEN_INFO>(a.out));
     }},
    {"C_GetMechanismList",
     Kind::slot,
     use_count_out,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_GetMechanismList(a.slot, as<CK_MECHANISM_TYPE>(a.out), a.out_size);
     }},
    {"C_GetMechanismInfo",
     Kind::slot,
     use_info,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_GetMechanismInfo(a.slot, a.type, as<CK_MECHANISM_INFO>(a.out));
     }},
    {"C_InitToken",
     Kind::slot,
     use_pin | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_InitToken(a.slot, a.in, a.in_size, a.out);
     }},
    {"C_InitPIN",
     Kind::session,
     use_pin | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_InitPIN(a.session, a.in, a.in_size);
     }},
    {"C_SetPIN",
     Kind::session,
     use_pin,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_SetPIN(a.session, a.in, a.in_size, a.in, a.in_size);
     }},
    {"C_OpenSession",
     Kind::slot,
     use_handle,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_OpenSession(a.slot, CKF_SERIAL_SESSION, nullptr, nullptr, a.handle);
     }},
    {"C_CloseSession",
     Kind::session,
     0,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_CloseSession(a.session);
     }},
    {"C_CloseAllSessions",
     Kind::slot,
     0,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_CloseAllSessions(a.slot);
     }},
    {"C_GetSessionInfo",
     Kind::session,
     use_info,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_GetSessionInfo(a.session, as<CK_SESSION_INFO>(a.out));
     }},
    {"C_GetOperationState",
     Kind::session,
     use_out | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_GetOperationState(a.session, a.out, a.out_size);
     }},
    {"C_SetOperationState",
     Kind::session,
     use_in | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_SetOperationState(a.session, a.in, a.in_size, 0, 0);
     }},
    {"C_Login",
     Kind::session,
     use_pin,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_Login(a.session, CKU_USER, a.in, a.in_size);
     }},
    {"C_Logout",
     Kind::session,
     0,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_Logout(a.session);
     }},
    {"C_CreateObject",
     Kind::session,
     use_attributes | use_handle | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_CreateObject(a.session, a.attributes, a.count, a.handle);
     }},
    {"C_CopyObject",
     Kind::session,
     use_object | use_attributes | use_handle | use_stub,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_CopyObject(a.session, a.object, a.attributes, a.count, a.handle);
     }},
    {"C_DestroyObject",
     Kind::session,
     use_object,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_DestroyObject(a.session, a.object);
     }},
    {"C_GetObjectSize",
     Kind::session,
     use_object | use_info,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_GetObjectSize(a.session, a.object, as<CK_ULONG>(a.out));
     }},
    {"C_GetAttributeValue",
     Kind::session,
     use_object | use_attributes,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_GetAttributeValue(a.session, a.object, a.attributes, a.count);
     }},
    {"C_SetAttributeValue",
     Kind::session,
     use_object | use_attributes,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_SetAttributeValue(a.session, a.object, a.attributes, a.count);
     }},
    {"C_FindObjectsInit",
     Kind::session,
     use_attributes,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_FindObjectsInit(a.session, a.attributes, a.count);
     }},
    {"C_FindObjects",
     Kind::session,
     use_handle | use_found,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_FindObjects(a.session, a.handle, a.count, a.out_size);
     }},
    {"C_FindObjectsFinal",
     Kind::session,
     0,
     [](const Lists& lists, const Args& a) -> CK_RV {
         auto& f = *lists.f;
         return f.C_FindObjectsFinal(a.session);
     }},
}};

} // namespace

std::span<const Call> calls_general() noexcept
{
    return table_of_general;
}

} // namespace openbeid::conformance
