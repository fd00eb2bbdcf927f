// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

/// The time that the code under test sees. It stands still unless a test moves it on, so that no
/// test depends on how fast the machine is. Linked into a program, test_clock.cpp takes the place
/// of lib/base/clock.cpp.
namespace openbeid::test {

void advance_clock(std::chrono::milliseconds by) noexcept;

} // namespace openbeid::test
