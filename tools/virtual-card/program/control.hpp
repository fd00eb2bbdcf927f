// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "program/station.hpp"

#include <string>
#include <vector>

namespace openbeid::virtual_card {

/// Serves the reader and the control socket until "quit", SIGTERM or SIGINT, or until vpcd has been
/// away for longer than the time limit. `control` is the path of the socket, empty for none.
/// @return the exit code of the program
[[nodiscard]] int serve(Station& station, const std::string& control, bool insert);

/// Sends one command and prints the answer without its "ok". @return the exit code
[[nodiscard]] int control_client(const std::string& control, const std::vector<std::string>& words);

} // namespace openbeid::virtual_card
