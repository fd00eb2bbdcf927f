// SPDX-License-Identifier: Apache-2.0
#include "base/hex.hpp"
#include "scene.hpp"
#include "support/catch.hpp"
#include "support/masked_pin.hpp"
#include "support/memory_scan.hpp"
#include "watched_helper.hpp"

#include <cstdio>

using namespace openbeid;
using namespace openbeid::test;

namespace {

/// A PIN of twelve digits that this program has never seen: pinentry unmasks it.
constexpr const char* masked = "9295909C94969D919793939D";

std::size_t copies()
{
    return copies_in_memory(masked);
}

/// As `masked` is written.
std::string masked_text(std::string text)
{
    for (auto& c : text) {
        c = static_cast<char>(static_cast<unsigned char>(c) ^ pin_mask);
    }
    return to_hex(Bytes{text.begin(), text.end()});
}

} // namespace

TEST_CASE("a PIN is in memory once while it is needed, and then not at all", "[prompt][memory]")
{
    REQUIRE(copies() == 0);
    const auto scene = Scene::with_pinentry({"well", std::string{"masked "} + masked});
    {
        const auto pin = scene.ask(request());
        REQUIRE(pin);
        CHECK(pin->view().size() == 12);
        CHECK(copies() == 1);
    }
    CHECK(copies() == 0);
}

TEST_CASE("a PIN in a broken reply leaves nothing behind", "[prompt][memory]")
{
    const auto scene = Scene::with_helper({std::string{"masked "} + masked});
    CHECK(error(scene.ask(request())) == "prompt_garbled");
    CHECK(copies() == 0);
}

TEST_CASE("the helper keeps nothing of the PIN that it has handed over", "[prompt][memory]")
{
    const auto scene = Scene::with_pinentry({"well", std::string{"masked "} + masked});
    WatchedHelper helper{{.prompt = request(), .pinentry = scene.file("pinentry")}};
    if (!helper.started()) {
        std::printf("SKIPPED: a process may not trace its child here, to look into its memory\n");
        return;
    }
    REQUIRE(helper.run_to_end());
    CHECK(helper.status() == static_cast<int>(prompt::Status::pin));
    CHECK(helper.copies(masked) == 0);
    CHECK(helper.copies(masked_text("DISPLAY=:99")) > 0); // its memory is seen
}
