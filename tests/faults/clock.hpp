// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

/// The monotonic clock of this program stands still but for who sleeps, who then wakes up at once.
namespace openbeid::test {

[[nodiscard]] std::chrono::nanoseconds virtual_time() noexcept;
void pass_time(std::chrono::nanoseconds time) noexcept;

} // namespace openbeid::test
