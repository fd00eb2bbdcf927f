// SPDX-License-Identifier: Apache-2.0
// functions.hpp for a module that is a file: $OPENBEID_EVENTS_MODULE.
#include "loaded_module.hpp"

#include "environment.hpp"
#include "functions.hpp"

#include <dlfcn.h>

#include <stdexcept>

namespace openbeid::test {

namespace {

void* handle = nullptr; // NOLINT: the module of this process

template <typename Function>
Function function(const char* name)
{
    auto* const found = ::dlsym(handle, name);
    if (found == nullptr) {
        throw std::runtime_error{name};
    }
    return reinterpret_cast<Function>(found); // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
}

} // namespace

void load_module()
{
    if (handle == nullptr) {
        handle = ::dlopen(environment("OPENBEID_EVENTS_MODULE").c_str(), RTLD_NOW | RTLD_LOCAL);
    }
    if (handle == nullptr) {
        throw std::runtime_error{::dlerror()};
    }
}

void unload_module()
{
    ::dlclose(handle);
    handle = nullptr;
}

bool is_module_mapped()
{
    void* const found =
        ::dlopen(environment("OPENBEID_EVENTS_MODULE").c_str(), RTLD_NOW | RTLD_NOLOAD);
    if (found != nullptr) {
        ::dlclose(found);
    }
    return found != nullptr;
}

const CK_FUNCTION_LIST& list_2_40()
{
    load_module();
    CK_FUNCTION_LIST* list = nullptr;
    if (function<CK_C_GetFunctionList>("C_GetFunctionList")(&list) != CKR_OK) {
        throw std::runtime_error{"C_GetFunctionList"};
    }
    return *list;
}

const pkcs11::FunctionList30& list_3_0()
{
    using GetInterface = CK_RV (*)(CK_UTF8CHAR*, CK_VERSION*, CK_INTERFACE**, CK_FLAGS);
    load_module();
    CK_INTERFACE* interface = nullptr;
    if (function<GetInterface>("C_GetInterface")(nullptr, nullptr, &interface, 0) != CKR_OK) {
        throw std::runtime_error{"C_GetInterface"};
    }
    return *static_cast<const pkcs11::FunctionList30*>(interface->pFunctionList);
}

} // namespace openbeid::test
