// SPDX-License-Identifier: Apache-2.0
// C_GetFunctionList, C_GetInterfaceList and C_GetInterface.
#include "pkcs11/entry.hpp"
#include "pkcs11/guard.hpp"
#include "pkcs11/memory.hpp"

#include <array>
#include <cstring>

using namespace openbeid::pkcs11;

namespace {

/// The message functions of 3.0: no profile that we claim needs them.
template <typename... Arguments>
CK_RV no_messages(CK_SESSION_HANDLE /*session*/, Arguments... /*unused*/) noexcept
{
    return not_supported();
}

// NOLINTNEXTLINE(readability-function-size): a table, in the order of the standard
constexpr CK_FUNCTION_LIST functions(CK_VERSION version) noexcept
{
    return {.version = version,
            .C_Initialize = C_Initialize,
            .C_Finalize = C_Finalize,
            .C_GetInfo = C_GetInfo,
            .C_GetFunctionList = C_GetFunctionList,
            .C_GetSlotList = C_GetSlotList,
            .C_GetSlotInfo = C_GetSlotInfo,
            .C_GetTokenInfo = C_GetTokenInfo,
            .C_GetMechanismList = C_GetMechanismList,
            .C_GetMechanismInfo = C_GetMechanismInfo,
            .C_InitToken = C_InitToken,
            .C_InitPIN = C_InitPIN,
            .C_SetPIN = C_SetPIN,
            .C_OpenSession = C_OpenSession,
            .C_CloseSession = C_CloseSession,
            .C_CloseAllSessions = C_CloseAllSessions,
            .C_GetSessionInfo = C_GetSessionInfo,
            .C_GetOperationState = C_GetOperationState,
            .C_SetOperationState = C_SetOperationState,
            .C_Login = C_Login,
            .C_Logout = C_Logout,
            .C_CreateObject = C_CreateObject,
            .C_CopyObject = C_CopyObject,
            .C_DestroyObject = C_DestroyObject,
            .C_GetObjectSize = C_GetObjectSize,
            .C_GetAttributeValue = C_GetAttributeValue,
            .C_SetAttributeValue = C_SetAttributeValue,
            .C_FindObjectsInit = C_FindObjectsInit,
            .C_FindObjects = C_FindObjects,
            .C_FindObjectsFinal = C_FindObjectsFinal,
            .C_EncryptInit = C_EncryptInit,
            .C_Encrypt = C_Encrypt,
            .C_EncryptUpdate = C_EncryptUpdate,
            .C_EncryptFinal = C_EncryptFinal,
            .C_DecryptInit = C_DecryptInit,
            .C_Decrypt = C_Decrypt,
            .C_DecryptUpdate = C_DecryptUpdate,
            .C_DecryptFinal = C_DecryptFinal,
            .C_DigestInit = C_DigestInit,
            .C_Digest = C_Digest,
            .C_DigestUpdate = C_DigestUpdate,
            .C_DigestKey = C_DigestKey,
            .C_DigestFinal = C_DigestFinal,
            .C_SignInit = C_SignInit,
            .C_Sign = C_Sign,
            .C_SignUpdate = C_SignUpdate,
            .C_SignFinal = C_SignFinal,
            .C_SignRecoverInit = C_SignRecoverInit,
            .C_SignRecover = C_SignRecover,
            .C_VerifyInit = C_VerifyInit,
            .C_Verify = C_Verify,
            .C_VerifyUpdate = C_VerifyUpdate,
            .C_VerifyFinal = C_VerifyFinal,
            .C_VerifyRecoverInit = C_VerifyRecoverInit,
            .C_VerifyRecover = C_VerifyRecover,
            .C_DigestEncryptUpdate = C_DigestEncryptUpdate,
            .C_DecryptDigestUpdate = C_DecryptDigestUpdate,
            .C_SignEncryptUpdate = C_SignEncryptUpdate,
            .C_DecryptVerifyUpdate = C_DecryptVerifyUpdate,
            .C_GenerateKey = C_GenerateKey,
            .C_GenerateKeyPair = C_GenerateKeyPair,
            .C_WrapKey = C_WrapKey,
            .C_UnwrapKey = C_UnwrapKey,
            .C_DeriveKey = C_DeriveKey,
            .C_SeedRandom = C_SeedRandom,
            .C_GenerateRandom = C_GenerateRandom,
            .C_GetFunctionStatus = C_GetFunctionStatus,
            .C_CancelFunction = C_CancelFunction,
            .C_WaitForSlotEvent = C_WaitForSlotEvent};
}

// The callers' pointers are not const, and theirs for ever; nobody writes to the lists.
// NOLINTBEGIN(cppcoreguidelines-avoid-non-const-global-variables)
CK_FUNCTION_LIST functions_2_40 = functions({.major = 2, .minor = 40});
FunctionList30 functions_3_0{.v2_40 = functions({.major = 3, .minor = 0}),
                             .C_GetInterfaceList = C_GetInterfaceList,
                             .C_GetInterface = C_GetInterface,
                             .C_LoginUser = login_user,
                             .C_SessionCancel = session_cancel,
                             .C_MessageEncryptInit = no_messages,
                             .C_EncryptMessage = no_messages,
                             .C_EncryptMessageBegin = no_messages,
                             .C_EncryptMessageNext = no_messages,
                             .C_MessageEncryptFinal = no_messages,
                             .C_MessageDecryptInit = no_messages,
                             .C_DecryptMessage = no_messages,
                             .C_DecryptMessageBegin = no_messages,
                             .C_DecryptMessageNext = no_messages,
                             .C_MessageDecryptFinal = no_messages,
                             .C_MessageSignInit = no_messages,
                             .C_SignMessage = no_messages,
                             .C_SignMessageBegin = no_messages,
                             .C_SignMessageNext = no_messages,
                             .C_MessageSignFinal = no_messages,
                             .C_MessageVerifyInit = no_messages,
                             .C_VerifyMessage = no_messages,
                             .C_VerifyMessageBegin = no_messages,
                             .C_VerifyMessageNext = no_messages,
                             .C_MessageVerifyFinal = no_messages};

constexpr const char* standard_interface = "PKCS 11";
std::array<char, 8> interface_name{'P', 'K', 'C', 'S', ' ', '1', '1', '\0'};
/// The default first. None is fork-safe in the sense of the standard.
std::array interfaces{CK_INTERFACE{interface_name.data(), &functions_3_0, 0},
                      CK_INTERFACE{interface_name.data(), &functions_2_40, 0}};
// NOLINTEND(cppcoreguidelines-avoid-non-const-global-variables)

CK_VERSION version_of(const CK_INTERFACE& interface)
{
    return load(static_cast<const CK_VERSION*>(interface.pFunctionList));
}

bool is_asked_for(const CK_INTERFACE& interface,
                  const CK_UTF8CHAR* name,
                  const CK_VERSION* version,
                  CK_FLAGS flags)
{
    if (name != nullptr && std::strcmp(static_cast<const char*>(static_cast<const void*>(name)),
                                       standard_interface) != 0) {
        return false;
    }
    const auto has = version_of(interface);
    const bool version_fits =
        version == nullptr || (version->major == has.major && version->minor == has.minor);
    return version_fits && (flags & interface.flags) == flags;
}

} // namespace

OPENBEID_ENTRY C_GetFunctionList(CK_FUNCTION_LIST** list)
{
    if (list == nullptr) {
        return CKR_ARGUMENTS_BAD;
    }
    store(list, &functions_2_40);
    return CKR_OK;
}

OPENBEID_ENTRY C_GetInterfaceList(CK_INTERFACE* list, CK_ULONG* count)
{
    if (count == nullptr) {
        return CKR_ARGUMENTS_BAD;
    }
    const auto room = load(count);
    store(count, CK_ULONG{interfaces.size()});
    if (list == nullptr) {
        return CKR_OK;
    }
    if (room < interfaces.size()) {
        return CKR_BUFFER_TOO_SMALL;
    }
    for (CK_ULONG i = 0; i < interfaces.size(); ++i) {
        store_at(list, i, interfaces[i]);
    }
    return CKR_OK;
}

OPENBEID_ENTRY
C_GetInterface(CK_UTF8CHAR* name, CK_VERSION* version, CK_INTERFACE** found, CK_FLAGS flags)
{
    if (found == nullptr) {
        return CKR_ARGUMENTS_BAD;
    }
    for (auto& interface : interfaces) {
        if (is_asked_for(interface, name, version, flags)) {
            store(found, &interface);
            return CKR_OK;
        }
    }
    return CKR_ARGUMENTS_BAD;
}
