// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pcsc/context.hpp"
#include "transport/transport.hpp"

#include <openbeid/result.hpp>

#include <winscard.h>

#include <string>
#include <vector>

namespace openbeid::pcsc {

/// The readers that pcscd has and what it said of them last. There is no limit to their number.
class Readers {
public:
    /**
     * Lists the readers and asks for the state of all, without waiting and without a contact with
     * a card. A reader that vanishes meanwhile is not among them.
     * pcsc-lite (1.9.9) sleeps 0.4 s in this call for each card that gives no ATR.
     * Fails: service_unavailable, out_of_memory, io.
     */
    [[nodiscard]] static Result<Readers> look(const Context& context);

    Readers(Readers&&) noexcept = default;
    Readers& operator=(Readers&&) noexcept = default;
    Readers(const Readers&) = delete;
    Readers& operator=(const Readers&) = delete;
    ~Readers() = default;

    /// In the order of the list.
    [[nodiscard]] std::vector<transport::ReaderStatus> statuses() const;

    /**
     * Blocks until pcscd reports that a reader came or went, or that a state is no longer the one
     * of look(). That a program begins to use a card is not reported, the end of its use is.
     * Ends with success for a change, after `limit` and for SCardCancel: whoever wants to know what
     * happened looks again.
     * @param limit  milliseconds, or `for_ever`
     * Fails: service_unavailable, out_of_memory, io.
     */
    [[nodiscard]] Result<void> await_change(const Context& context, DWORD limit);

    /// A day. With INFINITE libpcsclite (1.9.9, 2.3.3) wakes up once a minute and exchanges two
    /// messages with pcscd; from 2^31 milliseconds on its poll() would be given a negative time.
    static constexpr DWORD for_ever = 24 * 60 * 60 * 1000;

private:
    explicit Readers(std::vector<std::string> names);

    [[nodiscard]] LONG ask(const Context& context);

    std::vector<std::string> names_;        ///< the states point into these
    std::vector<SCARD_READERSTATE> states_; ///< one for each name, then the one for the list
};

} // namespace openbeid::pcsc
