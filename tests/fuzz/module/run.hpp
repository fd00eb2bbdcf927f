// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "module/input.hpp"

#include <functional>

namespace openbeid::fuzz {

/// Calls `program` with the module over a card and readers that do what the input says. Then ends
/// the module and looks whether it has left anything behind.
void run_over_hostile_card(const Input& input, const std::function<void()>& program);

/// Whether the setup has `pin_entry = "module"`.
[[nodiscard]] inline bool module_asks(const Input& input)
{
    return (input.setup.pin_entry & 1U) != 0;
}

} // namespace openbeid::fuzz
