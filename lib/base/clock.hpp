// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace openbeid {

using TimePoint = std::chrono::steady_clock::time_point;

/// The monotonic time. A function of its own file, so that a test program can bring its own clock.
[[nodiscard]] TimePoint now() noexcept;

} // namespace openbeid
