// SPDX-License-Identifier: Apache-2.0
#include "blocked_wait.hpp"

namespace openbeid::test {

namespace {

BlockedWait* living = nullptr; // NOLINT: there is one reader stack

} // namespace

BlockedWait::BlockedWait(LONG status, unsigned failures) : status_{status}, failures_{failures}
{
    living = this;
}

BlockedWait::~BlockedWait()
{
    living = nullptr;
}

BlockedWait* BlockedWait::current()
{
    return living;
}

void BlockedWait::await_begin()
{
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return begun_; });
}

void BlockedWait::wait()
{
    std::unique_lock lock{mutex_};
    begun_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return over_; });
}

LONG BlockedWait::cancel()
{
    const std::lock_guard lock{mutex_};
    ++cancels_;
    if (failures_ > 0) {
        --failures_;
        return status_;
    }
    over_ = true;
    changed_.notify_all();
    return SCARD_S_SUCCESS;
}

} // namespace openbeid::test
