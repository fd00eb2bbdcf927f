// SPDX-License-Identifier: Apache-2.0
// What the configuration changes.
#include "base/hex.hpp"
#include "runtime_directory.hpp"
#include "states.hpp"

using namespace openbeid;
using namespace openbeid::test;

TEST_CASE("a cache in memory only leaves nothing in the runtime directory", "[pkcs11][settings]")
{
    const RuntimeDirectory runtime;
    const Variable setting{"OPENBEID_CACHE", GENERATE("memory", "off")};
    const auto card = make_card("v18-future-atr");
    const auto cold = recognition_cost(*card) +
                      cost_of(*card, {authentication_id, signature_id, ca_id, root_id}) + 5;
    CHECK(login(card) == cold);
    CHECK(login(card) == cold);
    CHECK_FALSE(std::filesystem::exists(runtime.ours()));
}

TEST_CASE("in memory certificates stay until the card is removed, or if off until the last session",
          "[pkcs11][settings]")
{
    const auto* const setting = GENERATE("memory", "off");
    CAPTURE(setting);
    const Variable variable{"OPENBEID_CACHE", setting};
    OpenSession token{"v17-citizen"};
    const auto read_all = [&](const TestSession& session) {
        const Meter meter{*token.card};
        CHECK(session.find(Wanted{CKO_CERTIFICATE}).size() == 4);
        return meter.apdus();
    };
    const auto cost = cost_of(*token.card, {authentication_id, signature_id, ca_id, root_id});
    CHECK(read_all(token.session) == cost);
    TestSession second;
    REQUIRE(token.open(second) == Rv{CKR_OK});
    CHECK(token.session.close() == Rv{CKR_OK});
    CHECK(read_all(second) == 0);
    CHECK(second.close() == Rv{CKR_OK});
    REQUIRE(token.open(second) == Rv{CKR_OK});
    CHECK(read_all(second) == (std::string_view{setting} == "off" ? cost : 0));
}

TEST_CASE("an eID of the future is remembered, and recognised although other programs use it",
          "[pkcs11][settings]")
{
    const RuntimeDirectory runtime;
    const auto card = make_card("v18-future-atr");
    {
        CardInserted token{card};
        CHECK(token.slots(true).size() == 1);
    }
    const Variable probe{"OPENBEID_PROBE", GENERATE("true", "false")};
    CardInserted token{card};
    const auto other = token.other_program();
    const Meter meter{*card};
    CHECK(token.slots(true).size() == 1);
    CHECK(meter.apdus() == 2); // as on the ATR of applet 1.8
    TestSession session;
    REQUIRE(token.open(session) == Rv{CKR_OK});
    CHECK(session.login(right_pin) == Rv{CKR_OK});
}

TEST_CASE("a card that is no eID is not remembered as one", "[pkcs11][settings]")
{
    const RuntimeDirectory runtime;
    const auto card = make_card("foreign");
    {
        CardInserted token{card};
        CHECK(token.slots(true).empty());
    }
    CHECK_FALSE(std::filesystem::exists(runtime.ours() / ("atr-" + to_hex(card->atr()))));
}

TEST_CASE("with probe = false a card that nobody knows is sent nothing", "[pkcs11][settings]")
{
    const RuntimeDirectory runtime;
    const Variable probe{"OPENBEID_PROBE", "false"};
    CardInserted token{"v18-future-atr"};
    CHECK(token.slots(true).empty());
    CHECK(token.card->counters().apdus == 0);
    token.insert_card(make_card("v18-citizen"));
    CHECK(token.slots(true).size() == 1);
}

TEST_CASE("lock_timeout says how long a call waits for another program", "[pkcs11][settings]")
{
    const Variable timeout{"OPENBEID_LOCK_TIMEOUT", "0.02"};
    OpenSession token{"v17-citizen"};
    auto other = token.other_program();
    other.lock();
    CHECK(token.session.find_init(Wanted{CKO_CERTIFICATE}) == Rv{CKR_DEVICE_ERROR});
    CHECK(token.readers.counters().longest_patience == std::chrono::milliseconds{20});
}
