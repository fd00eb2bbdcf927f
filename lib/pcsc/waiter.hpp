// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pcsc/context.hpp"
#include "pcsc/readers.hpp"
#include "transport/transport.hpp"

#include <openbeid/result.hpp>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

namespace openbeid::pcsc {

/// Waits on a context of its own. One thread at a time waits; any thread cancels.
class Waiter final : public transport::Waiter {
public:
    /// @param retry  how often to look for a pcscd that does not run, and for a caller who can't
    ///               see the change that he is told of
    explicit Waiter(std::chrono::milliseconds retry = std::chrono::seconds{5}) noexcept
        : retry_{retry}
    {
    }

    /**
     * Looks first, then blocks in SCardGetStatusChange until pcscd reports a change. That a
     * program begins to use a card ends it at the first look only; the end of the use always does.
     * `known` is empty for a caller whose poll() failed: without pcscd readers that were known are
     * gone, which is a change. When pcscd appears it returns, whatever `known` is.
     *
     * A caller who was told of a change and comes back with the same `known` could not see it: his
     * polls fail, or work where this context is refused. From the second time in a row on the wait
     * begins with a rest of `retry`.
     */
    [[nodiscard]] Result<void> wait(std::span<const transport::ReaderStatus> known) override;

    /**
     * For good: a later wait() fails at once. Returns when the waiting thread has left wait().
     * SCardCancel does nothing for a thread that does not block yet, so it is repeated until then.
     */
    void cancel() noexcept override;

private:
    class Presence;

    [[nodiscard]] std::chrono::milliseconds
    rest_before(std::span<const transport::ReaderStatus> known);
    [[nodiscard]] Result<void> tell(std::span<const transport::ReaderStatus> known);
    [[nodiscard]] Result<Readers> look();
    [[nodiscard]] bool pause(std::chrono::milliseconds time);
    void leave_service();

    const std::chrono::milliseconds retry_;
    std::optional<std::vector<transport::ReaderStatus>> told_; ///< `known` of who was told last
    unsigned in_vain_{0};                                      ///< how often in a row
    std::mutex mutex_; ///< for all that follows; the waiting thread reads context_ without it
    std::condition_variable changed_;
    bool waiting_{false};
    bool cancelled_{false};
    std::optional<Context> context_; ///< changed by the waiting thread only
};

} // namespace openbeid::pcsc
