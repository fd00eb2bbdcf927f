// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "prompt/descriptor.hpp"

#include <openbeid/result.hpp>

namespace openbeid {

/**
 * With what one thread ends the wait of another for a human. Stays cancelled, so that a
 * cancellation that comes before the wait is not lost. cancel() from any thread; a forked child
 * shares it with its parent and therefore makes its own.
 */
class PromptCancellation {
public:
    /// Fails: prompt_failed (no file descriptor is left).
    [[nodiscard]] static Result<PromptCancellation> create();

    /// Async-signal-safe.
    void cancel() noexcept;
    [[nodiscard]] bool cancelled() const noexcept;

    /// Readable once it is cancelled.
    [[nodiscard]] int fd() const noexcept { return event_.get(); }

private:
    explicit PromptCancellation(prompt::Descriptor event) noexcept : event_{std::move(event)} {}

    prompt::Descriptor event_;
};

} // namespace openbeid
