// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// What the doctor can find. Names are stable: people search for them, and scripts rely on them.
namespace openbeid::cli {

enum class Severity : std::uint8_t {
    fine,    ///< as it should be
    hint,    ///< worth knowing; nothing to do
    warning, ///< works, or will stop working
    problem, ///< a login fails because of it
};

/// Texts are English; translate() them.
struct Code {
    const char* name;
    Severity severity;
    const char* title; ///< one line; what was seen follows it
    const char* step;  ///< the one next step; empty if there is nothing to do
    const char* text;  ///< for "explain"
};

/// All, in the order of the checks.
[[nodiscard]] std::span<const Code> codes() noexcept;

/// Null if there is none of that name.
[[nodiscard]] const Code* find_code(std::string_view name) noexcept;

/// fine, hint, warning, problem
[[nodiscard]] const char* key_of(Severity severity) noexcept;

} // namespace openbeid::cli
