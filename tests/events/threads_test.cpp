// SPDX-License-Identifier: Apache-2.0
// Many threads, sessions and readers at once. The scenario with tag [threads] is also the one to
// run under ThreadSanitizer: build module and program with -DOPENBEID_SANITIZE=thread, and let
// OPENBEID_BUILD name that build for events_test.sh.
#include "scenario.hpp"

#include <array>
#include <atomic>
#include <future>
#include <map>
#include <optional>
#include <thread>

using namespace openbeid;
using namespace openbeid::test;

namespace {

constexpr int threads_per_reader = 4;
constexpr int signatures = 200;

/// One thread's work: a session of its own that signs. Returns how many signatures verify.
int sign_often(CK_SLOT_ID slot)
{
    const auto session = open_session(slot);
    const auto signer = Signer::of(session, slot);
    int good = 0;
    for (int i = 0; i < signatures; ++i) {
        good += signer.init_and_sign() == CKR_OK ? 1 : 0;
    }
    p11().C_CloseSession(session);
    return good;
}

/// The questions of a program that draws a list of tokens, until it is told to stop.
int ask_often(const std::atomic<bool>& stop, CK_SLOT_ID slot, CK_SESSION_HANDLE session)
{
    int lies = 0;
    while (!stop) {
        CK_ULONG count = 0;
        CK_TOKEN_INFO info{};
        p11().C_GetSlotList(CK_TRUE, nullptr, &count);
        lies += count == 2 ? 0 : 1;
        lies += p11().C_GetTokenInfo(slot, &info) == CKR_OK ? 0 : 1;
        lies += is_user(state_of(session)) ? 0 : 1;
        std::this_thread::sleep_for(5ms);
    }
    return lies;
}

} // namespace

TEST_CASE("eight threads sign 200 times each with the cards of two readers", "[threads]")
{
    Scenario scenario{240s};
    const CardControl second{1};
    second.restore("v18-foreigner");
    const std::array slots{scenario.slot, slot_of(second.reader())};
    std::array<CK_SESSION_HANDLE, 2> sessions{};
    for (std::size_t i = 0; i < slots.size(); ++i) {
        sessions.at(i) = open_session(slots.at(i));
        REQUIRE(Rv{log_in(sessions.at(i))} == ok);
    }
    std::atomic<bool> stop{false};
    auto lies =
        std::async(std::launch::async, [&] { return ask_often(stop, slots[0], sessions[0]); });
    std::vector<std::future<int>> signing;
    for (int i = 0; i < threads_per_reader; ++i) {
        for (const auto slot : slots) {
            signing.push_back(std::async(std::launch::async, sign_often, slot));
        }
    }
    for (auto& good : signing) {
        CHECK(good.get() == signatures);
    }
    stop = true;
    CHECK(lies.get() == 0);
    CHECK(scenario.card.counter("signatures_82") == threads_per_reader * signatures);
    CHECK(second.counter("signatures_82") == threads_per_reader * signatures);
    CHECK(second.tries() == 3);
}

TEST_CASE("a card that is taken out leaves the other reader alone", "[threads]")
{
    Scenario scenario{60s};
    const CardControl second{1};
    second.restore("v18-foreigner");
    const auto other = slot_of(second.reader());
    scenario.log_in();
    const auto session = open_session(other);
    REQUIRE(Rv{log_in(session)} == ok);
    auto signing = std::async(std::launch::async, sign_often, other);
    scenario.card.remove();
    Scenario::look();
    CHECK(scenario.session.state() == CK_UNAVAILABLE_INFORMATION);
    CHECK(is_user(state_of(session)));
    scenario.card.insert();
    CHECK(signing.get() == signatures);
    scenario.check_works();
}

TEST_CASE("sessions open and close in many threads while the card comes and goes", "[threads]")
{
    Scenario scenario{60s};
    std::atomic<bool> stop{false};
    std::vector<std::future<int>> threads;
    for (int i = 0; i < threads_per_reader; ++i) {
        threads.push_back(std::async(std::launch::async, [&] {
            int opened = 0;
            while (!stop) {
                const auto session = open_session(scenario.slot);
                opened += session != 0 ? 1 : 0;
                static_cast<void>(certificate_of(session));
                p11().C_CloseSession(session);
                std::this_thread::sleep_for(1ms);
            }
            return opened;
        }));
    }
    for (int i = 0; i < 3; ++i) {
        scenario.card.remove();
        scenario.card.insert();
    }
    stop = true;
    for (auto& opened : threads) {
        CHECK(opened.get() > 0);
    }
    scenario.check_works();
}
