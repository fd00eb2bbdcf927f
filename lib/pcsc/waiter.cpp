// SPDX-License-Identifier: Apache-2.0
#include "pcsc/waiter.hpp"

#include "base/try.hpp"

#include <algorithm>
#include <utility>

namespace openbeid::pcsc {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds cancel_interval{10};
/// Between two blocks if the first ended without a difference, so that a reader driver which
/// reports changes without end costs next to nothing.
constexpr milliseconds calm{100};

/// pcsc-lite (1.9.9) does not count the changes of the list, so a reader that comes between our
/// look and the block goes unnoticed until the next change. Slots of one device come in such a
/// burst. So the first block, in milliseconds, only lasts until a burst is over; the look after it
/// finds what was missed, and then the wait is one without end.
constexpr DWORD burst = 1000;

/// Whether nothing has changed. Which run of pcscd it is does not count: a context of ours can't
/// tell.
bool is_as_known(std::vector<transport::ReaderStatus> statuses,
                 std::span<const transport::ReaderStatus> known)
{
    for (auto& status : statuses) {
        status.service_run = known.empty() ? 0 : known.front().service_run;
    }
    return std::ranges::equal(statuses, known);
}

constexpr Error wait_cancelled{.code = Errc::cancelled, .where = "wait for readers"};

} // namespace

/// Tells cancel() whether a thread is in wait().
class Waiter::Presence {
public:
    explicit Presence(Waiter& waiter) : waiter_{waiter}
    {
        const std::lock_guard lock{waiter_.mutex_};
        waiter_.waiting_ = true;
    }
    Presence(const Presence&) = delete;
    Presence& operator=(const Presence&) = delete;
    ~Presence()
    {
        const std::lock_guard lock{waiter_.mutex_};
        waiter_.waiting_ = false;
        waiter_.changed_.notify_all();
    }

private:
    Waiter& waiter_;
};

Result<void> Waiter::wait(std::span<const transport::ReaderStatus> known)
{
    const Presence presence{*this};
    bool was_absent = false;
    DWORD limit = burst;
    milliseconds rest = rest_before(known);
    for (;;) {
        if (!pause(std::exchange(rest, calm))) {
            return wait_cancelled;
        }
        auto readers = look();
        if (!readers) {
            if (!known.empty()) {
                return tell(known);
            }
            was_absent = true;
            rest = retry_;
            continue;
        }
        if (was_absent || !is_as_known(readers->statuses(), known)) {
            return tell(known);
        }
        if (!readers->await_change(*context_, std::exchange(limit, Readers::for_ever))) {
            leave_service();
            rest = milliseconds{0};
        }
    }
}

/// The first time in vain may be chance: a program used a card just when we looked.
milliseconds Waiter::rest_before(std::span<const transport::ReaderStatus> known)
{
    in_vain_ = told_ && std::ranges::equal(*told_, known) ? in_vain_ + 1 : 0;
    if (in_vain_ == 0) {
        return milliseconds{0};
    }
    return in_vain_ == 1 ? calm : retry_;
}

Result<void> Waiter::tell(std::span<const transport::ReaderStatus> known)
{
    told_.emplace(known.begin(), known.end());
    return {};
}

Result<Readers> Waiter::look()
{
    if (context_) {
        if (auto readers = Readers::look(*context_)) {
            return readers;
        }
        leave_service(); // pcscd may have been started anew since the last wait
    }
    OPENBEID_TRY(auto context, Context::establish());
    {
        const std::lock_guard lock{mutex_};
        context_.emplace(std::move(context));
    }
    auto readers = Readers::look(*context_);
    if (!readers) {
        leave_service();
    }
    return readers;
}

/// Sleeps, on the caller's thread, `time` or until cancel(). False if cancelled.
bool Waiter::pause(milliseconds time)
{
    std::unique_lock lock{mutex_};
    return !changed_.wait_for(lock, time, [this] { return cancelled_; });
}

void Waiter::leave_service()
{
    // Under the lock: cancel() must not use a context that is being released.
    const std::lock_guard lock{mutex_};
    context_.reset();
}

void Waiter::cancel() noexcept
{
    std::unique_lock lock{mutex_};
    cancelled_ = true;
    changed_.notify_all();
    while (waiting_) {
        if (context_) {
            static_cast<void>(SCardCancel(context_->handle()));
        }
        changed_.wait_for(lock, cancel_interval, [this] { return !waiting_; });
    }
}

} // namespace openbeid::pcsc
