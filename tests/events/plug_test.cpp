// SPDX-License-Identifier: Apache-2.0
// Readers that are plugged in and pulled out while a program runs.
#include "scenario.hpp"
#include "usb_bus.hpp"

#include <future>
#include <thread>

using namespace openbeid;
using namespace openbeid::test;

namespace {

CK_ULONG count_slots(CK_BBOOL with_token)
{
    CK_ULONG count = 0;
    CHECK(Rv{p11().C_GetSlotList(with_token, nullptr, &count)} == ok);
    return count;
}

/// The slot of the reader that is gone is still a slot, without a token; its sessions are over.
void check_gone(const Scenario& scenario)
{
    Scenario::look();
    CHECK(count_slots(CK_TRUE) == 0);
    CK_SLOT_INFO info{};
    CHECK(Rv{p11().C_GetSlotInfo(scenario.slot, &info)} == ok);
    CHECK((info.flags & CKF_TOKEN_PRESENT) == 0);
    CHECK(scenario.session.state() == CK_UNAVAILABLE_INFORMATION);
    CHECK(open_session(scenario.slot) == 0);
}

/// The reader is back in its old slot, and nobody is logged in there.
void check_back(Scenario& scenario)
{
    Scenario::look();
    CHECK(slot_of(scenario.card.reader()) == scenario.slot);
    scenario.open();
    CHECK(scenario.session.state() == CKS_RW_PUBLIC_SESSION);
    scenario.check_truth();
    scenario.check_works();
}

} // namespace

TEST_CASE("a program that started without a reader finds the one that is plugged in", "[plug]")
{
    Scenario scenario;
    UsbBus bus{scenario.card.reader()};
    scenario.finalize();
    bus.unplug();
    scenario.initialize();
    CHECK(count_slots(CK_FALSE) == 0);
    CHECK(scenario.slot == CK_UNAVAILABLE_INFORMATION);
    bus.plug();
    Scenario::look();
    scenario.slot = slot_of(scenario.card.reader());
    REQUIRE(scenario.slot != CK_UNAVAILABLE_INFORMATION);
    scenario.check_works();
}

TEST_CASE("who waits for an event hears of a card in a reader that is plugged in", "[plug]")
{
    Scenario scenario;
    UsbBus bus{scenario.card.reader()};
    scenario.finalize();
    bus.unplug();
    scenario.initialize();
    CK_SLOT_ID slot = CK_UNAVAILABLE_INFORMATION;
    auto event = wait_for_event(slot);
    CHECK(event.wait_for(100ms) == std::future_status::timeout);
    bus.plug();
    REQUIRE(event.wait_for(10s) == std::future_status::ready);
    CHECK(event.get() == ok);
    CHECK(count_slots(CK_FALSE) == 2);
    scenario.slot = slot_of(scenario.card.reader());
    scenario.check_works();
}

TEST_CASE("a reader is pulled out while somebody is logged in", "[plug]")
{
    Scenario scenario;
    UsbBus bus{scenario.card.reader()};
    scenario.log_in();
    CHECK(scenario.sign() == ok);
    bus.unplug();
    check_gone(scenario);
    CHECK(scenario.sign() == invalid);
    bus.plug();
    check_back(scenario);
}

TEST_CASE("a reader is pulled out while a signature is active", "[plug]")
{
    Scenario scenario;
    UsbBus bus{scenario.card.reader()};
    scenario.log_in();
    REQUIRE(Rv{scenario.signer.init()} == ok);
    bus.unplug();
    CHECK(Rv{scenario.signer.sign()} == removed);
    check_gone(scenario);
    bus.plug();
    check_back(scenario);
}

TEST_CASE("a reader is pulled out while the card computes a signature", "[plug]")
{
    Scenario scenario;
    UsbBus bus{scenario.card.reader()};
    scenario.log_in();
    REQUIRE(Rv{scenario.signer.init()} == ok);
    scenario.card.ask("fault delay ms=400 ins=2A");
    auto signature = std::async(std::launch::async, [&] { return Rv{scenario.signer.sign()}; });
    std::this_thread::sleep_for(200ms); // there is no event in the middle of a command
    bus.unplug();
    REQUIRE(signature.wait_for(10s) == std::future_status::ready);
    const auto code = signature.get();
    CHECK((code == ok || code == removed)); // pcscd may let the command come to its end first
    check_gone(scenario);
    bus.plug();
    check_back(scenario);
}

TEST_CASE("a reader is pulled out while somebody waits for an event", "[plug]")
{
    Scenario scenario;
    UsbBus bus{scenario.card.reader()};
    scenario.log_in();
    CK_SLOT_ID slot = CK_UNAVAILABLE_INFORMATION;
    auto event = wait_for_event(slot);
    std::this_thread::sleep_for(100ms); // nothing shows that it waits
    bus.unplug();
    REQUIRE(event.wait_for(10s) == std::future_status::ready);
    CHECK(event.get() == ok); // a card is gone
    check_gone(scenario);
    bus.plug();
    check_back(scenario);
}

TEST_CASE("a reader is pulled out and plugged in again while nobody looks", "[plug]")
{
    Scenario scenario;
    UsbBus bus{scenario.card.reader()};
    scenario.log_in();
    CHECK(scenario.sign() == ok);
    bus.unplug();
    bus.plug();
    const Rv signature = scenario.sign();
    CHECK((signature == removed || signature == invalid));
    CHECK(scenario.session.state() == CK_UNAVAILABLE_INFORMATION);
    check_back(scenario);
}
