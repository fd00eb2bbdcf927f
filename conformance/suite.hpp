// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "environment.hpp"

#include <span>

namespace openbeid::conformance {

/// A group of checks by concern. `checks` is its catalogue; `run` reports each of them.
struct Suite {
    const char* name;
    std::vector<CheckInfo> (*checks)();
    void (*run)(Environment& env);
};

/// In the order of a run: what only reads first, what may spend tries last.
[[nodiscard]] std::span<const Suite> suites() noexcept;

} // namespace openbeid::conformance
