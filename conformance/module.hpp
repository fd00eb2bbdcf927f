// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cryptoki30.hpp"

#include <optional>
#include <string>

namespace openbeid::conformance {

/// Which function list a run goes through.
enum class ListVersion : std::uint8_t { v2_40, v3_0 };

[[nodiscard]] const char* name_of(ListVersion list) noexcept;

/// A PKCS#11 module in this process and the lists it offers; null where it does not.
class Module {
public:
    /// The module, or nothing and the reason in `error`.
    [[nodiscard]] static std::optional<Module> open(const std::string& path, std::string& error);
    Module(Module&& other) noexcept;
    Module(const Module&) = delete;
    Module& operator=(const Module&) = delete;
    Module& operator=(Module&&) = delete;
    ~Module();

    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    [[nodiscard]] CK_FUNCTION_LIST* list_2_40() const noexcept { return list_2_40_; }
    [[nodiscard]] CK_FUNCTION_LIST_3_0* list_3_0() const noexcept { return list_3_0_; }
    [[nodiscard]] CK_C_GetFunctionList get_function_list() const noexcept;
    [[nodiscard]] CK_C_GetInterface get_interface() const noexcept;
    [[nodiscard]] CK_C_GetInterfaceList get_interface_list() const noexcept;
    [[nodiscard]] void* symbol(const char* name) const noexcept;
    /// Really unloads the library, whoever else in this process holds it, and loads it again;
    /// false when it can't be loaded any more. For a child process that ends afterwards.
    [[nodiscard]] bool reload();

private:
    explicit Module(std::string path) : path_{std::move(path)} {}
    [[nodiscard]] bool load(std::string& error);

    std::string path_;
    void* library_{nullptr};
    CK_FUNCTION_LIST* list_2_40_{nullptr};
    CK_FUNCTION_LIST_3_0* list_3_0_{nullptr};
};

} // namespace openbeid::conformance
