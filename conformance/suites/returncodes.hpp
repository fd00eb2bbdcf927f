// SPDX-License-Identifier: Apache-2.0
// The rows of the suite returncodes: preparation, call, expected codes, clause.
#pragma once

#include "fixture.hpp"

#include <span>

namespace openbeid::conformance {

/// Nothing when the token has not what a call needs.
using Answer = std::optional<CK_RV>;

/// SignInit with the first key that signs, then `next`; nothing without such a key.
template <typename Next>
Answer after_sign_init(Fixture& fixture, Next next)
{
    const auto code = fixture.sign_init();
    if (!code) {
        return std::nullopt;
    }
    return *code == CKR_OK ? next() : *code;
}

struct Row {
    const char* id;
    const char* clause;
    State state;
    Codes codes;
    Answer (*call)(Fixture& fixture);
    /// With a module that has it wrong, the call could cost a try or change the token.
    bool virtual_only{false};
};

[[nodiscard]] std::span<const Row> library_rows();
[[nodiscard]] std::span<const Row> session_rows();
[[nodiscard]] std::span<const Row> object_rows();
[[nodiscard]] std::span<const Row> sign_init_rows();
[[nodiscard]] std::span<const Row> sign_rows();
[[nodiscard]] std::span<const Row> operation_rows();

/// Rows made from the table of all functions.
[[nodiscard]] std::vector<CheckInfo> generated_checks();
void run_generated(Environment& env);

} // namespace openbeid::conformance
