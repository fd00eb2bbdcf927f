// SPDX-License-Identifier: Apache-2.0
#include "base/clock.hpp"
#include "support/catch.hpp"

using namespace openbeid;

TEST_CASE("the time is that of the steady clock", "[base][clock]")
{
    const auto before = std::chrono::steady_clock::now();
    const auto time = now();
    const auto after = std::chrono::steady_clock::now();
    CHECK(before <= time);
    CHECK(time <= after);
}
