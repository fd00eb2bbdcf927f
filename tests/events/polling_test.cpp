// SPDX-License-Identifier: Apache-2.0
// What programs ask again and again costs the card nothing.
#include "scenario.hpp"

#include <thread>

using namespace openbeid;
using namespace openbeid::test;

namespace {

constexpr int polls = 1000;

/// Commands that reach the card meanwhile.
template <typename Work>
std::uint64_t apdus(const Scenario& scenario, const Work& work)
{
    const auto before = scenario.card.counter("apdus");
    work();
    return scenario.card.counter("apdus") - before;
}

void poll_slot(const Scenario& scenario)
{
    const auto mechanism = mechanism_of(scenario.slot);
    int good = 0;
    for (int i = 0; i < polls; ++i) {
        CK_SLOT_INFO slot{};
        CK_TOKEN_INFO token{};
        CK_MECHANISM_INFO info{};
        const bool all = p11().C_GetSlotInfo(scenario.slot, &slot) == CKR_OK &&
                         p11().C_GetTokenInfo(scenario.slot, &token) == CKR_OK &&
                         p11().C_GetMechanismInfo(scenario.slot, mechanism, &info) == CKR_OK;
        good += all ? 1 : 0;
    }
    CHECK(good == polls);
}

} // namespace

TEST_CASE("slot, token and mechanism cost no command, without a session", "[polling]")
{
    Scenario scenario;
    static_cast<void>(serial_of(scenario.slot)); // recognised
    CHECK(apdus(scenario, [&] { poll_slot(scenario); }) == 0);
    scenario.check_works();
}

TEST_CASE("slot, token and mechanism cost no command, logged in", "[polling]")
{
    Scenario scenario;
    scenario.log_in();
    CHECK(apdus(scenario, [&] { poll_slot(scenario); }) == 0);
    CHECK(scenario.sign() == ok);
}

TEST_CASE("C_GetSessionInfo costs no command while logged out", "[polling]")
{
    Scenario scenario;
    scenario.open();
    const auto ask = [&] {
        for (int i = 0; i < polls; ++i) {
            static_cast<void>(state_of(scenario.session.handle()));
        }
    };
    CHECK(apdus(scenario, ask) == 0);
    scenario.check_works();
}

TEST_CASE("C_GetSessionInfo costs one command a second while logged in", "[polling]")
{
    Scenario scenario;
    scenario.log_in();
    const auto ask = [&] {
        const Stopwatch watch;
        while (watch.elapsed() < 3500ms) {
            CHECK(is_user(state_of(scenario.session.handle())));
            std::this_thread::sleep_for(2ms);
        }
    };
    const auto asked = apdus(scenario, ask);
    CHECK(asked <= 3);
    CHECK(asked >= 2); // it did ask
    CHECK(scenario.sign() == ok);
}
