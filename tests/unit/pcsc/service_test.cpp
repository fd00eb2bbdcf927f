// SPDX-License-Identifier: Apache-2.0
#include "fake_daemon.hpp"
#include "pcsc/service.hpp"
#include "support/catch.hpp"

using namespace openbeid;

namespace {

std::vector<std::string> names_of(const std::vector<transport::ReaderStatus>& statuses)
{
    std::vector<std::string> names;
    for (const auto& status : statuses) {
        names.push_back(status.name);
    }
    return names;
}

using Names = std::vector<std::string>;

} // namespace

TEST_CASE("a poll tells what is in each reader, in one question", "[pcsc][poll]")
{
    const fake::Session pcscd;
    pcscd->add({.name = "A", .present = true, .atr = {0x3B, 0x98, 0x13}, .events = 7});
    pcscd->add({.name = "B", .events = 2});
    pcscd->add({.name = "C", .present = true, .mute = true, .events = 1});
    pcscd->add({.name = "D", .present = true, .atr = {0x3B}, .users = 1});
    pcscd->add({.name = "E", .present = true, .exclusive = true, .atr = {0x3B}, .users = 1});
    pcsc::ReaderService service;
    const auto statuses = service.poll();
    REQUIRE(statuses);
    std::vector<transport::ReaderStatus> expected{
        {.name = "A", .card_present = true, .atr = {0x3B, 0x98, 0x13}, .event_count = 7},
        {.name = "B", .atr = {}, .event_count = 2},
        {.name = "C", .card_present = true, .mute = true, .atr = {}, .event_count = 1},
        {.name = "D", .card_present = true, .in_use = true, .atr = {0x3B}},
        {.name = "E", .card_present = true, .exclusive = true, .atr = {0x3B}},
    };
    for (auto& status : expected) {
        status.service_run = 1;
    }
    CHECK(*statuses == expected);
    CHECK(pcscd->calls("SCardGetStatusChange") == 1);
    CHECK(pcscd->calls("SCardConnect") == 0);
}

TEST_CASE("no reader at all is an empty list, not an error", "[pcsc][poll]")
{
    const fake::Session pcscd;
    pcsc::ReaderService service;
    const auto statuses = service.poll();
    REQUIRE(statuses);
    CHECK(statuses->empty());
}

TEST_CASE("a list of readers that never fits is an error, not a wait without end", "[pcsc][poll]")
{
    const fake::Session pcscd;
    pcscd->add({.name = "A"});
    pcscd->fail("SCardListReaders", SCARD_E_INSUFFICIENT_BUFFER);
    pcsc::ReaderService service;
    const auto statuses = service.poll();
    REQUIRE_FALSE(statuses);
    CHECK(statuses.error().code == Errc::io);
}

TEST_CASE("forty readers are forty readers", "[pcsc][poll]")
{
    const fake::Session pcscd;
    pcscd->most_states = GENERATE(std::size_t{16}, std::size_t{1000});
    for (unsigned i = 0; i < 40; ++i) {
        pcscd->add({.name = "Reader " + std::to_string(i), .events = i + 1});
    }
    pcsc::ReaderService service;
    const auto statuses = service.poll();
    REQUIRE(statuses);
    REQUIRE(statuses->size() == 40);
    for (unsigned i = 0; i < 40; ++i) {
        CHECK((*statuses)[i].name == "Reader " + std::to_string(i));
        CHECK((*statuses)[i].event_count == i + 1);
    }
}

TEST_CASE("a reader that is plugged in while the list is being read is listed", "[pcsc][poll]")
{
    const fake::Session pcscd;
    pcscd->add({.name = "A"});
    pcscd->at_call("SCardListReaders", 2, [&] { pcscd->add({.name = "A longer name"}); });
    pcsc::ReaderService service;
    const auto statuses = service.poll();
    REQUIRE(statuses);
    CHECK(names_of(*statuses) == Names{"A", "A longer name"});
}

TEST_CASE("a reader that is unplugged while it is asked for is dropped", "[pcsc][poll]")
{
    const fake::Session pcscd;
    pcscd->add({.name = "A"});
    pcscd->add({.name = "B"});
    pcscd->at_call("SCardGetStatusChange", 1, [&] { pcscd->remove("A"); });
    pcsc::ReaderService service;
    const auto statuses = service.poll();
    REQUIRE(statuses);
    CHECK(names_of(*statuses) == Names{"B"});
}

TEST_CASE("without pcscd a poll says so, and works as soon as there is one", "[pcsc][poll]")
{
    const fake::Session pcscd;
    pcscd->stop();
    pcsc::ReaderService service;
    REQUIRE_FALSE(service.poll());
    CHECK(service.poll().error().code == Errc::service_unavailable);
    pcscd->add({.name = "A"});
    pcscd->start();
    REQUIRE(service.poll());
    CHECK(service.poll()->size() == 1);
}

TEST_CASE("the first poll after a restart of pcscd works", "[pcsc][poll]")
{
    const fake::Session pcscd;
    pcscd->add({.name = "A", .present = true, .atr = {0x3B}, .events = 1});
    pcsc::ReaderService service;
    const auto before = service.poll();
    REQUIRE(before);
    CHECK(service.poll()->front().same_insertion(before->front()));
    pcscd->stop();
    pcscd->start();
    const auto after = service.poll();
    REQUIRE(after);
    CHECK_FALSE(after->front().same_insertion(before->front())); // the count began anew
    CHECK(pcscd->calls("SCardEstablishContext") == 2);
    CHECK(pcscd->calls("SCardReleaseContext") == 1);
}

TEST_CASE("pcscd that dies in the middle of a poll is tried once more, not for ever",
          "[pcsc][poll]")
{
    const fake::Session pcscd;
    pcscd->add({.name = "A"});
    pcsc::ReaderService service;
    REQUIRE(service.poll());
    pcscd->at("SCardGetStatusChange", [&] {
        pcscd->stop();
        pcscd->start();
    });
    const auto statuses = service.poll();
    REQUIRE_FALSE(statuses);
    CHECK(statuses.error().code == Errc::service_unavailable);
    CHECK(pcscd->calls("SCardEstablishContext") == 2);
}

TEST_CASE("polls share one context and every connection has its own", "[pcsc][connect]")
{
    const fake::Session pcscd;
    pcscd->add({.name = "A", .present = true, .atr = {0x3B}});
    {
        pcsc::ReaderService service;
        REQUIRE(service.poll());
        REQUIRE(service.poll());
        CHECK(pcscd->calls("SCardEstablishContext") == 1);
        const auto one = service.connect("A");
        const auto two = service.connect("A");
        REQUIRE(one);
        REQUIRE(two);
        CHECK(pcscd->calls("SCardEstablishContext") == 3);
    }
    CHECK(pcscd->contexts.empty());
    CHECK(pcscd->cards.empty());
}

TEST_CASE("connecting says why it does not work", "[pcsc][connect]")
{
    const fake::Session pcscd;
    pcscd->add({.name = "empty"});
    pcscd->add({.name = "mute", .present = true, .mute = true});
    pcscd->add({.name = "exclusive", .present = true, .exclusive = true, .atr = {0x3B}});
    pcsc::ReaderService service;
    const auto why = [&](const std::string& reader) {
        const auto connection = service.connect(reader);
        return connection ? std::string{"connected"} : name_of(connection.error().code);
    };
    CHECK(why("empty") == "no_card");
    CHECK(why("mute") == "unresponsive_card");
    CHECK(why("exclusive") == "reader_busy");
    CHECK(why("absent") == "no_reader");
    pcscd->stop();
    CHECK(why("empty") == "service_unavailable");
    CHECK(pcscd->contexts.empty());
}
