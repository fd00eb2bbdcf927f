// SPDX-License-Identifier: Apache-2.0
#include "pkcs11/runtime.hpp"

#include "base/never_destroyed.hpp"
#include "pkcs11/rv.hpp"

#include <pthread.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <utility>

namespace openbeid::pkcs11 {

namespace {

/// Nothing of it has a destructor that runs: the module must work in exit handlers, after the
/// destructors of static objects.
struct Process {
    std::mutex mutex;
    NeverDestroyed<std::shared_ptr<Module>> module;
    std::atomic<bool> watches_forks{false};
};
constinit Process process; // NOLINT: the one state of the library

// A child inherits the module of its parent with locks in any state and a connection to pcscd that
// is still the parent's. It must neither use nor end them: it forgets them, and the memory with
// them.
void before_fork() noexcept
{
    process.mutex.lock();
}
void after_fork_in_parent() noexcept
{
    process.mutex.unlock();
}
void after_fork_in_child() noexcept
{
    process.module.renew();
    process.mutex.unlock();
}

} // namespace

std::shared_ptr<Module> current_module() noexcept
{
    const std::lock_guard lock{process.mutex};
    return *process.module;
}

CK_RV initialize()
{
    // The C library forgets these handlers when the object is unloaded. Not under the lock, which
    // the first of them takes.
    if (!process.watches_forks.exchange(true) &&
        ::pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child) != 0) {
        return CKR_HOST_MEMORY;
    }
    if (current_module()) {
        return CKR_CRYPTOKI_ALREADY_INITIALIZED;
    }
    // Not under the lock either: the first use of OpenSSL may load the host's configuration, which
    // may load this module and initialise it on this very thread.
    auto created = Module::create();
    if (!created) {
        return slot_rv(created.error());
    }
    const std::lock_guard lock{process.mutex};
    if (*process.module) {
        return CKR_CRYPTOKI_ALREADY_INITIALIZED;
    }
    *process.module = *std::move(created);
    return CKR_OK;
}

CK_RV finalize()
{
    std::shared_ptr<Module> module;
    {
        const std::lock_guard lock{process.mutex};
        module = std::exchange(*process.module, nullptr);
    }
    if (!module) {
        return CKR_CRYPTOKI_NOT_INITIALIZED;
    }
    module->finalize();
    return CKR_OK;
}

} // namespace openbeid::pkcs11
