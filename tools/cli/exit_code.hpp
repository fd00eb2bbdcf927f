// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace openbeid::cli {

/// What the program answers to the shell; documented, scripts rely on it.
enum class ExitCode : int {
    done = 0,
    failed = 1,
    usage = 2,
    no_card = 3, ///< no reader, no card, or no eID
    pin_refused = 4,
    not_trusted = 5, ///< a check of authenticity failed
};

} // namespace openbeid::cli
