// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "doctor/findings.hpp"
#include "options.hpp"

namespace openbeid::cli {

/// Does what is safe about what was found: registers the module, or repairs its registration, in
/// browsers that are closed. Marks the findings that are done away with.
void fix(const Options& options, Findings& findings);

} // namespace openbeid::cli
