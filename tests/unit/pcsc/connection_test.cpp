// SPDX-License-Identifier: Apache-2.0
#include "fake_daemon.hpp"
#include "pcsc/connection.hpp"
#include "support/catch.hpp"

#include <array>

using namespace openbeid;
using namespace std::chrono_literals;

namespace {

/// A connection to the card in reader "A".
class Connected {
public:
    explicit Connected(DWORD protocol = SCARD_PROTOCOL_T0)
    {
        pcscd->active_protocol = protocol;
        pcscd->add({.name = "A", .present = true, .atr = {0x3B}});
        auto opened = pcsc::Connection::open("A");
        REQUIRE(opened);
        connection = *std::move(opened);
    }

    fake::Session pcscd;
    std::unique_ptr<transport::Connection> connection;
};

template <typename T>
std::string outcome(const Result<T>& result)
{
    return result ? "ok" : name_of(result.error().code);
}

const Bytes command{0x00, 0xA4, 0x08, 0x0C};
using Response = std::array<std::uint8_t, apdu::max_response_size>;

} // namespace

TEST_CASE("a check tells a lock, a reset and a removal apart, and sends nothing", "[pcsc][check]")
{
    Connected it;
    CHECK(outcome(it.connection->check()) == "ok");
    it.pcscd->lock("A");
    CHECK(outcome(it.connection->check()) == "reader_busy");
    it.pcscd->unlock("A");
    it.pcscd->reset_card("A");
    CHECK(outcome(it.connection->check()) == "card_reset");
    it.pcscd->take_out("A");
    CHECK(outcome(it.connection->check()) == "card_removed");
    it.pcscd->insert("A");
    CHECK(outcome(it.connection->check()) == "card_removed");
    it.pcscd->remove("A");
    CHECK(outcome(it.connection->check()) == "no_reader");
    it.pcscd->stop();
    CHECK(outcome(it.connection->check()) == "service_unavailable");
    CHECK(it.pcscd->calls("SCardTransmit") == 0);
}

TEST_CASE("a driver that does not know its ATR is no trouble", "[pcsc][check]")
{
    Connected it;
    const LONG status =
        GENERATE(SCARD_E_UNSUPPORTED_FEATURE, SCARD_E_INSUFFICIENT_BUFFER, SCARD_E_NOT_TRANSACTED);
    it.pcscd->fail("SCardGetAttrib", status);
    CHECK(outcome(it.connection->check()) == "ok");
    it.pcscd->reset_card("A");
    CHECK(outcome(it.connection->check()) == "card_reset");
}

TEST_CASE("a command goes out once, in the protocol of the card", "[pcsc][transmit]")
{
    const DWORD protocol = GENERATE(DWORD{SCARD_PROTOCOL_T0}, DWORD{SCARD_PROTOCOL_T1});
    Connected it{protocol};
    it.pcscd->answer = {0x01, 0x90, 0x00};
    const auto transaction = it.connection->begin(0ms);
    REQUIRE(transaction);
    Response response{};
    const auto size = (*transaction)->transmit(command, response);
    REQUIRE(size);
    CHECK(*size == 3);
    CHECK(response[1] == 0x90);
    CHECK(it.pcscd->last_command == command);
    CHECK(it.pcscd->last_protocol == protocol);
    CHECK(it.pcscd->calls("SCardTransmit") == 1);
}

TEST_CASE("an answer without a status word is a failed exchange", "[pcsc][transmit]")
{
    Connected it;
    it.pcscd->answer = GENERATE(Bytes{}, Bytes{0x90});
    const auto transaction = it.connection->begin(0ms);
    REQUIRE(transaction);
    Response response{};
    CHECK(outcome((*transaction)->transmit(command, response)) == "io");
    CHECK(it.pcscd->calls("SCardTransmit") == 1);
}

TEST_CASE("a failed exchange is not repeated", "[pcsc][transmit]")
{
    Connected it;
    const auto transaction = it.connection->begin(0ms);
    REQUIRE(transaction);
    it.pcscd->fail("SCardTransmit", SCARD_E_NOT_TRANSACTED);
    Response response{};
    CHECK(outcome((*transaction)->transmit(command, response)) == "io");
    CHECK(it.pcscd->calls("SCardTransmit") == 1);
}

TEST_CASE("a card taken out, or a pcscd that dies, in a transaction is reported",
          "[pcsc][transmit]")
{
    Connected it;
    auto transaction = it.connection->begin(0ms);
    REQUIRE(transaction);
    Response response{};
    SECTION("removal")
    {
        it.pcscd->take_out("A");
        CHECK(outcome((*transaction)->transmit(command, response)) == "card_removed");
    }
    SECTION("death")
    {
        it.pcscd->stop();
        CHECK(outcome((*transaction)->transmit(command, response)) == "service_unavailable");
    }
    transaction->reset();
    it.connection.reset();
    CHECK(it.pcscd->contexts.empty());
}

TEST_CASE("a transaction leaves the card alone unless it was told to reset it", "[pcsc][end]")
{
    Connected it;
    auto transaction = it.connection->begin(0ms);
    REQUIRE(transaction);
    SECTION("left")
    {
        transaction->reset();
        CHECK(it.pcscd->last_disposition == SCARD_LEAVE_CARD);
        CHECK(outcome(it.connection->check()) == "ok");
    }
    SECTION("reset")
    {
        (*transaction)->reset_at_end();
        transaction->reset();
        CHECK(it.pcscd->last_disposition == SCARD_RESET_CARD);
        CHECK(outcome(it.connection->check()) == "card_reset");
    }
    CHECK(it.pcscd->find("A")->lock == 0);
}

TEST_CASE("a transaction begins when the other program ends its own", "[pcsc][begin]")
{
    Connected it;
    it.pcscd->lock("A");
    it.pcscd->at_call("SCardGetAttrib", 3, [&] { it.pcscd->unlock("A"); });
    CHECK(outcome(it.connection->begin(1h)) == "ok");
    CHECK(it.pcscd->calls("SCardGetAttrib") == 3);
    CHECK(it.pcscd->calls("SCardBeginTransaction") == 1);
}

TEST_CASE("a reader that stays busy is reported after the caller's patience", "[pcsc][begin]")
{
    Connected it;
    it.pcscd->lock("A");
    const auto patience = GENERATE(0ms, 25ms);
    const auto transaction = it.connection->begin(patience);
    REQUIRE_FALSE(transaction);
    CHECK(transaction.error().code == Errc::reader_busy);
    CHECK(static_cast<std::uint32_t>(transaction.error().pcsc) == 0x8010000B);
    CHECK(it.pcscd->calls("SCardBeginTransaction") == 0);
}

TEST_CASE("a program that locks at the last moment is waited for as well", "[pcsc][begin]")
{
    Connected it;
    it.pcscd->at_call("SCardBeginTransaction", 1, [&] { it.pcscd->lock("A"); });
    it.pcscd->at_call("SCardGetAttrib", 3, [&] { it.pcscd->unlock("A"); });
    CHECK(outcome(it.connection->begin(1h)) == "ok");
    CHECK(it.pcscd->calls("SCardBeginTransaction") == 2);
}

TEST_CASE("after a reset the connection is taken up again before anything else", "[pcsc][reset]")
{
    Connected it;
    it.pcscd->reset_card("A");
    CHECK(outcome(it.connection->begin(1h)) == "card_reset");
    CHECK(outcome(it.connection->reconnect()) == "ok");
    CHECK(outcome(it.connection->begin(0ms)) == "ok");
}

TEST_CASE("a reset between the check and the lock is reported", "[pcsc][reset]")
{
    Connected it;
    it.pcscd->at_call("SCardBeginTransaction", 1, [&] { it.pcscd->reset_card("A"); });
    CHECK(outcome(it.connection->begin(1h)) == "card_reset");
}

TEST_CASE("a connection is not taken up while locked, nor with another card", "[pcsc][reset]")
{
    Connected it;
    it.pcscd->reset_card("A");
    it.pcscd->lock("A");
    CHECK(outcome(it.connection->reconnect()) == "reader_busy");
    it.pcscd->unlock("A");
    it.pcscd->take_out("A");
    CHECK(outcome(it.connection->reconnect()) == "card_removed");
    it.pcscd->insert("A");
    CHECK(outcome(it.connection->reconnect()) == "card_removed");
    CHECK(it.pcscd->calls("SCardReconnect") == 0);
}

TEST_CASE("a card that goes while the connection is taken up is a removal", "[pcsc][reset]")
{
    Connected it;
    it.pcscd->reset_card("A");
    it.pcscd->at_call("SCardReconnect", 1, [&] { it.pcscd->take_out("A"); });
    CHECK(outcome(it.connection->reconnect()) == "card_removed");
}

TEST_CASE("a reset inside our transaction does not leave the card locked", "[pcsc][reset]")
{
    Connected it;
    auto transaction = it.connection->begin(0ms);
    REQUIRE(transaction);
    it.pcscd->reset_card("A");
    transaction->reset();
    CHECK(it.pcscd->find("A")->lock == 0);
    CHECK(outcome(it.connection->check()) == "card_reset");
    CHECK(outcome(it.connection->begin(0ms)) == "card_reset");
    CHECK(outcome(it.connection->reconnect()) == "ok");
    CHECK(outcome(it.connection->check()) == "ok");
}

TEST_CASE("a lock that could not be given back after a reset is given back by the next look",
          "[pcsc][reset]")
{
    Connected it;
    auto transaction = it.connection->begin(1h);
    REQUIRE(transaction);
    it.pcscd->reset_card("A");
    it.pcscd->fail("SCardReconnect", SCARD_F_COMM_ERROR);
    transaction->reset();
    CHECK(it.pcscd->find("A")->lock != 0);
    it.pcscd->fail("SCardReconnect", SCARD_S_SUCCESS);
    const bool by_check = GENERATE(true, false);
    CHECK(outcome(by_check ? it.connection->check() : it.connection->reconnect()) ==
          (by_check ? "card_reset" : "ok"));
    CHECK(it.pcscd->find("A")->lock == 0);
    CHECK(outcome(it.connection->reconnect()) == "ok");
    CHECK(it.connection->begin(0ms));
    CHECK(it.pcscd->find("A")->lock == 0);
}

TEST_CASE("a second reset while the first is acknowledged does not leave the card locked either",
          "[pcsc][reset]")
{
    Connected it;
    auto transaction = it.connection->begin(0ms);
    REQUIRE(transaction);
    it.pcscd->reset_card("A");
    it.pcscd->at_call("SCardEndTransaction", 2, [&] { it.pcscd->reset_card("A"); });
    transaction->reset();
    CHECK(outcome(it.connection->check()) == "card_reset");
    CHECK(it.pcscd->find("A")->lock == 0);
    CHECK(outcome(it.connection->reconnect()) == "ok");
    CHECK(it.connection->begin(0ms));
    CHECK(it.pcscd->find("A")->lock == 0);
}

TEST_CASE("closing a connection resets the card if that was asked for and nobody has to wait",
          "[pcsc][end]")
{
    Connected it;
    it.connection->reset_at_end();
    DWORD disposition = SCARD_LEAVE_CARD;
    SECTION("the card is free")
    {
        disposition = SCARD_RESET_CARD;
    }
    SECTION("nobody knows what is the matter")
    {
        it.pcscd->fail("SCardGetAttrib", SCARD_F_COMM_ERROR);
        disposition = SCARD_RESET_CARD;
    }
    SECTION("another program has it")
    {
        it.pcscd->lock("A");
    }
    SECTION("another program has reset it")
    {
        it.pcscd->reset_card("A");
    }
    SECTION("another card is in the reader")
    {
        it.pcscd->take_out("A");
        it.pcscd->insert("A");
    }
    it.connection.reset();
    CHECK(it.pcscd->last_disconnect == disposition);
}

TEST_CASE("closing a connection leaves the card powered and the context released", "[pcsc][end]")
{
    Connected it;
    const bool with_service = GENERATE(true, false);
    if (!with_service) {
        it.pcscd->stop();
    }
    it.connection.reset();
    CHECK(it.pcscd->last_disconnect == SCARD_LEAVE_CARD);
    CHECK(it.pcscd->contexts.empty());
}
