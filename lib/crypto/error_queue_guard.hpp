// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/process_exit.hpp"

#include <openssl/err.h>

namespace openbeid::crypto {

/**
 * Leaves the thread's OpenSSL error queue, which is the host's, as it was found. The first object
 * of every public function of this room, so that it is destroyed after the others.
 *
 * While the process is exiting it calls nothing of OpenSSL, and its owner must not either.
 */
class ErrorQueueGuard {
public:
    ErrorQueueGuard() noexcept : active_{!process_is_exiting()}
    {
        if (active_) {
            // Does nothing on an empty queue; the pop then empties it again.
            static_cast<void>(ERR_set_mark());
        }
    }
    ~ErrorQueueGuard()
    {
        if (active_ && !process_is_exiting()) {
            static_cast<void>(ERR_pop_to_mark());
        }
    }
    ErrorQueueGuard(const ErrorQueueGuard&) = delete;
    ErrorQueueGuard& operator=(const ErrorQueueGuard&) = delete;
    ErrorQueueGuard(ErrorQueueGuard&&) = delete;
    ErrorQueueGuard& operator=(ErrorQueueGuard&&) = delete;

    /// False while the process is exiting: then fail with Errc::crypto_failure.
    [[nodiscard]] bool openssl_is_usable() const noexcept { return active_; }

private:
    bool active_;
};

} // namespace openbeid::crypto
