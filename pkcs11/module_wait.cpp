// SPDX-License-Identifier: Apache-2.0
// C_WaitForSlotEvent, and the end of the module that ends it.
#include "base/log.hpp"
#include "pkcs11/module.hpp"

#include <algorithm>

namespace openbeid::pkcs11 {

/// A thread that waits, from the moment at which it was entered in `waiters_`.
class Module::Waiting {
public:
    Waiting(Module& module, const transport::Waiter& waiter) noexcept
        : module_{module}, waiter_{waiter}
    {
    }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;
    ~Waiting()
    {
        const MutexLock lock{module_.mutex_};
        std::erase(module_.waiters_, &waiter_);
        module_.waiter_left_.notify_all();
    }

private:
    Module& module_;
    const transport::Waiter& waiter_;
};

bool Module::take_event(CK_SLOT_ID* slot)
{
    if (events_.empty()) {
        return false;
    }
    store(slot, events_.front());
    events_.erase(events_.begin());
    return true;
}

Result<void> Module::await_change(transport::Waiter& waiter,
                                  const std::vector<transport::ReaderStatus>& known)
{
    const Waiting waiting{*this, waiter};
    return waiter.wait(known);
}

CK_RV Module::wait_for_slot_event(bool block, CK_SLOT_ID* slot)
{
    const auto waiter = readers_->waiter();
    for (;;) {
        refresh(Look::now);
        std::vector<transport::ReaderStatus> known;
        {
            const MutexLock lock{mutex_};
            if (finalizing_) {
                return CKR_CRYPTOKI_NOT_INITIALIZED;
            }
            // Under the same lock as `known`: what another thread sees from now on ends the wait.
            if (take_event(slot)) {
                return CKR_OK;
            }
            if (!block) {
                return CKR_NO_EVENT;
            }
            known = statuses_;
            waiters_.push_back(waiter.get());
        }
        const auto changed = await_change(*waiter, known);
        if (!changed) {
            if (changed.error().code == Errc::cancelled) {
                return CKR_CRYPTOKI_NOT_INITIALIZED; // by finalize()
            }
            log::warn("waiting for a slot event: {}", log::describe(changed.error()));
            return CKR_DEVICE_ERROR;
        }
    }
}

void Module::finalize()
{
    Sessions closed;
    {
        MutexLock lock{mutex_};
        finalizing_ = true;
        for (const auto& [handle, session] : sessions_) {
            session->end_questions();
        }
        while (!waiters_.empty()) {
            for (auto* const waiter : waiters_) {
                waiter->cancel();
            }
            waiter_left_.wait(mutex_);
        }
        closed = std::exchange(sessions_, {});
    }
    close(closed);
    log::info("finalised");
}

} // namespace openbeid::pkcs11
