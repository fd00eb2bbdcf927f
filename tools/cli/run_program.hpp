// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace openbeid::cli {

struct EndedProgram {
    bool done{false};     ///< it ran, and ended with 0
    std::string output{}; ///< both of its outputs, or why it did not run
};

/// Runs a program of $PATH without a shell and without input.
[[nodiscard]] EndedProgram run_program(std::vector<std::string> command);

} // namespace openbeid::cli
