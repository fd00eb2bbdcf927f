// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "program/commands.hpp"

#include <string>
#include <vector>

namespace openbeid::virtual_card {

/// `pad ...`: what the user of the PIN pad does, and what the pad is doing.
[[nodiscard]] CommandResult pad_command(Station& station, const std::vector<std::string>& words);

/// `line ...`: faults of the serial line.
[[nodiscard]] CommandResult line_command(Station& station, const std::vector<std::string>& words);

} // namespace openbeid::virtual_card
