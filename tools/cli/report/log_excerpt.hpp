// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "output.hpp"
#include "report/redaction.hpp"

#include <filesystem>

namespace openbeid::cli {

/**
 * The end of the module's log, if there is one: {"lines": […], "left_out": N}. Of a line stays what
 * can't be of a person: time, level, numbers of few digits, and the words that the module's own
 * file contains. Lines that are not the log's are left out.
 */
[[nodiscard]] Json log_excerpt(const Redaction& redact, const std::filesystem::path& module);

} // namespace openbeid::cli
