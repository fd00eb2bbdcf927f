// SPDX-License-Identifier: Apache-2.0
#include "functions.hpp"

#include "pkcs11/entry.hpp"

#include <stdexcept>

namespace openbeid::test {

const CK_FUNCTION_LIST& list_2_40()
{
    CK_FUNCTION_LIST* list = nullptr;
    if (C_GetFunctionList(&list) != CKR_OK) {
        throw std::runtime_error{"C_GetFunctionList"};
    }
    return *list;
}

const pkcs11::FunctionList30& list_3_0()
{
    CK_INTERFACE* interface = nullptr;
    if (C_GetInterface(nullptr, nullptr, &interface, 0) != CKR_OK) {
        throw std::runtime_error{"C_GetInterface"};
    }
    return *static_cast<const pkcs11::FunctionList30*>(interface->pFunctionList);
}

} // namespace openbeid::test
