// SPDX-License-Identifier: Apache-2.0
// Entry points of what a card that only signs can't do. They touch none of their arguments.
#include "pkcs11/entry.hpp"
#include "pkcs11/guard.hpp"

using namespace openbeid::pkcs11;

OPENBEID_ENTRY C_InitToken(CK_SLOT_ID, CK_BYTE*, CK_ULONG, CK_BYTE*)
{
    return not_supported();
}

OPENBEID_ENTRY C_InitPIN(CK_SESSION_HANDLE, CK_BYTE*, CK_ULONG)
{
    return not_supported();
}

OPENBEID_ENTRY C_GetOperationState(CK_SESSION_HANDLE, CK_BYTE*, CK_ULONG*)
{
    return not_supported();
}

OPENBEID_ENTRY
C_SetOperationState(CK_SESSION_HANDLE, CK_BYTE*, CK_ULONG, CK_OBJECT_HANDLE, CK_OBJECT_HANDLE)
{
    return not_supported();
}

OPENBEID_ENTRY C_CreateObject(CK_SESSION_HANDLE, CK_ATTRIBUTE*, CK_ULONG, CK_OBJECT_HANDLE*)
{
    return not_supported();
}

OPENBEID_ENTRY
C_CopyObject(CK_SESSION_HANDLE, CK_OBJECT_HANDLE, CK_ATTRIBUTE*, CK_ULONG, CK_OBJECT_HANDLE*)
{
    return not_supported();
}

OPENBEID_ENTRY C_EncryptInit(CK_SESSION_HANDLE, CK_MECHANISM*, CK_OBJECT_HANDLE)
{
    return not_supported();
}

OPENBEID_ENTRY C_Encrypt(CK_SESSION_HANDLE, CK_BYTE*, CK_ULONG, CK_BYTE*, CK_ULONG*)
{
    return not_supported();
}

OPENBEID_ENTRY C_EncryptUpdate(CK_SESSION_HANDLE, CK_BYTE*, CK_ULONG, CK_BYTE*, CK_ULONG*)
{
    return not_supported();
}

OPENBEID_ENTRY C_EncryptFinal(CK_SESSION_HANDLE, CK_BYTE*, CK_ULONG*)
{
    return not_supported();
}

OPENBEID_ENTRY C_DecryptInit(CK_SESSION_HANDLE, CK_MECHANISM*, CK_OBJECT_HANDLE)
{
    return not_supported();
}

OPENBEID_ENTRY C_Decrypt(CK_SESSION_HANDLE, CK_BYTE*, CK_ULONG, CK_BYTE*, CK_ULONG*)
{
    return not_supported();
}

OPENBEID_ENTRY C_DecryptUpdate(CK_SESSION_HANDLE, CK_BYTE*, CK_ULONG, CK_BYTE*, CK_ULONG*)
{
    return not_supported();
}

OPENBEID_ENTRY C_DecryptFinal(CK_SESSION_HANDLE, CK_BYTE*, CK_ULONG*)
{
    return not_supported();
}

OPENBEID_ENTRY C_DigestKey(CK_SESSION_HANDLE, CK_OBJECT_HANDLE)
{
    return not_supported();
}

OPENBEID_ENTRY C_SignRecoverInit(CK_SESSION_HANDLE, CK_MECHANISM*, CK_OBJECT_HANDLE)
{
    return not_supported();
}

OPENBEID_ENTRY C_SignRecover(CK_SESSION_HANDLE, CK_BYTE*, CK_ULONG, CK_BYTE*, CK_ULONG*)
{
    return not_supported();
}

OPENBEID_ENTRY C_VerifyRecoverInit(CK_SESSION_HANDLE, CK_MECHANISM*, CK_OBJECT_HANDLE)
{
    return not_supported();
}

OPENBEID_ENTRY C_VerifyRecover(CK_SESSION_HANDLE, CK_BYTE*, CK_ULONG, CK_BYTE*, CK_ULONG*)
{
    return not_supported();
}

OPENBEID_ENTRY C_DigestEncryptUpdate(CK_SESSION_HANDLE, CK_BYTE*, CK_ULONG, CK_BYTE*, CK_ULONG*)
{
    return not_supported();
}

OPENBEID_ENTRY C_DecryptDigestUpdate(CK_SESSION_HANDLE, CK_BYTE*, CK_ULONG, CK_BYTE*, CK_ULONG*)
{
    return not_supported();
}

OPENBEID_ENTRY C_SignEncryptUpdate(CK_SESSION_HANDLE, CK_BYTE*, CK_ULONG, CK_BYTE*, CK_ULONG*)
{
    return not_supported();
}

OPENBEID_ENTRY C_DecryptVerifyUpdate(CK_SESSION_HANDLE, CK_BYTE*, CK_ULONG, CK_BYTE*, CK_ULONG*)
{
    return not_supported();
}

OPENBEID_ENTRY
C_GenerateKey(CK_SESSION_HANDLE, CK_MECHANISM*, CK_ATTRIBUTE*, CK_ULONG, CK_OBJECT_HANDLE*)
{
    return not_supported();
}

OPENBEID_ENTRY C_GenerateKeyPair(CK_SESSION_HANDLE,
                                 CK_MECHANISM*,
                                 CK_ATTRIBUTE*,
                                 CK_ULONG,
                                 CK_ATTRIBUTE*,
                                 CK_ULONG,
                                 CK_OBJECT_HANDLE*,
                                 CK_OBJECT_HANDLE*)
{
    return not_supported();
}

OPENBEID_ENTRY
C_WrapKey(CK_SESSION_HANDLE, CK_MECHANISM*, CK_OBJECT_HANDLE, CK_OBJECT_HANDLE, CK_BYTE*, CK_ULONG*)
{
    return not_supported();
}

OPENBEID_ENTRY C_UnwrapKey(CK_SESSION_HANDLE,
                           CK_MECHANISM*,
                           CK_OBJECT_HANDLE,
                           CK_BYTE*,
                           CK_ULONG,
                           CK_ATTRIBUTE*,
                           CK_ULONG,
                           CK_OBJECT_HANDLE*)
{
    return not_supported();
}

OPENBEID_ENTRY C_DeriveKey(
    CK_SESSION_HANDLE, CK_MECHANISM*, CK_OBJECT_HANDLE, CK_ATTRIBUTE*, CK_ULONG, CK_OBJECT_HANDLE*)
{
    return not_supported();
}

// Relics of parallel sessions: PKCS#11 2.40 §5.15 wants this code.

OPENBEID_ENTRY C_GetFunctionStatus(CK_SESSION_HANDLE handle)
{
    return with_session("C_GetFunctionStatus", handle, OperationKind::none, true, [](Session&) {
        return CKR_FUNCTION_NOT_PARALLEL;
    });
}

OPENBEID_ENTRY C_CancelFunction(CK_SESSION_HANDLE handle)
{
    return with_session("C_CancelFunction", handle, OperationKind::none, true, [](Session&) {
        return CKR_FUNCTION_NOT_PARALLEL;
    });
}
