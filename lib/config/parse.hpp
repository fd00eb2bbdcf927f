// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/settings.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace openbeid::config {

/// Something in a file that has no effect.
struct Warning {
    unsigned line{0}; ///< from 1; 0 if it is not about a line
    std::string text; ///< English, printable ASCII
};

struct Parsed {
    Settings settings;
    std::vector<Warning> warnings; ///< the first few
};

/**
 * What a file of configuration says. Any bytes will do: what can't be understood changes nothing
 * and is warned of. A `[program."name"]` table of that program wins over the rest of the file.
 * @param text     TOML
 * @param start    what holds where the file is silent
 * @param program  name of the executable, without its folder; empty if it is not known
 */
[[nodiscard]] Parsed parse(std::string_view text, const Settings& start, std::string_view program);

} // namespace openbeid::config
