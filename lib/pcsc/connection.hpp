// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pcsc/context.hpp"
#include "pcsc/pin_pad.hpp"
#include "transport/transport.hpp"

#include <openbeid/bytes.hpp>
#include <openbeid/result.hpp>

#include <winscard.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace openbeid::pcsc {

/// A shared connection on a context of its own, so that nothing that happens on other readers, or
/// in other threads, waits for this card.
class Connection final : public transport::Connection {
public:
    /// See ReaderService::connect().
    [[nodiscard]] static Result<std::unique_ptr<transport::Connection>>
    open(const std::string& reader);

    /// Waits for nobody. Safe when pcscd has died and in exit handlers: uses nothing but pcsc-lite.
    ~Connection() override;

    /// One SCardGetAttrib: pcscd looks at locks and events of this handle before it asks the
    /// driver, and answers at once in either case.
    [[nodiscard]] Result<void> check() override;

    [[nodiscard]] Result<std::unique_ptr<transport::Transaction>>
    begin(std::chrono::milliseconds patience) override;

    [[nodiscard]] transport::PinPad pin_pad() const noexcept override;

    /**
     * SCardReconnect retries for ever while another program holds a transaction, and would also
     * take up a card that was exchanged. So check() comes first: reader_busy, which it reports
     * before a reset, and card_removed are refused, card_reset and "nothing happened" go on.
     * Fails: as check(), but for card_reset; unresponsive_card.
     */
    [[nodiscard]] Result<void> reconnect() override;

    void reset_at_end() noexcept override { resets_at_end_ = true; }

    /// For Transaction. One SCardTransmit.
    [[nodiscard]] Result<std::size_t> transmit(ByteView command, std::span<std::uint8_t> response);

    /// For Transaction. See transport::Transaction::enter_on_pad().
    [[nodiscard]] Result<std::size_t>
    enter_on_pad(transport::PinEntry entry, ByteView command, std::span<std::uint8_t> response);

    /// For Transaction. One SCardBeginTransaction; the first time, the reader is also asked for its
    /// PIN pad: inside a transaction no other program can get in the way of that.
    [[nodiscard]] Result<void> lock();

    /// For Transaction. Gives the lock back, and leaves the card as it is or resets it.
    void unlock(bool reset) noexcept;

private:
    Connection(Context context, std::string reader) noexcept;

    [[nodiscard]] LONG ask() const noexcept;
    /// SCARD_RESET_CARD if that was asked for and makes nobody wait, else SCARD_LEAVE_CARD.
    [[nodiscard]] DWORD last_disposition() const noexcept;
    /// SCardReconnect, after which pcscd takes back a lock that it kept over a reset.
    [[nodiscard]] LONG take_up() noexcept;

    Context context_;
    const std::string reader_;
    bool is_open_{false}; ///< `card_` is a handle
    SCARDHANDLE card_{};
    DWORD protocol_{};       ///< SCARD_PROTOCOL_T0 or SCARD_PROTOCOL_T1
    bool was_reset_{false};  ///< unlock() had to acknowledge a reset that the owner must hear of
    bool keeps_lock_{false}; ///< it could not do so yet, and pcscd has not taken back our lock
    bool resets_at_end_{false};
    std::optional<PinPad> pin_pad_; ///< nothing before it could be found out
};

} // namespace openbeid::pcsc
