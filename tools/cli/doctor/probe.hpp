// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "output.hpp"

#include <chrono>
#include <functional>
#include <optional>

namespace openbeid::cli {

/**
 * Runs something that may hang or crash in a process of its own, and gives up after a time. The
 * caller must not have opened readers itself: a forked process has to open its own.
 * @return what `work` returned; nothing if it did not end in time, or crashed
 */
[[nodiscard]] std::optional<Json> probe(const std::function<Json()>& work,
                                        std::chrono::seconds limit);

} // namespace openbeid::cli
