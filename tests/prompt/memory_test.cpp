// SPDX-License-Identifier: Apache-2.0
#include "scene.hpp"
#include "support/catch.hpp"
#include "support/memory_scan.hpp"

using namespace openbeid;
using namespace openbeid::test;

namespace {

/// A PIN of twelve digits that this program has never seen: pinentry unmasks it.
constexpr const char* masked = "9295909C94969D919793939D";

std::size_t copies()
{
    return copies_in_memory(masked);
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
