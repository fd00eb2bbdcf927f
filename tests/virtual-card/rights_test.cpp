// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "virtual_card/rights.hpp"

using openbeid::virtual_card::Rights;
using openbeid::virtual_card::RightsRule;

TEST_CASE("a new card has no right", "[virtual-card][rights]")
{
    Rights rights{RightsRule{}};
    CHECK_FALSE(rights.any());
    CHECK_FALSE(rights.authentication());
    CHECK_FALSE(rights.take_non_repudiation());
}

TEST_CASE("the right of key 83 serves once", "[virtual-card][rights]")
{
    Rights rights{RightsRule{}};
    rights.grant(true);
    CHECK(rights.any());
    CHECK_FALSE(rights.authentication());
    CHECK(rights.take_non_repudiation());
    CHECK_FALSE(rights.take_non_repudiation());
    CHECK_FALSE(rights.any());
}

TEST_CASE("slack is the number of commands that may come in between", "[virtual-card][rights]")
{
    for (const unsigned slack : {0U, 1U, 2U}) {
        Rights rights{RightsRule{.slack = slack}};
        rights.grant(true);
        for (unsigned i = 0; i < slack; ++i) {
            rights.another_command();
        }
        SECTION("within slack " + std::to_string(slack))
        {
            CHECK(rights.take_non_repudiation());
        }
        SECTION("one more than slack " + std::to_string(slack))
        {
            rights.another_command();
            CHECK_FALSE(rights.take_non_repudiation());
        }
    }
}

TEST_CASE("an unused right of key 83 becomes one of key 82 where the rule says so",
          "[virtual-card][rights]")
{
    for (const bool opens : {false, true}) {
        Rights rights{RightsRule{.broken_sequence_opens_authentication = opens}};
        rights.grant(true);
        rights.another_command();
        CHECK(rights.authentication() == opens);
        Rights dropped{RightsRule{.broken_sequence_opens_authentication = opens}};
        dropped.grant(true);
        dropped.drop_non_repudiation();
        CHECK_FALSE(dropped.any());
    }
}

TEST_CASE("the right of key 82 survives a non-repudiation sequence", "[virtual-card][rights]")
{
    Rights rights{RightsRule{}};
    rights.grant(false);
    rights.grant(true);
    CHECK(rights.take_non_repudiation());
    CHECK(rights.authentication());
    rights.clear();
    CHECK_FALSE(rights.any());
}
