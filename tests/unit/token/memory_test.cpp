// SPDX-License-Identifier: Apache-2.0
// Where a PIN is in memory, from its way to the card on. The card here keeps nothing.
#include "fixture.hpp"
#include "support/masked_pin.hpp"
#include "support/memory_scan.hpp"

#include <unistd.h>

#include <deque>
#include <vector>

using namespace openbeid;
using namespace openbeid::test;

namespace {

/// PINs of twelve digits that this program has never seen: 518264907331 and 640918273555.
constexpr const char* right_pin = "90949D9793919C9592969694";
constexpr const char* wrong_pin = "9391959C949D979296909090";

std::uintptr_t page_of(const std::uint8_t* place)
{
    return reinterpret_cast<std::uintptr_t>(place) /
           static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
}

struct Conversation {
    /// Status words, in the order of the commands that they answer; 9000 when there are no more.
    std::deque<std::uint16_t> answers;
    /// Of the commands that carried a PIN.
    std::vector<std::uintptr_t> pages{};
};

class Transaction : public transport::Transaction {
public:
    explicit Transaction(Conversation& conversation) : conversation_{conversation} {}
    Result<std::size_t> transmit(ByteView command, std::span<std::uint8_t> response) override
    {
        constexpr std::size_t header_size = 5;
        if ((command[1] == 0x20 || command[1] == 0x24) && command.size() > header_size) {
            conversation_.pages.push_back(page_of(command.data()));
        }
        auto& answers = conversation_.answers;
        const std::uint16_t sw = answers.empty() ? 0x9000 : answers.front();
        if (!answers.empty()) {
            answers.pop_front();
        }
        if (sw == 0) {
            return Error{.code = Errc::io, .where = "test"};
        }
        response[0] = static_cast<std::uint8_t>(sw >> 8U);
        response[1] = static_cast<std::uint8_t>(sw & 0xFFU);
        return std::size_t{2};
    }
    void reset_at_end() noexcept override {}

private:
    Conversation& conversation_;
};

class Connection : public transport::Connection {
public:
    explicit Connection(Conversation& conversation) : conversation_{conversation} {}
    Result<void> check() override { return {}; }
    Result<void> reconnect() override { return {}; }
    void reset_at_end() noexcept override {}
    Result<std::unique_ptr<transport::Transaction>>
    begin(std::chrono::milliseconds /*patience*/) override
    {
        return std::unique_ptr<transport::Transaction>{
            std::make_unique<Transaction>(conversation_)};
    }

private:
    Conversation& conversation_;
};

class Reader : public transport::ReaderService {
public:
    Result<std::vector<transport::ReaderStatus>> poll() override { return std::vector{a_reader}; }
    Result<std::unique_ptr<transport::Connection>> connect(const std::string& /*reader*/) override
    {
        return std::unique_ptr<transport::Connection>{std::make_unique<Connection>(conversation)};
    }
    std::unique_ptr<transport::Waiter> waiter() override { return nullptr; }

    Conversation conversation;
};

struct ForgetfulCard {
    ForgetfulCard() { REQUIRE(token.connect()); }
    ~ForgetfulCard() { token.declare_gone(); }

    std::shared_ptr<SecretStore> secrets{SecretStore::create()};
    Reader reader;
    token::Token token{
        {crypto_context(), *secrets, reader}, a_reader, ConnectedToken::card_data(0x17)};
};

/// Calls `use` with the digits, whose only copy outside the token is wiped afterwards.
template <typename Use>
auto with_digits(const char* masked, const Use& use)
{
    auto digits = from_hex_masked(masked, pin_mask);
    const std::span bytes{reinterpret_cast<std::uint8_t*>(digits.data()), digits.size()};
    auto result = use(ByteView{bytes});
    wipe(bytes);
    return result;
}

} // namespace

TEST_CASE("a command that carries a PIN is built in the secret page", "[token][memory]")
{
    ForgetfulCard card;
    const auto page = page_of(card.secrets->acquire()->bytes().data());
    CHECK(with_digits(right_pin, [&](ByteView digits) { return card.token.login(digits); }));
    CHECK(with_digits(right_pin, [&](ByteView current) {
        return with_digits(wrong_pin, [&](ByteView other) {
            return card.token.change_pin(current, other).has_value();
        });
    }));
    CHECK(card.reader.conversation.pages == std::vector{page, page});
}

TEST_CASE("after a login, right or wrong, the PIN is nowhere in memory", "[token][memory]")
{
    ForgetfulCard card;
    const auto login = [&](ByteView digits) { return card.token.login(digits).has_value(); };
    card.reader.conversation.answers = {0x9000, 0x63C2};
    CHECK_FALSE(with_digits(wrong_pin, login));
    CHECK(copies_in_memory(wrong_pin) == 0); // its HMAC is kept
    card.reader.conversation.answers = {0x9000, 0};
    CHECK_FALSE(with_digits(right_pin, login));
    CHECK(copies_in_memory(right_pin) == 0);
    CHECK(with_digits(right_pin, login));
    CHECK(copies_in_memory(right_pin) == 0);
}

TEST_CASE("a PIN that waits for a signature is in memory once, until it is used or gone",
          "[token][memory]")
{
    ForgetfulCard card;
    const auto prove = [&](ByteView digits) { return card.token.prove_pin(digits, true); };
    auto proven = with_digits(right_pin, prove);
    REQUIRE(proven);
    CHECK(copies_in_memory(right_pin) == 1);
    SECTION("used")
    {
        CHECK_FALSE(card.token.sign_legally(crypto::Ecdsa{}, digest, **proven));
    }
    SECTION("its operation is gone")
    {
        proven->reset();
    }
    SECTION("a logout")
    {
        CHECK(card.token.logout());
    }
    SECTION("the card is gone")
    {
        card.token.declare_gone();
    }
    SECTION("changed")
    {
        CHECK(with_digits(wrong_pin, [&](ByteView other) {
            return with_digits(right_pin, [&](ByteView current) {
                return card.token.change_pin(current, other).has_value();
            });
        }));
        CHECK(copies_in_memory(wrong_pin) == 0);
    }
    CHECK(copies_in_memory(right_pin) == 0);
}
