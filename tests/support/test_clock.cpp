// SPDX-License-Identifier: Apache-2.0
#include "support/test_clock.hpp"

#include "base/clock.hpp"

#include <atomic>

namespace openbeid {

namespace {

// Not the epoch: a time point that was never set must not look like now.
std::atomic<std::chrono::milliseconds::rep> elapsed{1'000'000};

} // namespace

TimePoint now() noexcept
{
    return TimePoint{std::chrono::milliseconds{elapsed.load()}};
}

void test::advance_clock(std::chrono::milliseconds by) noexcept
{
    elapsed += by.count();
}

} // namespace openbeid
