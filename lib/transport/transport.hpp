// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apdu/channel.hpp"

#include <openbeid/bytes.hpp>
#include <openbeid/result.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

/// What the rooms above need of a reader stack. lib/pcsc implements it over PC/SC; tests implement
/// it over the virtual card in process.
namespace openbeid::transport {

/// What is known of one reader, without any contact with its card.
struct ReaderStatus {
    std::string name;
    bool card_present{false};
    bool mute{false};   ///< a card that gives no ATR
    bool in_use{false}; ///< some program, perhaps this one, is connected to the card
    bool exclusive{false};
    Bytes atr{}; ///< empty without a card
    /// Changes at every insertion and removal in this reader; means nothing across readers.
    std::uint32_t event_count{0};
    /// Changes when the reader service was started anew: it then counts from the beginning.
    std::uint32_t service_run{0};

    /// Whether it is the same card, not taken out in between.
    [[nodiscard]] bool same_insertion(const ReaderStatus& other) const noexcept
    {
        return card_present && other.card_present && event_count == other.event_count &&
               service_run == other.service_run;
    }

    friend bool operator==(const ReaderStatus&, const ReaderStatus&) = default;
};

/// What a reader does with PINs that are typed on its own keys and never reach the computer.
struct PinPad {
    bool verify{false};
    bool change{false};

    friend bool operator==(const PinPad&, const PinPad&) = default;
};

/// What the user is asked for on a PIN pad.
enum class PinEntry : std::uint8_t {
    verify, ///< the PIN
    change, ///< the PIN, and twice a new one
};

/**
 * Exclusive use of a card. While it lives no other program reaches the card.
 * The destructor ends it and leaves the card as it is.
 */
class Transaction : public apdu::Channel {
public:
    /**
     * Lets the user type on the reader's PIN pad, which puts the digits into `command` and sends
     * it, once. Waits for the user, at most as long as the reader does.
     * @param command   5 bytes of header, and for each PIN that it carries a block of ISO 9564
     *                  format 2 without its digits (`20`, then `FF` seven times)
     * @param response  at least apdu::max_response_size bytes
     * @return the size of the answer; its status word is the card's, or one of the reader's own
     * (card reference §6.4)
     * Fails: as transmit(); cancelled; unsupported if there is no such pad.
     */
    [[nodiscard]] virtual Result<std::size_t>
    enter_on_pad(PinEntry entry, ByteView command, std::span<std::uint8_t> response);

    /// The card will be reset when this transaction ends: every right on it is gone then.
    virtual void reset_at_end() noexcept = 0;
};

// A reader without a pad has nothing to add.
inline Result<std::size_t> Transaction::enter_on_pad(PinEntry /*entry*/,
                                                     ByteView /*command*/,
                                                     std::span<std::uint8_t> /*response*/)
{
    return Error{.code = Errc::unsupported, .where = "PIN pad"};
}

/// A shared connection to the card in one reader. One thread at a time.
class Connection {
public:
    Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    /// Leaves the card as it is, powered and with its rights, unless reset_at_end() was called.
    virtual ~Connection() = default;

    /**
     * What happened to the card, without an APDU and without ever blocking.
     * Fails: reader_busy (another program holds a transaction), card_reset, card_removed,
     * no_reader, service_unavailable, io.
     */
    [[nodiscard]] virtual Result<void> check() = 0;

    /**
     * Begins a transaction; waits at most `patience` for other programs to end theirs.
     * Fails: as check(). After card_reset, reconnect() comes first.
     * The transaction must not outlive the connection.
     */
    [[nodiscard]] virtual Result<std::unique_ptr<Transaction>>
    begin(std::chrono::milliseconds patience) = 0;

    /// The reader's PIN pad, as found out in the first transaction; nothing before that.
    [[nodiscard]] virtual PinPad pin_pad() const noexcept { return {}; }

    /// Takes up the connection again after card_reset. The caller then recognises the card anew.
    /// Fails: reader_busy (at once), card_removed, unresponsive_card, and as check().
    [[nodiscard]] virtual Result<void> reconnect() = 0;

    /// The card will be reset when this connection ends, if it is still the same one and no other
    /// program has it then: for a right that could not be taken back in a transaction.
    virtual void reset_at_end() noexcept = 0;
};

/// Waits for changes on the caller's thread.
class Waiter {
public:
    Waiter() = default;
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;
    virtual ~Waiter() = default;

    /**
     * Returns when the readers or their cards are no longer as in `known`, at once if they already
     * differ. Without the reader service it looks for it every 5 s.
     * @param known  what poll() gave last; empty if it failed
     * Fails: cancelled.
     */
    [[nodiscard]] virtual Result<void> wait(std::span<const ReaderStatus> known) = 0;

    /// Ends a wait() of another thread, also one that is only about to begin, and every later one.
    /// Any thread.
    virtual void cancel() noexcept = 0;
};

/// The readers of this computer. Every member may be called by any thread.
class ReaderService {
public:
    ReaderService() = default;
    ReaderService(const ReaderService&) = delete;
    ReaderService& operator=(const ReaderService&) = delete;
    virtual ~ReaderService() = default;

    /// All readers with their state now, in the service's order. Does not touch a card.
    /// Fails: service_unavailable, io.
    [[nodiscard]] virtual Result<std::vector<ReaderStatus>> poll() = 0;

    /**
     * Connects to the card in `reader`, shared with other programs, protocol T=0 or T=1.
     * Fails: no_reader, no_card, unresponsive_card, reader_busy (used exclusively),
     * service_unavailable, io.
     * @warning May wait for a transaction of another program to end: pcsc-lite gives no handle, and
     * so no way to ask, before that.
     */
    [[nodiscard]] virtual Result<std::unique_ptr<Connection>>
    connect(const std::string& reader) = 0;

    [[nodiscard]] virtual std::unique_ptr<Waiter> waiter() = 0;
};

} // namespace openbeid::transport
