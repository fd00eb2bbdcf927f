// SPDX-License-Identifier: Apache-2.0
// Another program uses the same card, and not always kindly.
#include "child.hpp"
#include "scenario.hpp"

using namespace openbeid;
using namespace openbeid::test;

namespace {

constexpr const char* log_off = "80E60000";
constexpr const char* select_applet = "00A4040C0FA00000003029057000AD13100101FF";
constexpr const char* select_master_file = "00A4080C023F00";
constexpr const char* wrong_verify = "0020000108240000FFFFFFFFFF";
constexpr const char* set_signature_key = "002241B6050480018483";
constexpr const char* set_signature_key_ec = "002241B6050480408483";

/// Logged in, and a signature made: everything is read that needs to be.
struct LoggedIn : Scenario {
    LoggedIn()
    {
        log_in();
        CHECK(sign() == ok);
        check_truth();
    }

    /// The login is gone. The module says so before the application signs, if the card can tell it;
    /// else in C_SignInit or C_Sign. Then everything works as before.
    void check_loss_is_seen()
    {
        if (card.tells_right()) {
            await_public();
        } else {
            CHECK(sign() == Rv{CKR_USER_NOT_LOGGED_IN});
            CHECK(session.state() == CKS_RW_PUBLIC_SESSION);
        }
        check_truth();
        CHECK(sign() == Rv{CKR_USER_NOT_LOGGED_IN});
        REQUIRE(session.login(right_pin) == ok);
        CHECK(sign() == ok);
        check_truth();
        CHECK(session.close() == ok);
        check_works();
    }
};

} // namespace

TEST_CASE("a reset by another program is seen before the signature, without a command", "[program]")
{
    LoggedIn scenario;
    const auto& signer = scenario.signer;
    Stranger{scenario.card.reader()}.reset();
    const auto before = scenario.card.counter("apdus");
    CHECK(scenario.session.state() == CKS_RW_PUBLIC_SESSION);
    CHECK(scenario.card.counter("apdus") == before);
    CHECK(Rv{signer.init()} == Rv{CKR_USER_NOT_LOGGED_IN});
    REQUIRE(scenario.session.login(right_pin) == ok);
    CHECK(Rv{signer.init_and_sign()} == ok); // with the handle from before the reset
    scenario.check_truth();
    CHECK(scenario.session.close() == ok);
    scenario.check_works();
}

TEST_CASE("a program that leaves with a reset is one like any other", "[program]")
{
    LoggedIn scenario;
    const Stranger stranger{scenario.card.reader()};
    stranger.begin();
    stranger.end(SCARD_RESET_CARD);
    scenario.check_loss_is_seen();
}

TEST_CASE("a LOG OFF by another program is seen", "[program]")
{
    LoggedIn scenario;
    if (!scenario.is("v11")) { // which has no such command
        CHECK(Stranger{scenario.card.reader()}.send(log_off) == "9000");
    } else {
        scenario.card.ask("reset");
    }
    scenario.check_loss_is_seen();
}

TEST_CASE("another program that selects the applet is seen", "[program]")
{
    LoggedIn scenario;
    CHECK(Stranger{scenario.card.reader()}.send(select_applet) == "9000");
    scenario.check_loss_is_seen();
}

TEST_CASE("a wrong PIN of another program is seen", "[program]")
{
    LoggedIn scenario;
    CHECK(Stranger{scenario.card.reader()}.send(wrong_verify).starts_with("63C"));
    scenario.card.ask("tries 3");
    CHECK(scenario.card.counter("wrong_tries") == 1);
    scenario.check_loss_is_seen();
    CHECK(scenario.card.counter("wrong_tries") == 1);
    scenario.card.ask("counters reset");
}

TEST_CASE("another program that reads files does not disturb", "[program]")
{
    LoggedIn scenario;
    const Stranger stranger{scenario.card.reader()};
    CHECK(stranger.send(select_master_file) == "9000");
    CHECK(scenario.sign() == ok);
    scenario.check_truth();
    CHECK(is_user(scenario.session.state()));
}

TEST_CASE("a key for legal signatures that another program left behind opens nothing", "[program]")
{
    Scenario scenario;
    const Stranger stranger{scenario.card.reader()};
    scenario.open();
    static_cast<void>(certificate_of(scenario.session.handle())); // DF(BELPIC) is current
    const auto* const key = scenario.is("v18") ? set_signature_key_ec : set_signature_key;
    CHECK(stranger.send(key) == "9000");
    scenario.log_in_here();
    CHECK(scenario.sign() == ok);
    CHECK(scenario.card.counter("signatures_83") == 0);
    stranger.send(key);
    CHECK(stranger.send("002A9E9A14000102030405060708090A0B0C0D0E0F10111213") != "9000");
    CHECK(scenario.card.counter("signatures_83") == 0);
}

TEST_CASE("a program that dies takes our login along, and we say so", "[program]")
{
    LoggedIn scenario;
    const Signal connected;
    const auto reader = scenario.card.reader();
    Child dying{[&] {
        const Stranger stranger{reader};
        stranger.begin();
        connected.tell();
        return Signal{}.await();
    }};
    REQUIRE(connected.await());
    dying.kill();
    scenario.check_loss_is_seen();
}

TEST_CASE("a card in exclusive use by another program can't be opened, at once", "[program]")
{
    Scenario scenario;
    {
        const Stranger stranger{scenario.card.reader(), SCARD_SHARE_EXCLUSIVE};
        const Stopwatch watch;
        CHECK(scenario.session.handle() == 0);
        CK_SESSION_HANDLE handle = 0;
        CHECK(
            Rv{p11().C_OpenSession(scenario.slot, CKF_SERIAL_SESSION, nullptr, nullptr, &handle)} ==
            Rv{CKR_DEVICE_ERROR});
        CK_SLOT_INFO info{};
        CHECK(Rv{p11().C_GetSlotInfo(scenario.slot, &info)} == ok);
        CHECK(watch.elapsed() < lock_timeout + grace);
    }
    scenario.check_works();
}

TEST_CASE("nobody gets a card exclusively while a session is open", "[program]")
{
    LoggedIn scenario;
    const auto reader = scenario.card.reader();
    CHECK(Stranger::try_connect(reader, SCARD_SHARE_EXCLUSIVE) == SCARD_E_SHARING_VIOLATION);
    CHECK(scenario.sign() == ok);
    CHECK(scenario.session.close() == ok);
    CHECK_FALSE(is_in_use(reader));
    CHECK(Stranger::try_connect(reader, SCARD_SHARE_EXCLUSIVE) == SCARD_S_SUCCESS);
    scenario.check_works();
}

TEST_CASE("suspend looks like a reset, or like a reader that went and came", "[program]")
{
    LoggedIn scenario;
    const Stranger stranger{scenario.card.reader()};
    scenario.card.ask("reset"); // the card lost its power, and pcscd was asleep too
    scenario.check_loss_is_seen();
}
