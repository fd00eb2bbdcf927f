// SPDX-License-Identifier: Apache-2.0
// pcscd is absent, dies, and comes back.
#include "daemon.hpp"
#include "scenario.hpp"

#include <future>
#include <thread>

using namespace openbeid;
using namespace openbeid::test;

namespace {

/// The virtual card looks for vpcd again and again; a new pcscd has it after a moment.
void restart_pcscd(const Scenario& scenario)
{
    start_pcscd();
    await_card(scenario.card.reader(), true);
}

void restart_with_another_card(const Scenario& scenario)
{
    kill_pcscd();
    // The virtual card answers when a reader has powered it.
    const auto other = scenario.other_persona();
    auto exchanged = std::async(std::launch::async, [&] { scenario.card.ask("persona " + other); });
    start_pcscd();
    exchanged.get();
    await_card(scenario.card.reader(), true);
}

/// What the module shows of a card.
struct Seen {
    std::string serial;
    Bytes certificate;

    static Seen in(const Scenario& scenario)
    {
        return {serial_of(scenario.slot), certificate_of(scenario.session.handle())};
    }

    /// Another card is in the reader: nothing of this one is shown, and the other one works.
    void check_all_new(Scenario& scenario) const
    {
        Scenario::look(); // all of this may have taken less than the 100 ms between two looks
        CHECK(serial_of(scenario.slot) != serial);
        scenario.open();
        const bool same_certificate = certificate_of(scenario.session.handle()) == certificate;
        CHECK_FALSE(same_certificate);
        scenario.check_works();
    }
};

/// The card can't be reached, and no call hangs or claims otherwise.
void check_nothing_there(Scenario& scenario)
{
    const Stopwatch watch;
    Scenario::look();
    CHECK(scenario.session.state() == CK_UNAVAILABLE_INFORMATION);
    CHECK(scenario.session.login(right_pin) == invalid);
    CHECK(open_session(scenario.slot) == 0);
    CK_ULONG count = 1;
    CHECK(Rv{p11().C_GetSlotList(CK_TRUE, nullptr, &count)} == ok);
    CHECK(count == 0);
    CK_SLOT_INFO info{};
    CHECK(Rv{p11().C_GetSlotInfo(scenario.slot, &info)} == ok);
    CHECK((info.flags & CKF_TOKEN_PRESENT) == 0);
    CHECK(watch.elapsed() < grace);
}

} // namespace

TEST_CASE("pcscd dies while a session is open and idle", "[service]")
{
    Scenario scenario;
    scenario.open();
    kill_pcscd();
    check_nothing_there(scenario);
    restart_pcscd(scenario);
    CHECK(scenario.session.close() == ok);
    scenario.check_works();
}

TEST_CASE("pcscd dies while somebody is logged in", "[service]")
{
    Scenario scenario;
    scenario.log_in();
    CHECK(scenario.sign() == ok);
    kill_pcscd();
    check_nothing_there(scenario);
    restart_pcscd(scenario);
    CHECK(scenario.session.state() == CK_UNAVAILABLE_INFORMATION);
    CHECK(scenario.session.close() == ok);
    scenario.open();
    CHECK(scenario.session.state() == CKS_RW_PUBLIC_SESSION);
    scenario.check_truth();
    scenario.check_works();
}

TEST_CASE("pcscd dies while a signature is active", "[service]")
{
    Scenario scenario;
    scenario.log_in();
    REQUIRE(Rv{scenario.signer.init()} == ok);
    kill_pcscd();
    CHECK(Rv{scenario.signer.sign()} == removed);
    CHECK(Rv{scenario.signer.sign()} == invalid);
    check_nothing_there(scenario);
    restart_pcscd(scenario);
    scenario.check_works();
}

TEST_CASE("pcscd dies while the card computes a signature", "[service]")
{
    Scenario scenario;
    scenario.log_in();
    REQUIRE(Rv{scenario.signer.init()} == ok);
    scenario.card.ask("fault delay ms=400 ins=2A");
    auto signature = std::async(std::launch::async, [&] { return Rv{scenario.signer.sign()}; });
    std::this_thread::sleep_for(200ms); // there is no event in the middle of a command
    kill_pcscd();
    REQUIRE(signature.wait_for(10s) == std::future_status::ready);
    CHECK(signature.get() == removed);
    restart_pcscd(scenario);
    scenario.check_works();
}

TEST_CASE("pcscd dies and comes back while nobody looks", "[service]")
{
    Scenario scenario;
    scenario.log_in();
    CHECK(scenario.sign() == ok);
    kill_pcscd();
    restart_pcscd(scenario);
    const Rv signature = scenario.sign();
    CHECK((signature == removed || signature == invalid));
    CHECK(scenario.session.state() == CK_UNAVAILABLE_INFORMATION);
    CHECK(scenario.session.close() == ok);
    scenario.open();
    CHECK(scenario.session.state() == CKS_RW_PUBLIC_SESSION);
    scenario.check_truth();
    scenario.check_works();
}

TEST_CASE("pcscd comes back with another card while a session is open", "[service]")
{
    Scenario scenario;
    scenario.log_in();
    const auto seen = Seen::in(scenario);
    restart_with_another_card(scenario);
    CHECK(scenario.sign() != ok);
    CHECK(scenario.session.state() == CK_UNAVAILABLE_INFORMATION);
    seen.check_all_new(scenario);
}

// The new pcscd counts the insertions from the beginning: the number of the one that we knew.
TEST_CASE("pcscd comes back with another card while nobody looks", "[service]")
{
    Scenario scenario;
    scenario.open();
    const auto seen = Seen::in(scenario);
    CHECK(scenario.session.close() == ok);
    restart_with_another_card(scenario);
    seen.check_all_new(scenario);
}

TEST_CASE("pcscd dies while somebody waits for an event", "[service]")
{
    Scenario scenario;
    scenario.log_in();
    CK_SLOT_ID slot = CK_UNAVAILABLE_INFORMATION;
    auto event = wait_for_event(slot);
    std::this_thread::sleep_for(100ms);
    kill_pcscd();
    REQUIRE(event.wait_for(10s) == std::future_status::ready);
    CHECK(event.get() == ok); // the card is gone
    CHECK(slot == scenario.slot);
    check_nothing_there(scenario);
    restart_pcscd(scenario);
    scenario.check_works();
}

TEST_CASE("who waits for an event without pcscd hears of the card when it comes", "[service]")
{
    Scenario scenario;
    scenario.finalize();
    kill_pcscd();
    scenario.initialize();
    CK_SLOT_ID slot = CK_UNAVAILABLE_INFORMATION;
    auto event = wait_for_event(slot);
    CHECK(event.wait_for(100ms) == std::future_status::timeout);
    restart_pcscd(scenario);
    REQUIRE(event.wait_for(10s) == std::future_status::ready);
    CHECK(event.get() == ok);
    scenario.slot = slot_of(scenario.card.reader());
    scenario.check_works();
}

TEST_CASE("pcscd starts after the application", "[service]")
{
    Scenario scenario;
    scenario.finalize();
    kill_pcscd();
    const Stopwatch watch;
    scenario.initialize();
    CK_ULONG count = 1;
    CHECK(Rv{p11().C_GetSlotList(CK_FALSE, nullptr, &count)} == ok);
    CHECK(count == 0);
    CHECK(open_session(0) == 0);
    CHECK(watch.elapsed() < grace);
    restart_pcscd(scenario);
    scenario.slot = slot_of(scenario.card.reader());
    scenario.check_works();
}

TEST_CASE("pcscd is gone when the application ends", "[service]")
{
    Scenario scenario;
    scenario.log_in();
    kill_pcscd();
    const Stopwatch watch;
    if (GENERATE(false, true)) {
        CHECK(scenario.session.close() == ok);
    }
    scenario.finalize();
    CHECK(watch.elapsed() < grace);
    restart_pcscd(scenario);
    scenario.initialize();
    scenario.check_works();
}
