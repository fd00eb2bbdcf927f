// SPDX-License-Identifier: Apache-2.0
#include "fixture.hpp"

using namespace openbeid;
using namespace openbeid::test;

TEST_CASE("a file is read again after a reset", "[token]")
{
    const auto select = "00A4080C06" + to_hex(token::file_of(token::DataFile::address));
    ConnectedToken card{0x17,
                        {{"begin", ""},
                         {select, Errc::card_reset},
                         {"end", ""},
                         {"begin", Errc::card_reset},
                         {"reconnect", ""},
                         {"begin", ""},
                         {get_card_data, ConnectedToken::card_data_answer()},
                         {select, "9000"},
                         {"00B0000000", "6C05"},
                         {"00B0000005", "0103 313030 9000"},
                         {"end", ""}}};
    const auto address = card.token.file(token::DataFile::address);
    REQUIRE(address);
    CHECK(**address == Bytes{0x01, 0x03, 0x31, 0x30, 0x30});
}

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
