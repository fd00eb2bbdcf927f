// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "module.hpp"

#include <stdexcept>
#include <string>
#include <vector>

namespace openbeid::bench {

/// A call that the module refused.
class Refusal : public std::runtime_error {
public:
    Refusal(std::string step, CK_RV code);
    [[nodiscard]] const std::string& step() const noexcept { return step_; }

private:
    std::string step_;
};

void check(CK_RV code, const char* step);

/// A program that has loaded a module.
class Program {
public:
    explicit Program(const std::string& module_path);

    [[nodiscard]] CK_FUNCTION_LIST& p11() const noexcept { return *module_.list_2_40(); }
    void initialize() const;
    void finalize() const;

    [[nodiscard]] std::vector<CK_SLOT_ID> slots(bool with_token) const;
    /// The slot of a PC/SC reader: the first with a token, if a module has several for one reader.
    [[nodiscard]] CK_SLOT_ID slot_of(const std::string& reader) const;
    [[nodiscard]] CK_SESSION_HANDLE open_session(CK_SLOT_ID slot) const;

private:
    conformance::Module module_;
};

/// C_GetInfo's words: description and version.
void tell_name(const Program& program);

} // namespace openbeid::bench
