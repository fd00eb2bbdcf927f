// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pkcs11/cryptoki.hpp"

/// Visible outside the library; exports.map names the same functions.
#define OPENBEID_ENTRY extern "C" __attribute__((visibility("default"))) CK_RV

// Functions that the 2.40 header does not declare.
extern "C" {
CK_RV C_GetInterfaceList(CK_INTERFACE* list, CK_ULONG* count);
CK_RV C_GetInterface(CK_UTF8CHAR* name, CK_VERSION* version, CK_INTERFACE** found, CK_FLAGS flags);
}

namespace openbeid::pkcs11 {

// Functions of 3.0 that are reached through the 3.0 list only.
CK_RV login_user(CK_SESSION_HANDLE handle,
                 CK_USER_TYPE user,
                 CK_UTF8CHAR* pin,
                 CK_ULONG pin_length,
                 CK_UTF8CHAR* name,
                 CK_ULONG name_length) noexcept;
CK_RV session_cancel(CK_SESSION_HANDLE handle, CK_FLAGS operations) noexcept;

} // namespace openbeid::pkcs11
