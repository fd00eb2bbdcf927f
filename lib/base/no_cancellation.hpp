// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pthread.h>

namespace openbeid {

/// While it lives, pthread_cancel() does nothing to this thread: it is for whatever the thread does
/// after. Our functions can't be left halfway, and most may not throw, which in glibc a
/// cancellation does.
class NoCancellation {
public:
    NoCancellation() noexcept { ::pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before_); }
    ~NoCancellation() { ::pthread_setcancelstate(before_, nullptr); }
    NoCancellation(const NoCancellation&) = delete;
    NoCancellation& operator=(const NoCancellation&) = delete;

private:
    int before_{PTHREAD_CANCEL_ENABLE};
};

} // namespace openbeid
