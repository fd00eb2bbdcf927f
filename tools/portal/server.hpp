// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "options.hpp"

namespace openbeid::portal {

/**
 * Serves until `stop_fd` becomes readable; then ends the open connections and returns.
 * One thread for each connection, so that a client who takes his time keeps nobody waiting.
 * Throws TlsError or std::system_error if it cannot start.
 */
void serve(const Options& options, int stop_fd);

} // namespace openbeid::portal
