// SPDX-License-Identifier: Apache-2.0
#include "pcsc/connection.hpp"

#include "base/try.hpp"
#include "pcsc/status.hpp"
#include "pcsc/transaction.hpp"

#include <reader.h>

#include <algorithm>
#include <array>
#include <thread>
#include <utility>

namespace openbeid::pcsc {

namespace {

using std::chrono::milliseconds;

constexpr DWORD protocols = SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1;

// There is no event to await when another program ends its transaction. pcsc-lite itself asks
// every 100 ms; short transactions deserve a shorter first step.
constexpr milliseconds first_pause{20};
constexpr milliseconds longest_pause{100};

} // namespace

Connection::Connection(Context context, std::string reader) noexcept
    : context_{std::move(context)}, reader_{std::move(reader)}
{
}

Result<std::unique_ptr<transport::Connection>> Connection::open(const std::string& reader)
{
    OPENBEID_TRY(auto context, Context::establish());
    // Before there is a handle, so that nothing can fail between getting it and owning it.
    std::unique_ptr<Connection> connection{new Connection{std::move(context), reader}};
    SCARDHANDLE card{};
    const LONG status = SCardConnect(connection->context_.handle(),
                                     reader.c_str(),
                                     SCARD_SHARE_SHARED,
                                     protocols,
                                     &card,
                                     &connection->protocol_);
    if (status != SCARD_S_SUCCESS) {
        return error_of(status, Call::connect, "SCardConnect");
    }
    connection->card_ = card;
    connection->is_open_ = true;
    return std::unique_ptr<transport::Connection>{std::move(connection)};
}

Connection::~Connection()
{
    // pcscd also gives back a lock that this handle might still have.
    if (is_open_) {
        static_cast<void>(SCardDisconnect(card_, last_disposition()));
    }
}

DWORD Connection::last_disposition() const noexcept
{
    if (!resets_at_end_) {
        return SCARD_LEAVE_CARD;
    }
    switch (ask()) {
    case SCARD_E_SHARING_VIOLATION: // pcscd would wait for the other program before it resets
    case SCARD_W_RESET_CARD:        // another program has done it
    case SCARD_W_REMOVED_CARD:      // pcscd would reset the next card
        return SCARD_LEAVE_CARD;
    default: return SCARD_RESET_CARD;
    }
}

LONG Connection::ask() const noexcept
{
    std::array<BYTE, MAX_ATR_SIZE> atr{};
    DWORD size = atr.size();
    const LONG status = SCardGetAttrib(card_, SCARD_ATTR_ATR_STRING, atr.data(), &size);
    switch (status) {
    // These come from the driver (it does not know the attribute, or says so in its own way).
    // pcscd asks the driver only after it found neither a lock nor an event, which is the answer.
    case SCARD_E_UNSUPPORTED_FEATURE:
    case SCARD_E_INSUFFICIENT_BUFFER:
    case SCARD_E_NOT_TRANSACTED: return SCARD_S_SUCCESS;
    default: return status;
    }
}

Result<void> Connection::check()
{
    LONG status = ask();
    if (status == SCARD_W_RESET_CARD && keeps_lock_) {
        status = take_up();
    }
    if (status == SCARD_S_SUCCESS && was_reset_) {
        status = SCARD_W_RESET_CARD;
    }
    if (status != SCARD_S_SUCCESS) {
        return error_of(status, Call::card, "SCardGetAttrib");
    }
    return {};
}

Result<std::unique_ptr<transport::Transaction>> Connection::begin(milliseconds patience)
{
    using Clock = std::chrono::steady_clock;
    const auto start = Clock::now();
    auto pause = first_pause;
    // Before the lock is taken, so that nothing can fail between taking it and owning it.
    auto transaction = std::make_unique<Transaction>(*this);
    for (;;) {
        auto state = check();
        if (state) {
            state = transaction->begin();
        }
        if (state) {
            return std::unique_ptr<transport::Transaction>{std::move(transaction)};
        }
        if (state.error().code != Errc::reader_busy) {
            return state.error();
        }
        const auto waited = std::chrono::duration_cast<milliseconds>(Clock::now() - start);
        if (waited >= patience) {
            return state.error();
        }
        std::this_thread::sleep_for(std::min(pause, patience - waited));
        pause = std::min(pause * 2, longest_pause);
    }
}

Result<void> Connection::lock()
{
    // pcsc-lite retries this for ever, should another program lock between check() and here:
    // unavoidable, there is no call that tries once. Only with PCSCLITE_NO_BLOCKING in the host's
    // environment it reports the lock, and begin() goes on waiting in its own way.
    const LONG status = SCardBeginTransaction(card_);
    if (status != SCARD_S_SUCCESS) {
        return error_of(status, Call::card, "SCardBeginTransaction");
    }
    if (!pin_pad_) {
        pin_pad_ = PinPad::detect(card_, reader_);
    }
    return {};
}

transport::PinPad Connection::pin_pad() const noexcept
{
    return pin_pad_ ? pin_pad_->abilities() : transport::PinPad{};
}

Result<std::size_t> Connection::enter_on_pad(transport::PinEntry entry,
                                             ByteView command,
                                             std::span<std::uint8_t> response)
{
    if (!pin_pad_) { // a reset came between when the transaction began
        pin_pad_ = PinPad::detect(card_, reader_);
    }
    if (!pin_pad_) {
        return Error{.code = Errc::io, .where = "PIN pad"};
    }
    return pin_pad_->enter(card_, entry, command, response);
}

LONG Connection::take_up() noexcept
{
    const LONG status =
        SCardReconnect(card_, SCARD_SHARE_SHARED, protocols, SCARD_LEAVE_CARD, &protocol_);
    if (status == SCARD_S_SUCCESS && keeps_lock_) {
        // Unless the card was reset once more in between.
        keeps_lock_ = SCardEndTransaction(card_, SCARD_LEAVE_CARD) == SCARD_W_RESET_CARD;
    }
    return status;
}

Result<void> Connection::reconnect()
{
    if (const auto state = check(); !state && state.error().code != Errc::card_reset) {
        return state.error();
    }
    // Nobody held a transaction a moment ago. If somebody begins one just now, this waits for its
    // end, as SCardBeginTransaction does.
    const LONG status = take_up();
    if (status != SCARD_S_SUCCESS) {
        return error_of(status, Call::card, "SCardReconnect");
    }
    was_reset_ = false;
    return {};
}

Result<std::size_t> Connection::transmit(ByteView command, std::span<std::uint8_t> response)
{
    const SCARD_IO_REQUEST protocol{.dwProtocol = protocol_,
                                    .cbPciLength = sizeof(SCARD_IO_REQUEST)};
    DWORD size = response.size();
    const LONG status = SCardTransmit(
        card_, &protocol, command.data(), command.size(), nullptr, response.data(), &size);
    if (status != SCARD_S_SUCCESS) {
        return error_of(status, Call::card, "SCardTransmit");
    }
    if (size < 2) { // no status word (ISO 7816-4)
        return Error{.code = Errc::io, .where = "SCardTransmit"};
    }
    return std::size_t{size};
}

void Connection::unlock(bool reset) noexcept
{
    const LONG status = SCardEndTransaction(card_, reset ? SCARD_RESET_CARD : SCARD_LEAVE_CARD);
    if (status != SCARD_W_RESET_CARD) {
        return;
    }
    // The card was reset in the middle of the transaction (a program that died, suspend). pcscd
    // (1.9.9, SCardEndTransaction in winscard.c) then keeps the lock, which would shut out all
    // other programs for as long as we stay connected. So: acknowledge the reset, end again, and
    // remember the reset for the owner. If that fails now, each later check() tries it again. ask()
    // first: if another program has the lock now, ours is gone and SCardReconnect would wait.
    was_reset_ = true;
    keeps_lock_ = true;
    if (ask() == SCARD_W_RESET_CARD) {
        static_cast<void>(take_up());
    }
}

} // namespace openbeid::pcsc
