// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace openbeid::prompt {

/**
 * What of this process's environment the helper gets, as "NAME=value": where to show a window and
 * in which language, and nothing that could change what is run (LD_*) or that may be somebody's
 * secret. Empty for a process with more rights than its user, whose environment is the user's.
 *
 * GPG_TTY is added when it is not set and the process stands at a terminal.
 */
[[nodiscard]] std::vector<std::string> helper_environment();

/// Whether a window or a dialogue on a terminal can be shown with that environment.
[[nodiscard]] bool has_screen(const std::vector<std::string>& environment);

} // namespace openbeid::prompt
