// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "program/station.hpp"

#include <string>

namespace openbeid::virtual_card {

struct CommandResult {
    std::string answer; ///< "ok ..." or "error ...", one line
    bool quit{false};
    bool when_asked{false}; ///< the answer is for when the PIN pad asks its user
};

/// One line of the control socket.
[[nodiscard]] CommandResult execute(Station& station, const std::string& line);

} // namespace openbeid::virtual_card
