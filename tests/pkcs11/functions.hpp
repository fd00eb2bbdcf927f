// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pkcs11/cryptoki.hpp"

namespace openbeid::test {

/// The function lists, as programs get them: by C_GetFunctionList, and by C_GetInterface.
[[nodiscard]] const CK_FUNCTION_LIST& list_2_40();
[[nodiscard]] const pkcs11::FunctionList30& list_3_0();

/// The functions of 2.40 as the 3.0 list has them, which is what today's programs call.
[[nodiscard]] inline const CK_FUNCTION_LIST& p11()
{
    return list_3_0().v2_40;
}

} // namespace openbeid::test
