// SPDX-License-Identifier: Apache-2.0
#include "module.hpp"

#include <dlfcn.h>

#include <array>
#include <utility>

namespace openbeid::conformance {

namespace {

template <typename Function>
Function function_of(void* symbol) noexcept
{
    return reinterpret_cast<Function>(symbol);
}

CK_FUNCTION_LIST_3_0* find_3_0(CK_C_GetInterface get_interface) noexcept
{
    CK_INTERFACE* found = nullptr;
    std::array<CK_BYTE, 8> name{'P', 'K', 'C', 'S', ' ', '1', '1', 0};
    CK_VERSION version{3, 0};
    if (get_interface == nullptr || get_interface(name.data(), &version, &found, 0) != CKR_OK ||
        found == nullptr) {
        return nullptr;
    }
    return static_cast<CK_FUNCTION_LIST_3_0*>(found->pFunctionList);
}

} // namespace

const char* name_of(ListVersion list) noexcept
{
    return list == ListVersion::v2_40 ? "2.40" : "3.0";
}

std::optional<Module> Module::open(const std::string& path, std::string& error)
{
    Module module{path};
    if (!module.load(error)) {
        return std::nullopt;
    }
    return module;
}

Module::Module(Module&& other) noexcept
    : path_{std::move(other.path_)}, library_{std::exchange(other.library_, nullptr)},
      list_2_40_{other.list_2_40_}, list_3_0_{other.list_3_0_}
{
}

Module::~Module()
{
    if (library_ != nullptr) {
        dlclose(library_);
    }
}

bool Module::load(std::string& error)
{
    library_ = dlopen(path_.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library_ == nullptr) {
        const char* reason = dlerror();
        error = reason != nullptr ? reason : "dlopen failed";
        return false;
    }
    const auto get_list = get_function_list();
    list_2_40_ = nullptr;
    if (get_list == nullptr || get_list(&list_2_40_) != CKR_OK || list_2_40_ == nullptr) {
        error = "C_GetFunctionList is missing or gives no list";
        return false;
    }
    list_3_0_ = find_3_0(get_interface());
    return true;
}

bool Module::reload()
{
    dlclose(std::exchange(library_, nullptr));
    constexpr int other_holders = 8;
    for (int i = 0; i < other_holders; ++i) {
        void* still = dlopen(path_.c_str(), RTLD_LAZY | RTLD_NOLOAD);
        if (still == nullptr) {
            break;
        }
        dlclose(still);
        dlclose(still);
    }
    std::string ignored;
    return load(ignored);
}

void* Module::symbol(const char* name) const noexcept
{
    return dlsym(library_, name);
}

CK_C_GetFunctionList Module::get_function_list() const noexcept
{
    return function_of<CK_C_GetFunctionList>(symbol("C_GetFunctionList"));
}

CK_C_GetInterface Module::get_interface() const noexcept
{
    return function_of<CK_C_GetInterface>(symbol("C_GetInterface"));
}

CK_C_GetInterfaceList Module::get_interface_list() const noexcept
{
    return function_of<CK_C_GetInterfaceList>(symbol("C_GetInterfaceList"));
}

} // namespace openbeid::conformance
