// SPDX-License-Identifier: Apache-2.0
#include "fake_daemon.hpp"
#include "pcsc/service.hpp"
#include "pcsc/waiter.hpp"
#include "support/catch.hpp"

#include <future>

using namespace openbeid;
using namespace std::chrono_literals;

namespace {

using Known = std::vector<transport::ReaderStatus>;

std::string outcome(const Result<void>& result)
{
    return result ? "ok" : name_of(result.error().code);
}

Known look()
{
    pcsc::ReaderService service;
    const auto statuses = service.poll();
    REQUIRE(statuses);
    return *statuses;
}

/// Two readers, the second with a card.
class Readers {
public:
    Readers()
    {
        pcscd->add({.name = "A"});
        pcscd->add({.name = "B", .present = true, .atr = {0x3B}, .events = 1});
    }

    std::future<std::string> wait(Known known)
    {
        return std::async(std::launch::async,
                          [this, known = std::move(known)] { return outcome(waiter.wait(known)); });
    }

    fake::Session pcscd;
    pcsc::Waiter waiter{1ms};
};

} // namespace

TEST_CASE("a wait ends when a card is inserted, removed or no longer used", "[pcsc][wait]")
{
    Readers it;
    it.pcscd->find("B")->users = 1;
    auto waiting = it.wait(look());
    it.pcscd->await_blocked(1);
    SECTION("inserted")
    {
        it.pcscd->insert("A");
    }
    SECTION("removed")
    {
        it.pcscd->take_out("B");
    }
    SECTION("exchanged")
    {
        it.pcscd->take_out("B");
        it.pcscd->insert("B");
    }
    SECTION("no longer used")
    {
        const std::lock_guard guard{it.pcscd->mutex};
        it.pcscd->find("B")->users = 0;
        it.pcscd->changed.notify_all();
    }
    CHECK(waiting.get() == "ok");
}

TEST_CASE("a wait ends when a reader is plugged in or out", "[pcsc][wait]")
{
    Readers it;
    auto waiting = it.wait(look());
    it.pcscd->await_blocked(1);
    SECTION("in")
    {
        it.pcscd->add({.name = "C"});
    }
    SECTION("out")
    {
        it.pcscd->remove("A");
    }
    CHECK(waiting.get() == "ok");
}

TEST_CASE("a wait without any reader ends when the first one is plugged in", "[pcsc][wait]")
{
    Readers it;
    it.pcscd->remove("A");
    it.pcscd->remove("B");
    auto waiting = it.wait({});
    it.pcscd->await_blocked(1);
    it.pcscd->add({.name = "C"});
    CHECK(waiting.get() == "ok");
}

TEST_CASE("a wait with as many readers as pcsc-lite can hold works", "[pcsc][wait]")
{
    Readers it;
    for (int i = 2; i < 16; ++i) {
        it.pcscd->add({.name = "Reader " + std::to_string(i)});
    }
    auto waiting = it.wait(look());
    it.pcscd->await_blocked(1);
    it.pcscd->insert("Reader 15");
    CHECK(waiting.get() == "ok");
}

TEST_CASE("a wait does not begin if something differs already", "[pcsc][wait]")
{
    Readers it;
    auto known = look();
    SECTION("a card came and went")
    {
        it.pcscd->insert("A");
        it.pcscd->take_out("A");
    }
    SECTION("a reader came")
    {
        it.pcscd->add({.name = "C"});
    }
    SECTION("a reader went")
    {
        it.pcscd->remove("B");
    }
    SECTION("nothing was known")
    {
        known.clear();
    }
    CHECK(outcome(it.waiter.wait(known)) == "ok");
}

TEST_CASE("a reader that slips in between the look and the wait is found", "[pcsc][wait]")
{
    Readers it;
    const auto known = look();
    // 1: the look, 2: the short wait. What pcsc-lite counts begins only after this.
    it.pcscd->at_call("SCardGetStatusChange", 2, [&] { it.pcscd->add({.name = "C"}); });
    CHECK(it.wait(known).get() == "ok");
}

TEST_CASE("a change that is none does not end the wait", "[pcsc][wait]")
{
    Readers it;
    auto waiting = it.wait(look());
    it.pcscd->await_blocked(1);
    const int before = it.pcscd->calls("SCardGetStatusChange");
    {
        const std::lock_guard guard{it.pcscd->mutex};
        it.pcscd->cancelled = it.pcscd->waiting;
        it.pcscd->changed.notify_all();
    }
    it.pcscd->await_calls("SCardGetStatusChange", before + 2);
    it.pcscd->await_blocked(1);
    it.waiter.cancel();
    CHECK(waiting.get() == "cancelled");
}

TEST_CASE("cancelling ends a wait", "[pcsc][cancel]")
{
    Readers it;
    auto waiting = it.wait(look());
    it.pcscd->await_blocked(1);
    it.waiter.cancel();
    CHECK(waiting.get() == "cancelled");
}

TEST_CASE("a wait that was cancelled before it began ends at once", "[pcsc][cancel]")
{
    Readers it;
    it.waiter.cancel();
    CHECK(outcome(it.waiter.wait(look())) == "cancelled");
    CHECK(outcome(it.waiter.wait({})) == "cancelled");
}

TEST_CASE("a cancel that pcsc-lite loses because the wait only begins is repeated",
          "[pcsc][cancel]")
{
    Readers it;
    // Between our look and the wait without end: by then the context is there, and nothing blocks.
    const auto known = look();
    it.pcscd->at_call("SCardGetStatusChange", 4, [&] { it.pcscd->await_calls("SCardCancel", 2); });
    auto waiting = it.wait(known);
    it.pcscd->await_calls("SCardGetStatusChange", 5);
    it.waiter.cancel();
    CHECK(waiting.get() == "cancelled");
    CHECK(it.pcscd->calls("SCardCancel") >= 2); // the first was over before anything blocked
}

TEST_CASE("a cancel that fails is repeated", "[pcsc][cancel]")
{
    // As pcsc-lite may: no memory or descriptor for the connection that it makes for it.
    const LONG status = GENERATE(
        SCARD_E_NO_MEMORY, SCARD_F_INTERNAL_ERROR, SCARD_E_TIMEOUT, SCARD_E_INVALID_HANDLE);
    Readers it;
    it.pcscd->fail("SCardCancel", status);
    auto waiting = it.wait(look());
    it.pcscd->await_blocked(1);
    auto cancelling = std::async(std::launch::async, [&] { it.waiter.cancel(); });
    it.pcscd->await_calls("SCardCancel", 3);
    it.pcscd->fail("SCardCancel", SCARD_S_SUCCESS);
    cancelling.get();
    CHECK(waiting.get() == "cancelled");
}

TEST_CASE("a cancel that never works ends with pcscd", "[pcsc][cancel]")
{
    Readers it;
    it.pcscd->fail("SCardCancel", SCARD_E_NO_SERVICE);
    auto waiting = it.wait(look());
    it.pcscd->await_blocked(1);
    auto cancelling = std::async(std::launch::async, [&] { it.waiter.cancel(); });
    it.pcscd->await_calls("SCardCancel", 2);
    it.pcscd->stop();
    cancelling.get();
    CHECK(waiting.get() == "cancelled");
}

TEST_CASE("readers that were known are gone when pcscd dies", "[pcsc][wait]")
{
    Readers it;
    auto waiting = it.wait(look());
    it.pcscd->await_blocked(1);
    it.pcscd->stop();
    CHECK(waiting.get() == "ok");
}

TEST_CASE("without pcscd a wait goes on until there is one", "[pcsc][wait]")
{
    Readers it;
    it.pcscd->stop();
    auto waiting = it.wait({});
    it.pcscd->await_calls("SCardEstablishContext", 3);
    it.pcscd->start();
    CHECK(waiting.get() == "ok");
}

TEST_CASE("a waiter that waited for an earlier pcscd waits for this one", "[pcsc][wait]")
{
    Readers it;
    auto waiting = it.wait(look());
    it.pcscd->await_blocked(1);
    it.pcscd->insert("A");
    REQUIRE(waiting.get() == "ok");
    it.pcscd->stop();
    it.pcscd->start();
    waiting = it.wait(look());
    it.pcscd->await_blocked(1);
    it.pcscd->take_out("A");
    CHECK(waiting.get() == "ok");
}

// As C_WaitForSlotEvent waits: again, while what it knows of the readers is the same.
TEST_CASE("waits that end in vain again and again rest before the next look", "[pcsc][wait]")
{
    Readers it;
    pcsc::Waiter patient{24h};
    auto known = look();
    std::string looks = "SCardEstablishContext";
    SECTION("the waiter is refused where polls are not")
    {
        it.pcscd->fail(looks, SCARD_W_SECURITY_VIOLATION);
    }
    SECTION("the waiter sees what polls fail to see")
    {
        it.pcscd->insert("A");
        looks = "SCardListReaders";
    }
    SECTION("polls have failed from the beginning")
    {
        known.clear();
        looks = "SCardListReaders";
    }
    const auto again = [&] { return outcome(patient.wait(known)); };
    const int before = it.pcscd->calls(looks);
    CHECK(again() == "ok");
    const int one_look = it.pcscd->calls(looks) - before;
    CHECK(again() == "ok");
    auto resting = std::async(std::launch::async, again);
    CHECK(resting.wait_for(100ms) == std::future_status::timeout);
    CHECK(it.pcscd->calls(looks) == before + 2 * one_look);
    patient.cancel();
    CHECK(resting.get() == "cancelled");
}

TEST_CASE("a waiter that is no longer refused waits as ever", "[pcsc][wait]")
{
    Readers it;
    const auto known = look();
    it.pcscd->fail("SCardEstablishContext", SCARD_W_SECURITY_VIOLATION);
    for (int i = 0; i < 3; ++i) {
        CHECK(it.wait(known).get() == "ok");
    }
    it.pcscd->fail("SCardEstablishContext", SCARD_S_SUCCESS);
    auto waiting = it.wait(known);
    it.pcscd->await_blocked(1);
    it.pcscd->insert("A");
    CHECK(waiting.get() == "ok");
}

TEST_CASE("a wait without pcscd can be cancelled", "[pcsc][cancel]")
{
    const fake::Session pcscd;
    pcscd->stop();
    pcsc::Waiter waiter{24h};
    auto waiting = std::async(std::launch::async, [&] { return outcome(waiter.wait({})); });
    pcscd->await_calls("SCardEstablishContext", 1);
    waiter.cancel();
    CHECK(waiting.get() == "cancelled");
}

TEST_CASE("each waiter has a context of its own and gives it back", "[pcsc][wait]")
{
    const fake::Session pcscd;
    pcscd->add({.name = "A"});
    {
        pcsc::ReaderService service;
        const auto known = *service.poll();
        const auto one = service.waiter();
        const auto two = service.waiter();
        auto first = std::async(std::launch::async, [&] { return outcome(one->wait(known)); });
        auto second = std::async(std::launch::async, [&] { return outcome(two->wait(known)); });
        pcscd->await_blocked(2);
        CHECK(service.poll());
        one->cancel();
        CHECK(first.get() == "cancelled");
        pcscd->insert("A");
        CHECK(second.get() == "ok");
    }
    CHECK(pcscd->contexts.empty());
}
