// SPDX-License-Identifier: Apache-2.0
#include "prompt/cancellation.hpp"
#include "support/catch.hpp"

using namespace openbeid;

TEST_CASE("a cancellation stays", "[prompt][cancellation]")
{
    auto cancellation = PromptCancellation::create();
    REQUIRE(cancellation);
    CHECK_FALSE(cancellation->cancelled());
    cancellation->cancel();
    CHECK(cancellation->cancelled());
    cancellation->cancel();
    CHECK(cancellation->cancelled());
    auto moved = *std::move(cancellation);
    CHECK(moved.cancelled());
}
