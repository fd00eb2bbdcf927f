// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>
#include <openbeid/card.hpp>
#include <openbeid/export.hpp>
#include <openbeid/result.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace openbeid {

/// What is known of a card reader without any contact with its card.
struct Reader {
    std::string name{};
    bool card_present{false};
    bool unresponsive{false}; ///< the card gives no sign of life: upside down, dirty or dead
    bool in_use{false};       ///< some program, perhaps this one, is connected to the card
    bool exclusive{false};    ///< another program has the card to itself
    Bytes atr{};              ///< empty without a card
    /// Changes with every insertion and removal, and with a new start of pcscd.
    std::uint64_t events{0};

    friend bool operator==(const Reader&, const Reader&) = default;
};

/**
 * The readers of this computer, as pcscd knows them. Any thread may call any member, and none is
 * created. A process that was forked opens its own; it may destroy its parent's, which does
 * nothing.
 */
class OPENBEID_EXPORT Readers {
public:
    class OPENBEID_LOCAL Impl; ///< for the library itself

    /// Does not speak to pcscd yet. Fails: crypto_failure, out_of_memory.
    [[nodiscard]] static Result<Readers> open();

    Readers(Readers&&) noexcept;
    Readers& operator=(Readers&&) noexcept;
    ~Readers();

    /// All readers, as they are now. Fails: service_unavailable, io.
    [[nodiscard]] Result<std::vector<Reader>> list() const;

    /**
     * Blocks until the readers or their cards are no longer as in `known`, without polling; without
     * pcscd it looks for it every 5 s.
     * @param known  what list() gave; empty if it failed
     * Fails: cancelled.
     */
    [[nodiscard]] Result<void> wait(std::span<const Reader> known) const;

    /// Ends every wait() of another thread, and every later one.
    void cancel() noexcept;

    /**
     * The eID in the reader of that name: finds out what it is, with as little effect on it as its
     * ATR allows. Waits up to 5 s for another program that holds the card; but while one is in the
     * middle of a transaction, for example while its user types on a PIN pad, pcsc-lite lets nobody
     * connect, and this returns when that ends.
     * Fails: no_reader, no_card, unresponsive_card, not_recognized (no Belgian eID), reader_busy,
     * service_unavailable, io.
     */
    [[nodiscard]] Result<Card> open_card(const std::string& reader) const;

private:
    explicit Readers(std::shared_ptr<Impl> impl) noexcept;
    std::shared_ptr<Impl> impl_;
};

} // namespace openbeid
