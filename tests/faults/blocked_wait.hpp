// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <winscard.h>

#include <condition_variable>
#include <mutex>

namespace openbeid::test {

/// While it lives nothing happens that would end a wait for readers but SCardCancel, which fails at
/// first.
class BlockedWait {
public:
    BlockedWait(LONG status, unsigned failures);
    ~BlockedWait();
    BlockedWait(const BlockedWait&) = delete;
    BlockedWait& operator=(const BlockedWait&) = delete;

    /// The one that lives, or null.
    [[nodiscard]] static BlockedWait* current();

    /// Until a thread of the module waits.
    void await_begin();
    [[nodiscard]] unsigned cancels() const { return cancels_; }

    // For winscard.cpp.
    void wait();
    LONG cancel();

private:
    const LONG status_;
    unsigned failures_;
    unsigned cancels_{0};
    bool begun_{false};
    bool over_{false};
    std::mutex mutex_;
    std::condition_variable changed_;
};

} // namespace openbeid::test
