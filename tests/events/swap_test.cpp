// SPDX-License-Identifier: Apache-2.0
// Cards come and go: other cards, cards of others, and somebody waits for them.
#include "scenario.hpp"

#include <future>
#include <thread>

using namespace openbeid;
using namespace openbeid::test;

namespace {

/// Nothing tells that a thread blocks in pcscd: the wait must work before, while and after.
void give_time_to_block()
{
    std::this_thread::sleep_for(100ms);
}

constexpr auto patience = 10s;
constexpr auto look_of_pcscd = 600ms; // it looks every 400 ms

} // namespace

TEST_CASE("a card of another generation with the same ATR is another token", "[swap]")
{
    Scenario scenario;
    // Applets 1.1 and 1.7 share theirs.
    const auto* const other = scenario.is("v11") ? "v17-citizen" : "v11-citizen";
    scenario.log_in();
    const auto mechanism = mechanism_of(scenario.slot);
    const auto serial = serial_of(scenario.slot);
    const auto certificate = certificate_of(scenario.session.handle());
    CHECK(scenario.sign() == ok);
    scenario.card.exchange(other);
    CHECK(scenario.session.sign_init(mechanism, 1) == invalid);
    CHECK(serial_of(scenario.slot) != serial);
    scenario.open();
    CHECK(scenario.session.state() == CKS_RW_PUBLIC_SESSION);
    const bool same_certificate = certificate_of(scenario.session.handle()) == certificate;
    CHECK_FALSE(same_certificate);
    scenario.check_works();
}

TEST_CASE("a card exchanged while another program is connected is another token", "[swap]")
{
    Scenario scenario;
    const Stranger stranger{scenario.card.reader()};
    scenario.log_in();
    const auto serial = serial_of(scenario.slot);
    scenario.card.exchange(scenario.other_persona());
    CHECK(scenario.sign() != ok);
    CHECK(serial_of(scenario.slot) != serial);
    scenario.check_works();
}

TEST_CASE("a card exchanged between two commands of another program is another token", "[swap]")
{
    Scenario scenario;
    scenario.log_in();
    const auto serial = serial_of(scenario.slot);
    const Stranger stranger{scenario.card.reader()};
    auto talk = std::async(std::launch::async, [&] {
        for (;;) {
            stranger.send("00A4080C023F00"); // SELECT of the master file
        }
    });
    scenario.card.ask("persona " + scenario.other_persona());
    CHECK_THROWS(talk.get()); // its card is gone
    await_card(scenario.card.reader(), true);
    Scenario::look();
    CHECK(scenario.session.state() == CK_UNAVAILABLE_INFORMATION);
    CHECK(serial_of(scenario.slot) != serial);
    scenario.check_works();
}

TEST_CASE("a foreign card leaves the slot empty and gets no PIN", "[swap]")
{
    Scenario scenario;
    const auto* const foreign = GENERATE("foreign", "foreign-g");
    scenario.log_in();
    scenario.card.exchange(foreign);
    Scenario::look();
    CHECK(scenario.session.state() == CK_UNAVAILABLE_INFORMATION);
    CHECK(scenario.session.login(right_pin) == invalid);
    CHECK(scenario.session.close() == ok);
    CK_SLOT_INFO info{};
    CHECK(Rv{p11().C_GetSlotInfo(scenario.slot, &info)} == ok);
    CHECK((info.flags & CKF_TOKEN_PRESENT) == 0);
    CHECK(serial_of(scenario.slot) == "CKR_TOKEN_NOT_RECOGNIZED");
    CHECK(open_session(scenario.slot) == 0);
    CHECK(scenario.card.counter("verify_commands") == 0);
    scenario.card.exchange(scenario.persona);
    scenario.check_works();
}

// As long as a dead session kept its connection, the reader would be in use (by ourselves), and a
// card with an unknown ATR is then not asked what it is.
TEST_CASE("a dead session does not keep the next card from being recognised", "[swap]")
{
    Scenario scenario;
    scenario.log_in();
    scenario.card.exchange("v18-future-atr");
    Scenario::look();
    CHECK(scenario.session.state() == CK_UNAVAILABLE_INFORMATION);
    CHECK(works(scenario.slot));
}

TEST_CASE("who waits for an event hears of a card that is taken out", "[swap]")
{
    Scenario scenario;
    scenario.log_in();
    CK_SLOT_ID slot = CK_UNAVAILABLE_INFORMATION;
    auto event = wait_for_event(slot);
    give_time_to_block();
    scenario.card.remove();
    REQUIRE(event.wait_for(patience) == std::future_status::ready);
    CHECK(event.get() == ok);
    CHECK(slot == scenario.slot);
    CHECK(scenario.session.state() == CK_UNAVAILABLE_INFORMATION);
    scenario.card.insert();
    scenario.check_works();
}

TEST_CASE("who waits for an event hears of a card that is put in", "[swap]")
{
    Scenario scenario;
    scenario.card.remove();
    Scenario::look();
    CK_SLOT_ID slot = CK_UNAVAILABLE_INFORMATION;
    while (p11().C_WaitForSlotEvent(CKF_DONT_BLOCK, &slot, nullptr) == CKR_OK) {
    }
    auto event = wait_for_event(slot);
    give_time_to_block();
    scenario.card.insert();
    REQUIRE(event.wait_for(patience) == std::future_status::ready);
    CHECK(event.get() == ok);
    CHECK(slot == scenario.slot);
    scenario.check_works();
}

TEST_CASE("who waits for an event disturbs nobody, and C_Finalize ends it", "[swap]")
{
    Scenario scenario;
    CK_SLOT_ID slot = 0;
    auto event = wait_for_event(slot);
    give_time_to_block();
    scenario.check_works();
    Stranger{scenario.card.reader()}.reset();
    CHECK(event.wait_for(100ms) == std::future_status::timeout);
    const Stopwatch watch;
    scenario.finalize();
    REQUIRE(event.wait_for(patience) == std::future_status::ready);
    CHECK(event.get() == Rv{CKR_CRYPTOKI_NOT_INITIALIZED});
    CHECK(watch.elapsed() < 1s);
    scenario.initialize();
    scenario.check_works();
}

// The command fails before pcscd has seen the card go: CKR_DEVICE_ERROR is as true as a removal. No
// event tells when pcscd has looked again, and a card that is back before that look would be a card
// that was never out.
TEST_CASE("a card that is taken out in the middle of a signature spends nothing", "[swap]")
{
    Scenario scenario;
    scenario.log_in();
    REQUIRE(Rv{scenario.signer.init()} == ok);
    scenario.card.ask("fault remove ins=2A");
    const Rv signature{scenario.signer.sign()};
    CHECK((signature == removed || signature == Rv{CKR_DEVICE_ERROR}));
    std::this_thread::sleep_for(look_of_pcscd);
    CHECK(scenario.session.state() == CK_UNAVAILABLE_INFORMATION);
    scenario.card.insert();
    scenario.check_works();
}

TEST_CASE("a card that is taken out in the middle of a login spends nothing", "[swap]")
{
    Scenario scenario;
    scenario.open();
    scenario.card.ask("fault remove ins=20");
    const Rv login{scenario.session.login(right_pin)};
    CHECK((login == invalid || login == Rv{CKR_DEVICE_ERROR}));
    std::this_thread::sleep_for(look_of_pcscd);
    CHECK(scenario.session.state() == CK_UNAVAILABLE_INFORMATION);
    scenario.card.insert();
    if (scenario.card.tells_right()) {
        CHECK_FALSE(scenario.card.has_right());
    }
    scenario.check_works();
}
