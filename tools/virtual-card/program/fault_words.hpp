// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "virtual_card/fault.hpp"
#include "virtual_card/persona.hpp"

#include <optional>
#include <string>
#include <vector>

namespace openbeid::virtual_card {

inline constexpr const char* fault_usage =
    "fault KIND [after=N] [ins=HEX] [sw=HEX] [count=N] [bytes=HEX] [ms=N] | fault clear";
inline constexpr const char* quirk_usage = "quirk [read-max=N] [short-read] [apdu-reader]";

[[nodiscard]] std::optional<Fault> parse_fault(const std::vector<std::string>& words);

/// All quirks at once: none for no words.
[[nodiscard]] std::optional<Quirks> parse_quirks(const std::vector<std::string>& words);

} // namespace openbeid::virtual_card
