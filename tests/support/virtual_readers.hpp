// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "transport/transport.hpp"
#include "virtual_card/card.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace openbeid::test {

inline constexpr const char* first_reader = "Virtual Reader 00 00";
inline constexpr const char* second_reader = "Virtual Reader 01 00";

/// What was asked of the readers.
struct ReaderCounters {
    unsigned polls{0};
    unsigned connects{0};
    unsigned waiters{0}; ///< made, whether they wait or not
    unsigned transactions{0};
    std::chrono::milliseconds longest_patience{0}; ///< that begin() was called with
};

/// What somebody types on a PIN pad before the confirmation key.
struct Typed {
    std::string pin{};
    std::string new_pin{};
    std::string new_pin_again{};
    /// The pad's own answer instead: 6401 for its cancel key, 6400 if nobody comes.
    std::uint16_t status{0};
};
/// Somebody in front of a PIN pad. Called without any lock held, and may take his time.
using PadUser = std::function<Typed(transport::PinEntry)>;

/**
 * Readers and their service in one process, with virtual cards: what pcsc-lite is to the product,
 * as far as the transport contract goes. Every connection is a program of its own to the others.
 * Any thread. What it gave out works on after its end.
 */
class VirtualReaders {
public:
    /// The service runs, and there is no reader.
    VirtualReaders();

    void plug(const std::string& reader);
    /// Gives the reader a PIN pad; a pad that can't change PINs has no `change`.
    void fit_pin_pad(const std::string& reader, PadUser user, transport::PinPad abilities);
    void unplug(const std::string& reader);
    /// Powers the card on, as pcscd does to learn its ATR. A card without ATR is mute.
    void insert(const std::string& reader, std::shared_ptr<virtual_card::Card> card);
    /// Another program powers a mute card again, which then is `card`: no new insertion.
    void wake(const std::string& reader, std::shared_ptr<virtual_card::Card> card);
    void remove(const std::string& reader);
    /// Another card, or the same one again, before anybody looks.
    void exchange(const std::string& reader, std::shared_ptr<virtual_card::Card> card);

    /// Ends all connections; cards and readers stay where they are.
    void stop_service();
    /// The events are counted from zero again, as by a daemon that was started anew.
    void start_service();

    /// The n-th transmit from now on fails with `code` and does not reach the card (1 is the next).
    void fail_transmit(unsigned nth, Errc code);
    void fail_polls(unsigned count, Errc code);
    void fail_connects(unsigned count, Errc code);
    /// There is no memory for so many waits, or connections.
    void starve_waits(unsigned count);
    void starve_connects(unsigned count);
    /// Called before every command that goes to a card, without any lock held.
    void on_transmit(std::function<void(ByteView command)> hook);
    /// No begin() waits longer than that for another program, whatever patience it has.
    void cap_patience(std::chrono::milliseconds cap);

    [[nodiscard]] ReaderCounters counters() const;
    /// Returns when so many threads are blocked in Waiter::wait().
    void await_waiters(unsigned count) const;
    /// Returns when so many threads are blocked in Connection::begin().
    void await_blocked_transactions(unsigned count) const;

    [[nodiscard]] std::unique_ptr<transport::ReaderService> service() const;

    class Stack;

private:
    friend class OtherProgram;
    class Connection;
    class Transaction;
    class Waiter;
    class Service;
    std::shared_ptr<Stack> stack_;
};

/// Another program that is connected to the same card. One thread at a time.
class OtherProgram {
public:
    enum class Share : std::uint8_t { shared, exclusive };

    OtherProgram(const VirtualReaders& readers, const std::string& reader, Share = Share::shared);
    ~OtherProgram();
    OtherProgram(const OtherProgram&) = delete;
    OtherProgram& operator=(const OtherProgram&) = delete;

    /// Holds a transaction until unlock().
    void lock();
    void unlock();

    /// One command, in a transaction of its own unless it holds one: the status word, 0 if the
    /// command failed on its way. Takes up the connection again after a reset.
    std::uint16_t send(ByteView command);
    /// The same in hexadecimal, blanks allowed.
    std::uint16_t send(const char* command);

    /// SCardReconnect with SCARD_RESET_CARD.
    void reset_card();

private:
    std::unique_ptr<VirtualReaders::Connection> connection_;
    std::unique_ptr<transport::Transaction> transaction_;
};

} // namespace openbeid::test
