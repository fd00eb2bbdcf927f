// SPDX-License-Identifier: Apache-2.0
#include "fixture.hpp"

using namespace openbeid;
using namespace openbeid::test;

TEST_CASE("the card that is connected to is the one that was recognised", "[token][connect]")
{
    Script script{};
    ScriptedReader reader{script};
    const auto secrets = SecretStore::create();
    token::Token token{
        {crypto_context(), *secrets, reader}, a_reader, ConnectedToken::card_data(0x17)};
    SECTION("another one was put in while the connection was waited for")
    {
        reader.status.event_count += 2;
    }
    SECTION("it was taken out")
    {
        reader.status.card_present = false;
    }
    SECTION("nobody counted in the meantime")
    {
        ++reader.status.service_run;
    }
    const auto connected = token.connect();
    REQUIRE_FALSE(connected);
    CHECK(connected.error().code == Errc::card_removed);
    CHECK_FALSE(token.alive());
}
