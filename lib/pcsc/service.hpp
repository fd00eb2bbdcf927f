// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pcsc/context.hpp"
#include "transport/transport.hpp"

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace openbeid::pcsc {

/**
 * The readers of pcscd. Constructing it does not speak to pcscd; every poll() finds out anew
 * whether it runs. A process that was forked must not use, nor destroy, the one of its parent.
 */
class ReaderService final : public transport::ReaderService {
public:
    /// One SCardGetStatusChange that does not wait. Polls of several threads follow one another.
    [[nodiscard]] Result<std::vector<transport::ReaderStatus>> poll() override;

    /**
     * On a context of its own.
     * @warning While another program holds a transaction on this card, pcscd (1.9.9, SCardConnect
     * in winscard.c) answers only at its end: nothing can be asked before there is a handle, and
     * nothing ends the call. Only a reader whose status says neither in_use nor exclusive can be
     * connected to for certain without waiting. A reader that is used exclusively is refused at
     * once. Polls, waiters and other connections go on meanwhile.
     */
    [[nodiscard]] Result<std::unique_ptr<transport::Connection>>
    connect(const std::string& reader) override;

    [[nodiscard]] std::unique_ptr<transport::Waiter> waiter() override;

private:
    std::mutex mutex_;
    std::optional<Context> context_; ///< for polls only; none while pcscd does not run
    std::uint32_t run_{0};           ///< how many contexts that were: one for each pcscd
};

} // namespace openbeid::pcsc
