// SPDX-License-Identifier: Apache-2.0
#include "card/applet.hpp"
#include "support/catch.hpp"

using namespace openbeid;
using namespace std::chrono_literals;
using card::find_applet;
using card::KeyFamily;

TEST_CASE("applets 1.0 and 1.1 have RSA-1024 keys and burn a try at an empty VERIFY",
          "[card][applet]")
{
    const auto version = static_cast<std::uint8_t>(GENERATE(0x01, 0x10, 0x11));
    CAPTURE(version);
    const auto* const applet = find_applet(version);
    REQUIRE(applet != nullptr);
    CHECK(applet->version == version);
    CHECK(applet->family == KeyFamily::rsa);
    CHECK_FALSE(applet->pss);
    CHECK_FALSE(applet->status_query);
    CHECK_FALSE(applet->tries_in_card_data);
    CHECK(applet->no_diagnostic_means_no_right);
    CHECK(applet->min_key_bits == 1024);
    CHECK(applet->max_key_bits == 1024);
    CHECK(applet->timing.pause_after_6c >= 10ms);
}

TEST_CASE("applet 1.7 has RSA keys, PSS and a status query", "[card][applet]")
{
    const auto* const applet = find_applet(0x17);
    REQUIRE(applet != nullptr);
    CHECK(applet->version == 0x17);
    CHECK(applet->family == KeyFamily::rsa);
    CHECK(applet->pss);
    CHECK(applet->status_query);
    CHECK_FALSE(applet->tries_in_card_data);
    CHECK(applet->min_key_bits == 1024);
    CHECK(applet->max_key_bits == 2048);
    CHECK(applet->timing.pause_after_6c == 0ms);
}

TEST_CASE("applet 1.8 has EC keys and tells its tries", "[card][applet]")
{
    const auto* const applet = find_applet(0x18);
    REQUIRE(applet != nullptr);
    CHECK(applet->version == 0x18);
    CHECK(applet->family == KeyFamily::ec);
    CHECK_FALSE(applet->pss);
    CHECK(applet->status_query);
    CHECK(applet->tries_in_card_data);
    CHECK(applet->min_key_bits == 256);
    CHECK(applet->max_key_bits == 521);
    CHECK(applet->timing.pause_after_6c == 0ms);
}

TEST_CASE("an applet newer than 1.8 is treated as 1.8", "[card][applet]")
{
    for (unsigned version = 0x19; version <= 0xFF; ++version) {
        CAPTURE(version);
        CHECK(find_applet(static_cast<std::uint8_t>(version)) == find_applet(0x18));
    }
}

TEST_CASE("a version that was never issued is no Belpic applet", "[card][applet]")
{
    for (const unsigned version : {0x00U, 0x02U, 0x0FU, 0x12U, 0x13U, 0x14U, 0x15U, 0x16U}) {
        CAPTURE(version);
        CHECK(find_applet(static_cast<std::uint8_t>(version)) == nullptr);
    }
}
