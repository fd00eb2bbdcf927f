// SPDX-License-Identifier: Apache-2.0
#include "card/applet.hpp"

#include <algorithm>
#include <array>

namespace openbeid::card {

namespace {

using namespace std::chrono_literals;

constexpr Applet applet_1_1{.version = 0x11,
                            .family = KeyFamily::rsa,
                            .old_card_data = true,
                            .no_diagnostic_means_no_right = true,
                            .min_key_bits = 1024,
                            .max_key_bits = 1024,
                            .timing = {.pause_after_6c = 10ms}};
constexpr Applet applet_1_7{.version = 0x17,
                            .family = KeyFamily::rsa,
                            .pss = true,
                            .status_query = true,
                            .min_key_bits = 1024,
                            .max_key_bits = 2048};
constexpr Applet applet_1_8{.version = 0x18,
                            .family = KeyFamily::ec,
                            .status_query = true,
                            .tries_in_card_data = true,
                            .basic_key = true,
                            .records = true,
                            .min_key_bits = 256,
                            .max_key_bits = 521};

constexpr Applet with_version(Applet applet, std::uint8_t version)
{
    applet.version = version;
    return applet;
}

// Applet 1.0 calls itself 01, or 10 in some sources (card reference §10).
constexpr std::array applets{with_version(applet_1_1, 0x01),
                             with_version(applet_1_1, 0x10),
                             applet_1_1,
                             applet_1_7,
                             applet_1_8};

} // namespace

const Applet* find_applet(std::uint8_t version) noexcept
{
    const auto* const known =
        std::find_if(applets.begin(), applets.end(), [version](const Applet& applet) {
            return applet.version == version;
        });
    if (known != applets.end()) {
        return known;
    }
    return version > applets.back().version ? &applets.back() : nullptr;
}

} // namespace openbeid::card
