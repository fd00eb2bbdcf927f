// SPDX-License-Identifier: Apache-2.0
// C_WaitForSlotEvent, and the end of the module that ends it.
#include "base/log.hpp"
#include "pkcs11/module.hpp"

#include <algorithm>

namespace openbeid::pkcs11 {

bool Module::take_event(CK_SLOT_ID* slot)
{
    const MutexLock lock{mutex_};
    if (events_.empty()) {
        return false;
    }
    store(slot, events_.front());
    events_.erase(events_.begin());
    return true;
}

CK_RV Module::wait_for_slot_event(bool block, CK_SLOT_ID* slot)
{
    const auto waiter = readers_->waiter();
    for (;;) {
        refresh(Look::now);
        if (take_event(slot)) {
            return CKR_OK;
        }
        if (!block) {
            return CKR_NO_EVENT;
        }
        std::vector<transport::ReaderStatus> known;
        {
            const MutexLock lock{mutex_};
            if (finalizing_) {
                return CKR_CRYPTOKI_NOT_INITIALIZED;
            }
            waiters_.push_back(waiter.get());
            known = statuses_;
        }
        const auto changed = waiter->wait(known);
        {
            const MutexLock lock{mutex_};
            std::erase(waiters_, waiter.get());
            waiter_left_.notify_all();
            if (finalizing_) {
                return CKR_CRYPTOKI_NOT_INITIALIZED;
            }
        }
        if (!changed) {
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
