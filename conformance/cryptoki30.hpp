// SPDX-License-Identifier: Apache-2.0
// What PKCS#11 3.0 adds to the header of p11-kit before 0.25. Newer ones switch most of this off.
#pragma once

#include <p11-kit/pkcs11.h>

#ifndef CKA_UNIQUE_ID // not in p11-kit 0.25 either
inline constexpr CK_ATTRIBUTE_TYPE CKA_UNIQUE_ID = 0x4;
#endif

#if CRYPTOKI_VERSION_MAJOR < 3

inline constexpr CK_OBJECT_CLASS CKO_PROFILE = 0x9;
inline constexpr CK_ATTRIBUTE_TYPE CKA_PROFILE_ID = 0x601;
inline constexpr CK_ULONG CKP_BASELINE_PROVIDER = 1;
inline constexpr CK_ULONG CKP_EXTENDED_PROVIDER = 2;
inline constexpr CK_ULONG CKP_AUTHENTICATION_TOKEN = 3;
inline constexpr CK_ULONG CKP_PUBLIC_CERTIFICATES_TOKEN = 4;
inline constexpr CK_FLAGS CKF_INTERFACE_FORK_SAFE = 0x1;
inline constexpr CK_FLAGS CKF_FIND_OBJECTS = 0x40;
inline constexpr CK_FLAGS CKF_MESSAGE_ENCRYPT = 0x2;
inline constexpr CK_FLAGS CKF_MESSAGE_DECRYPT = 0x4;
inline constexpr CK_FLAGS CKF_MESSAGE_SIGN = 0x8;
inline constexpr CK_FLAGS CKF_MESSAGE_VERIFY = 0x10;
inline constexpr CK_FLAGS CKF_MULTI_MESSAGE = 0x20;
inline constexpr CK_RV CKR_OPERATION_CANCEL_FAILED = 0x202;

struct CK_INTERFACE {
    char* pInterfaceName;
    void* pFunctionList;
    CK_FLAGS flags;
};
using CK_INTERFACE_PTR = CK_INTERFACE*;
using CK_INTERFACE_PTR_PTR = CK_INTERFACE**;

extern "C" {
using CK_C_GetInterfaceList = CK_RV (*)(CK_INTERFACE*, CK_ULONG*);
using CK_C_GetInterface = CK_RV (*)(CK_BYTE*, CK_VERSION*, CK_INTERFACE**, CK_FLAGS);
using CK_C_LoginUser =
    CK_RV (*)(CK_SESSION_HANDLE, CK_USER_TYPE, CK_BYTE*, CK_ULONG, CK_BYTE*, CK_ULONG);
using CK_C_SessionCancel = CK_RV (*)(CK_SESSION_HANDLE, CK_FLAGS);
using CK_C_MessageInit = CK_RV (*)(CK_SESSION_HANDLE, CK_MECHANISM*, CK_OBJECT_HANDLE);
using CK_C_CipherMessage = CK_RV (*)(CK_SESSION_HANDLE,
                                     void*,
                                     CK_ULONG,
                                     CK_BYTE*,
                                     CK_ULONG,
                                     CK_BYTE*,
                                     CK_ULONG,
                                     CK_BYTE*,
                                     CK_ULONG*);
using CK_C_CipherMessageBegin = CK_RV (*)(CK_SESSION_HANDLE, void*, CK_ULONG, CK_BYTE*, CK_ULONG);
using CK_C_CipherMessageNext = CK_RV (*)(
    CK_SESSION_HANDLE, void*, CK_ULONG, CK_BYTE*, CK_ULONG, CK_BYTE*, CK_ULONG*, CK_FLAGS);
using CK_C_MessageFinal = CK_RV (*)(CK_SESSION_HANDLE);
using CK_C_SignMessage =
    CK_RV (*)(CK_SESSION_HANDLE, void*, CK_ULONG, CK_BYTE*, CK_ULONG, CK_BYTE*, CK_ULONG*);
using CK_C_MessageBegin = CK_RV (*)(CK_SESSION_HANDLE, void*, CK_ULONG);
using CK_C_VerifyMessage =
    CK_RV (*)(CK_SESSION_HANDLE, void*, CK_ULONG, CK_BYTE*, CK_ULONG, CK_BYTE*, CK_ULONG);
}

/// The 2.40 list and the 24 functions behind it, in the order of the standard.
struct CK_FUNCTION_LIST_3_0 : CK_FUNCTION_LIST {
    CK_C_GetInterfaceList C_GetInterfaceList;
    CK_C_GetInterface C_GetInterface;
    CK_C_LoginUser C_LoginUser;
    CK_C_SessionCancel C_SessionCancel;
    CK_C_MessageInit C_MessageEncryptInit;
    CK_C_CipherMessage C_EncryptMessage;
    CK_C_CipherMessageBegin C_EncryptMessageBegin;
    CK_C_CipherMessageNext C_EncryptMessageNext;
    CK_C_MessageFinal C_MessageEncryptFinal;
    CK_C_MessageInit C_MessageDecryptInit;
    CK_C_CipherMessage C_DecryptMessage;
    CK_C_CipherMessageBegin C_DecryptMessageBegin;
    CK_C_CipherMessageNext C_DecryptMessageNext;
    CK_C_MessageFinal C_MessageDecryptFinal;
    CK_C_MessageInit C_MessageSignInit;
    CK_C_SignMessage C_SignMessage;
    CK_C_MessageBegin C_SignMessageBegin;
    CK_C_SignMessage C_SignMessageNext;
    CK_C_MessageFinal C_MessageSignFinal;
    CK_C_MessageInit C_MessageVerifyInit;
    CK_C_VerifyMessage C_VerifyMessage;
    CK_C_MessageBegin C_VerifyMessageBegin;
    CK_C_VerifyMessage C_VerifyMessageNext;
    CK_C_MessageFinal C_MessageVerifyFinal;
};

#endif

static_assert(sizeof(CK_INTERFACE) == 3 * sizeof(void*));
static_assert(sizeof(void*) != 8 || sizeof(CK_FUNCTION_LIST) == 552);
static_assert(sizeof(void*) != 8 || sizeof(CK_FUNCTION_LIST_3_0) == 744);
