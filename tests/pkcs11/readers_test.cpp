// SPDX-License-Identifier: Apache-2.0
// Readers, their service, and cards that are no eID.
#include "base/hex.hpp"
#include "states.hpp"

#include <algorithm>

using namespace openbeid;
using namespace openbeid::test;
using namespace std::chrono_literals;

namespace {

using Slots = std::vector<CK_SLOT_ID>;

std::shared_ptr<Card> stranger(Bytes atr)
{
    auto foreign = persona("foreign");
    foreign.atr = std::move(atr);
    return std::make_shared<Card>(foreign);
}

/// One call with room for more slots than there are, as GnuTLS makes it.
Slots slots_at_once(bool with_token)
{
    Slots ids(48);
    CK_ULONG count = ids.size();
    const CK_BBOOL present = with_token ? CK_TRUE : CK_FALSE;
    REQUIRE(Rv{p11().C_GetSlotList(present, ids.data(), &count)} == Rv{CKR_OK});
    ids.resize(count);
    return ids;
}

CK_ULONG count_slots(bool with_token)
{
    CK_ULONG count = 0;
    const CK_BBOOL present = with_token ? CK_TRUE : CK_FALSE;
    REQUIRE(Rv{p11().C_GetSlotList(present, nullptr, &count)} == Rv{CKR_OK});
    return count;
}

} // namespace

TEST_CASE("a program that never asks for the number of slots sees cards and readers come and go",
          "[pkcs11][life]")
{
    Initialized token;
    CHECK(slots_at_once(true).empty());
    token.readers.insert(first_reader, make_card("v18-citizen"));
    token.let_module_look();
    CHECK(slots_at_once(true) == Slots{0});
    token.readers.plug(second_reader);
    token.readers.insert(second_reader, make_card("v17-citizen"));
    token.let_module_look();
    CHECK(slots_at_once(true) == Slots{0, 1});
    CHECK(slots_at_once(false) == Slots{0, 1});
    token.readers.remove(first_reader);
    token.let_module_look();
    CHECK(slots_at_once(true) == Slots{1});
}

TEST_CASE("the slots that were counted are those that the next list gets, and no later one",
          "[pkcs11][life]")
{
    CardInserted token;
    CHECK(count_slots(true) == 1);
    CHECK(count_slots(false) == 1);
    token.remove_card();
    token.readers.plug(second_reader);
    token.readers.insert(second_reader, token.card);
    token.let_module_look();
    CHECK(slots_at_once(true) == Slots{0});
    CHECK(slots_at_once(true).empty()); // a reader that is new is not among them yet
    CHECK(slots_at_once(false) == Slots{0});
    CHECK(slots_at_once(false) == Slots{0});
    CHECK(count_slots(true) == 1);
    CHECK(slots_at_once(true) == Slots{1});
}

TEST_CASE("a list that is too short for the slots gets them at the second try", "[pkcs11][life]")
{
    CardInserted token;
    const bool was_counted = GENERATE(true, false);
    if (was_counted) {
        CHECK(count_slots(true) == 1);
    }
    CK_SLOT_ID slot = 9;
    CK_ULONG count = 0;
    CHECK(Rv{p11().C_GetSlotList(CK_TRUE, &slot, &count)} == Rv{CKR_BUFFER_TOO_SMALL});
    CHECK(count == 1);
    CHECK(slot == 9);
    token.remove_card();
    CHECK(Rv{p11().C_GetSlotList(CK_TRUE, &slot, &count)} == Rv{CKR_OK});
    CHECK(count == 1);
    CHECK(slot == 0);
    CHECK(slots_at_once(true).empty());
}

TEST_CASE("a count that did not fit into a list is not told later", "[pkcs11][life]")
{
    CardInserted token;
    CHECK(count_slots(true) == 1);
    token.remove_card();
    token.let_module_look();
    CK_SLOT_ID slot = 9;
    CK_ULONG count = 0;
    CHECK(Rv{p11().C_GetSlotList(CK_TRUE, &slot, &count)} == Rv{CKR_OK});
    CHECK(count == 0);
    CHECK(slots_at_once(true).empty());
}

TEST_CASE("a program whose list is always too short sees cards come and go", "[pkcs11][life]")
{
    CardInserted token;
    CHECK(count_slots(true) == 1);
    CK_SLOT_ID slot = 9;
    for (const bool present : {true, false, true}) {
        CK_ULONG count = 0;
        const Rv rv{p11().C_GetSlotList(CK_TRUE, &slot, &count)};
        CHECK(rv == Rv{present ? CKR_BUFFER_TOO_SMALL : CKR_OK});
        CHECK(count == (present ? 1 : 0));
        if (present) {
            token.remove_card();
        } else {
            token.insert_card(make_card("v18-citizen"));
        }
    }
}

TEST_CASE("without readers or without their service there are no slots, and no error",
          "[pkcs11][life]")
{
    Initialized token;
    SECTION("no reader")
    {
        token.readers.unplug(first_reader);
    }
    SECTION("no service")
    {
        token.readers.stop_service();
    }
    SECTION("a service that fails")
    {
        token.readers.fail_polls(1000, Errc::io);
    }
    CHECK(token.slots(false).empty());
    CHECK(token.slots(true).empty());
    CK_SLOT_INFO info{};
    CHECK(Rv{p11().C_GetSlotInfo(0, &info)} == Rv{CKR_SLOT_ID_INVALID});
}

TEST_CASE("a reader plugged in later becomes a slot", "[pkcs11][life]")
{
    Initialized token;
    REQUIRE(token.slots(false) == Slots{0});
    token.readers.plug(second_reader);
    token.readers.insert(second_reader, make_card("v18-citizen"));
    CHECK(token.slots(false) == Slots{0, 1});
    CHECK(token.slots(true) == Slots{1});
    TestSession session;
    CHECK(token.open(session, 0, 1) == Rv{CKR_OK});
}

TEST_CASE("an unplugged reader keeps its slot, and gets it back", "[pkcs11][life]")
{
    CardInserted token;
    token.readers.plug(second_reader);
    token.readers.insert(second_reader, make_card("v17-citizen"));
    REQUIRE(token.slots(true) == Slots{0, 1});
    token.readers.unplug(first_reader);
    CHECK(token.slots(false) == Slots{0, 1});
    CHECK(token.slots(true) == Slots{1});
    CHECK(token.slot_flags(0) == (CKF_REMOVABLE_DEVICE | CKF_HW_SLOT));
    token.readers.plug(first_reader);
    token.readers.insert(first_reader, token.card);
    CHECK(token.slots(true) == Slots{0, 1});
}

TEST_CASE("a service that comes back brings its readers back", "[pkcs11][life]")
{
    OpenSession token;
    token.readers.stop_service();
    CHECK(token.slots(true).empty());
    CHECK(token.slots(false) == Slots{0});
    CHECK(token.session.close() == Rv{CKR_OK});
    token.readers.start_service();
    CHECK(token.slots(true) == Slots{0});
    TestSession fresh;
    REQUIRE(token.open(fresh) == Rv{CKR_OK});
    CHECK(fresh.login(right_pin) == Rv{CKR_OK});
}

TEST_CASE("a service that was started anew unnoticed ends its sessions, and no more",
          "[pkcs11][life]")
{
    LoggedIn token;
    token.readers.stop_service();
    token.readers.start_service();
    token.let_module_look();
    const auto rv = token.session.find_init(Wanted{CKO_CERTIFICATE});
    CHECK((rv == Rv{CKR_DEVICE_REMOVED} || rv == Rv{CKR_SESSION_HANDLE_INVALID}));
    CHECK(token.session.find_init(Wanted{CKO_CERTIFICATE}) == Rv{CKR_SESSION_HANDLE_INVALID});
    TestSession fresh;
    REQUIRE(token.open(fresh) == Rv{CKR_OK});
    CHECK(fresh.state() == CKS_RW_PUBLIC_SESSION);
    CHECK(fresh.login(right_pin) == Rv{CKR_OK});
}

TEST_CASE("a card that is no eID is left to others", "[pkcs11][life]")
{
    CardInserted token{"foreign"};
    CHECK(token.slots(false) == Slots{0});
    CHECK(token.slots(true).empty());
    CHECK((token.slot_flags(0) & CKF_TOKEN_PRESENT) == 0);
    CK_TOKEN_INFO info{};
    CHECK(Rv{p11().C_GetTokenInfo(0, &info)} == Rv{CKR_TOKEN_NOT_RECOGNIZED});
    TestSession session;
    CHECK(token.open(session) == Rv{CKR_TOKEN_NOT_RECOGNIZED});
    const auto& commands = token.card->counters();
    CHECK(commands.apdus == 1); // one SELECT of our applet, once
    CHECK(commands.by_ins.at(ins_select) == 1);
    CHECK(token.readers.counters().connects == 1);
}

TEST_CASE("a card that is no eID is not touched while another program is connected to it",
          "[pkcs11][life]")
{
    CardInserted token{"foreign"};
    {
        const auto other = token.other_program();
        CHECK(token.slots(true).empty());
        CHECK(token.card->counters().apdus == 0);
    }
    advance_clock(1s);
    CHECK(token.slots(true).empty());
    CHECK(token.card->counters().apdus == 1);
}

TEST_CASE("a foreign card with the ATR of applet 1.8 never sees a command it may know as DELETE",
          "[pkcs11][life]")
{
    CardInserted token{"foreign-g"};
    CHECK(token.slots(true).empty());
    CHECK(token.card->counters().by_ins.count(ins_get_card_data) == 0);
}

TEST_CASE("an eID of the future is found by its applet", "[pkcs11][life]")
{
    CardInserted token{"v18-future-atr"};
    CHECK(token.slots(true) == Slots{0});
    TestSession session;
    REQUIRE(token.open(session) == Rv{CKR_OK});
    CHECK(session.login(right_pin) == Rv{CKR_OK});
}

TEST_CASE("an eID of the future is found when the other program has gone", "[pkcs11][life]")
{
    CardInserted token{"v18-future-atr"};
    {
        const auto other = token.other_program();
        CHECK(token.slots(true).empty());
    }
    advance_clock(1s);
    CHECK(token.slots(true) == Slots{0});
}

TEST_CASE("an eID of the future is found again after a word that it was gone", "[pkcs11][life]")
{
    OpenSession token{"v18-future-atr"};
    token.readers.fail_transmit(1, Errc::card_removed);
    CHECK(token.session.login(right_pin) == Rv{CKR_SESSION_HANDLE_INVALID});
    CHECK(token.session.close() == Rv{CKR_OK});
    TestSession fresh;
    REQUIRE(token.open(fresh) == Rv{CKR_OK});
    CHECK(fresh.login(right_pin) == Rv{CKR_OK});
}

TEST_CASE("our applet is selected once on a stranger, whatever comes of it", "[pkcs11][life]")
{
    CardInserted token{"foreign"};
    const auto fault = GENERATE(values<Fault>({
        {.kind = FaultKind::drop_before},
        {.kind = FaultKind::drop_after},
        {.kind = FaultKind::empty},
        {.kind = FaultKind::status, .status = 0x6104}, // and GET RESPONSE is refused
    }));
    token.card->inject(fault);
    const auto select = from_hex(select_applet).value();
    unsigned sent = 0;
    token.readers.on_transmit(
        [&](ByteView command) { sent += std::ranges::equal(command, select) ? 1U : 0U; });
    for (int i = 0; i < 3; ++i) {
        CHECK(token.slots(true).empty());
        advance_clock(1s);
    }
    CHECK(sent == 1);
    TestSession session;
    CHECK(token.open(session) == Rv{CKR_TOKEN_NOT_RECOGNIZED});
    CHECK(sent == 1);
    token.remove_card();
    token.insert_card(make_card("foreign"));
    CHECK(token.slots(true).empty());
    CHECK(sent == 2);
}

TEST_CASE("a card without ATR is no token", "[pkcs11][life]")
{
    CardInserted token{stranger({})};
    CHECK(token.slots(true).empty());
    CK_TOKEN_INFO info{};
    CHECK(Rv{p11().C_GetTokenInfo(0, &info)} == Rv{CKR_TOKEN_NOT_RECOGNIZED});
}

TEST_CASE("a mute card that another program wakes up is a token, and an event", "[pkcs11][life]")
{
    CardInserted token{stranger({})};
    REQUIRE(token.slots(true).empty());
    CK_SLOT_ID slot = 9;
    while (p11().C_WaitForSlotEvent(CKF_DONT_BLOCK, &slot, nullptr) == CKR_OK) {
    }
    token.readers.wake(first_reader, make_card("v17-citizen"));
    token.let_module_look();
    CHECK(Rv{p11().C_WaitForSlotEvent(CKF_DONT_BLOCK, &slot, nullptr)} == Rv{CKR_OK});
    CHECK(slot == 0);
    CHECK(token.slots(true) == Slots{0});
    TestSession session;
    CHECK(token.open(session) == Rv{CKR_OK});
}

TEST_CASE("recognition takes one command, and two on the ATR that others share", "[pkcs11][life]")
{
    const auto [name, commands] = GENERATE(
        table<const char*, unsigned>({{"v11-citizen", 1}, {"v17-citizen", 1}, {"v18-citizen", 2}}));
    CAPTURE(name);
    CardInserted token{name};
    CHECK(token.slots(true) == Slots{0});
    CHECK(token.card->counters().apdus == commands);
    for (int i = 0; i < 5; ++i) { // polls cost nothing
        token.let_module_look();
        CHECK(token.slots(true) == Slots{0});
        static_cast<void>(token.token_flags());
        static_cast<void>(token.slot_flags(0));
    }
    CHECK(token.card->counters().apdus == commands);
}

TEST_CASE("a card that is slow to wake up is recognised nevertheless", "[pkcs11][life]")
{
    const auto kind = GENERATE(FaultKind::status, FaultKind::drop_before);
    CardInserted token{"v17-citizen"};
    token.card->inject({.kind = kind, .status = 0x6D00});
    token.card->inject({.kind = kind, .after = 2, .status = 0x6D00});
    CHECK(token.slots(true) == Slots{0});
}

TEST_CASE("while another program holds the card, slot calls don't wait", "[pkcs11][life]")
{
    OpenSession token;
    auto other = token.other_program();
    other.lock();
    token.let_module_look();
    CHECK(token.slots(true) == Slots{0});
    CHECK((token.slot_flags(0) & CKF_TOKEN_PRESENT) != 0);
    static_cast<void>(token.token_flags());
    CHECK(token.readers.counters().longest_patience == 0ms);
}

TEST_CASE("a call that needs the card waits for other programs, and not for ever", "[pkcs11][life]")
{
    KeysFound token;
    token.readers.cap_patience(20ms); // what it would wait is in the counters
    auto other = token.other_program();
    other.lock();
    CHECK(token.sign_authentication().rv == Rv{CKR_DEVICE_ERROR});
    CHECK(token.readers.counters().longest_patience == 5s);
    CHECK(token.session.login(right_pin) == Rv{CKR_USER_ALREADY_LOGGED_IN});
    other.unlock();
    CHECK(token.sign_authentication().rv == Rv{CKR_OK});
}

TEST_CASE("a card that another program uses alone is no token until that ends", "[pkcs11][life]")
{
    CardInserted token;
    {
        const OtherProgram other{token.readers, first_reader, OtherProgram::Share::exclusive};
        CHECK(token.slots(true).empty());
        TestSession session;
        CHECK(token.open(session) == Rv{CKR_DEVICE_ERROR});
    }
    advance_clock(1s);
    CHECK(token.slots(true) == Slots{0});
}

TEST_CASE("two cards are two tokens that don't share a login", "[pkcs11][life]")
{
    LoggedIn token;
    token.readers.plug(second_reader);
    token.readers.insert(second_reader, make_card("v17-citizen"));
    REQUIRE(token.slots(true) == Slots{0, 1});
    TestSession other;
    REQUIRE(token.open(other, 0, 1) == Rv{CKR_OK});
    CHECK(other.state() == CKS_RO_PUBLIC_SESSION);
    CHECK(token.session.state() == CKS_RW_USER_FUNCTIONS);
    CHECK(Rv{p11().C_CloseAllSessions(1)} == Rv{CKR_OK});
    CHECK(token.session.state() == CKS_RW_USER_FUNCTIONS);
}

TEST_CASE("the readers are asked ten times a second at most", "[pkcs11][life]")
{
    OpenSession token;
    const auto polls = token.readers.counters().polls;
    for (int i = 0; i < 50; ++i) {
        static_cast<void>(token.slot_flags(0));
        static_cast<void>(token.token_flags());
        static_cast<void>(token.session.state());
    }
    CHECK(token.readers.counters().polls == polls);
    token.let_module_look();
    static_cast<void>(token.slot_flags(0));
    CHECK(token.readers.counters().polls == polls + 1);
}

TEST_CASE("a look at the readers that fails is made good by the next", "[pkcs11][life]")
{
    OpenSession token;
    token.readers.fail_polls(1, Errc::service_unavailable);
    CHECK(token.slots(true).empty());
    CHECK(token.session.close() == Rv{CKR_OK});
    CHECK(token.slots(true) == Slots{0});
    TestSession fresh;
    CHECK(token.open(fresh) == Rv{CKR_OK});
}

TEST_CASE("a look at the readers that tells nothing costs no login", "[pkcs11][life]")
{
    KeysFound token;
    token.readers.fail_polls(1, GENERATE(Errc::io, Errc::out_of_memory));
    CHECK(token.slots(true) == Slots{0});
    CHECK(token.session.state() == CKS_RW_USER_FUNCTIONS);
    CHECK(token.sign_authentication().rv == Rv{CKR_OK});
}

TEST_CASE("a card that can't be connected to for a moment is a token a second later",
          "[pkcs11][life]")
{
    CardInserted token;
    token.readers.fail_connects(1, GENERATE(Errc::io, Errc::reader_busy));
    CHECK(token.slots(true).empty());
    CHECK(token.slots(true).empty()); // not asked again at once
    CHECK(token.readers.counters().connects == 1);
    advance_clock(1s);
    CHECK(token.slots(true) == Slots{0});
}

TEST_CASE("a session that found no memory for its connection hides no card", "[pkcs11][life]")
{
    CardInserted token;
    token.readers.starve_connects(1);
    TestSession session;
    CHECK(token.open(session) == Rv{CKR_HOST_MEMORY});
    CHECK(token.slots(true) == Slots{0});
    CHECK(token.open(session) == Rv{CKR_OK});
}

TEST_CASE("a token that can't be connected to gives no session, and one when it can again",
          "[pkcs11][life]")
{
    CardInserted token;
    REQUIRE(token.slots(true) == Slots{0});
    token.readers.fail_connects(1, Errc::io);
    TestSession session;
    CHECK(token.open(session) == Rv{CKR_DEVICE_ERROR});
    CHECK(token.open(session) == Rv{CKR_OK});
    CHECK(session.login(right_pin) == Rv{CKR_OK});
}

TEST_CASE("a command that the reader stack loses is an error, and all goes on", "[pkcs11][life]")
{
    KeysFound token;
    const auto lost = GENERATE(1U, 2U, 3U);
    const bool was_choice_of_key = lost == 1; // which is made again
    token.readers.fail_transmit(lost, Errc::io);
    CHECK(token.sign_authentication().rv == Rv{was_choice_of_key ? CKR_OK : CKR_DEVICE_ERROR});
    CHECK(token.sign_authentication().rv == Rv{CKR_OK});
}
