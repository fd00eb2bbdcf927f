// SPDX-License-Identifier: Apache-2.0
#pragma once

// p11-kit's header, and what PKCS#11 3.0 adds to it where that header is still one of 2.40.
#include <p11-kit/pkcs11.h>

#ifndef CKA_UNIQUE_ID // p11-kit 0.25 calls its header one of 3.0, but forgot this
#define CKA_UNIQUE_ID 0x4UL
#endif

#if CRYPTOKI_VERSION_MAJOR < 3

#define CKO_PROFILE 0x9UL
#define CKA_PROFILE_ID 0x601UL
#define CKP_BASELINE_PROVIDER 1UL
#define CKP_EXTENDED_PROVIDER 2UL
#define CKP_AUTHENTICATION_TOKEN 3UL
#define CKP_PUBLIC_CERTIFICATES_TOKEN 4UL
#define CKF_FIND_OBJECTS 0x40UL
#define CKR_OPERATION_CANCEL_FAILED 0x202UL

// With the types of p11-kit's own, of later versions.
struct CK_INTERFACE { // NOLINT(readability-identifier-naming): the standard's name
    char* pInterfaceName;
    void* pFunctionList;
    CK_FLAGS flags;
};

#endif

namespace openbeid::pkcs11 {

// PKCS#11 2.40 §4.6.2: CKA_CERTIFICATE_CATEGORY.
inline constexpr CK_ULONG certificate_category_token_user = 1;
inline constexpr CK_ULONG certificate_category_authority = 2;

template <typename... Arguments>
using SessionFunction = CK_RV (*)(CK_SESSION_HANDLE, Arguments...);

/// The 3.0 function list: the members of the 2.40 list, whose version then says 3.0, and 24 more in
/// the order of the standard. Its layout is that of CK_FUNCTION_LIST_3_0, which old headers lack.
struct FunctionList30 {
    using MessageInit = SessionFunction<CK_MECHANISM*, CK_OBJECT_HANDLE>;
    using MessageCrypt = SessionFunction<void*,
                                         CK_ULONG,
                                         CK_BYTE*,
                                         CK_ULONG,
                                         CK_BYTE*,
                                         CK_ULONG,
                                         CK_BYTE*,
                                         CK_ULONG*>;
    using MessageCryptBegin = SessionFunction<void*, CK_ULONG, CK_BYTE*, CK_ULONG>;
    using MessageCryptNext =
        SessionFunction<void*, CK_ULONG, CK_BYTE*, CK_ULONG, CK_BYTE*, CK_ULONG*, CK_FLAGS>;
    using MessageFinal = SessionFunction<>;
    using MessageSign = SessionFunction<void*, CK_ULONG, CK_BYTE*, CK_ULONG, CK_BYTE*, CK_ULONG*>;
    using MessageBegin = SessionFunction<void*, CK_ULONG>;
    using MessageVerify = SessionFunction<void*, CK_ULONG, CK_BYTE*, CK_ULONG, CK_BYTE*, CK_ULONG>;

    CK_FUNCTION_LIST v2_40;
    CK_RV (*C_GetInterfaceList)(CK_INTERFACE*, CK_ULONG*);
    CK_RV (*C_GetInterface)(CK_UTF8CHAR*, CK_VERSION*, CK_INTERFACE**, CK_FLAGS);
    SessionFunction<CK_USER_TYPE, CK_UTF8CHAR*, CK_ULONG, CK_UTF8CHAR*, CK_ULONG> C_LoginUser;
    SessionFunction<CK_FLAGS> C_SessionCancel;
    MessageInit C_MessageEncryptInit;
    MessageCrypt C_EncryptMessage;
    MessageCryptBegin C_EncryptMessageBegin;
    MessageCryptNext C_EncryptMessageNext;
    MessageFinal C_MessageEncryptFinal;
    MessageInit C_MessageDecryptInit;
    MessageCrypt C_DecryptMessage;
    MessageCryptBegin C_DecryptMessageBegin;
    MessageCryptNext C_DecryptMessageNext;
    MessageFinal C_MessageDecryptFinal;
    MessageInit C_MessageSignInit;
    MessageSign C_SignMessage;
    MessageBegin C_SignMessageBegin;
    MessageSign C_SignMessageNext;
    MessageFinal C_MessageSignFinal;
    MessageInit C_MessageVerifyInit;
    MessageVerify C_VerifyMessage;
    MessageBegin C_VerifyMessageBegin;
    MessageVerify C_VerifyMessageNext;
    MessageFinal C_MessageVerifyFinal;
};

#if defined(__LP64__)
static_assert(sizeof(CK_INTERFACE) == 24);
static_assert(sizeof(CK_FUNCTION_LIST) == 552);
static_assert(sizeof(FunctionList30) == 744);
#endif

} // namespace openbeid::pkcs11
