// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>

#if defined(__clang__)
#define OPENBEID_THREAD_ATTRIBUTE(x) __attribute__((x))
#else
#define OPENBEID_THREAD_ATTRIBUTE(x)
#endif
#define OPENBEID_GUARDED_BY(mutex) OPENBEID_THREAD_ATTRIBUTE(guarded_by(mutex))
#define OPENBEID_REQUIRES(...) OPENBEID_THREAD_ATTRIBUTE(requires_capability(__VA_ARGS__))

namespace openbeid {

/// std::mutex, annotated for clang's -Wthread-safety: reading a guarded field without it fails to
/// compile there.
class OPENBEID_THREAD_ATTRIBUTE(capability("mutex")) Mutex {
public:
    void lock() OPENBEID_THREAD_ATTRIBUTE(acquire_capability()) { mutex_.lock(); }
    void unlock() OPENBEID_THREAD_ATTRIBUTE(release_capability()) { mutex_.unlock(); }
    [[nodiscard]] bool try_lock() OPENBEID_THREAD_ATTRIBUTE(try_acquire_capability(true))
    {
        return mutex_.try_lock();
    }

private:
    std::mutex mutex_;
};

/// Holds a Mutex for a scope.
class OPENBEID_THREAD_ATTRIBUTE(scoped_lockable) MutexLock {
public:
    explicit MutexLock(Mutex& mutex) OPENBEID_THREAD_ATTRIBUTE(acquire_capability(mutex))
        : mutex_{mutex}
    {
        mutex_.lock();
    }
    ~MutexLock() OPENBEID_THREAD_ATTRIBUTE(release_capability()) { mutex_.unlock(); }
    MutexLock(const MutexLock&) = delete;
    MutexLock& operator=(const MutexLock&) = delete;

private:
    Mutex& mutex_;
};

/// Takes over a Mutex that try_lock() has locked, and unlocks it at the end of the scope.
class OPENBEID_THREAD_ATTRIBUTE(scoped_lockable) AdoptedLock {
public:
    explicit AdoptedLock(Mutex& mutex) OPENBEID_THREAD_ATTRIBUTE(requires_capability(mutex))
        : mutex_{mutex}
    {
    }
    ~AdoptedLock() OPENBEID_THREAD_ATTRIBUTE(release_capability()) { mutex_.unlock(); }
    AdoptedLock(const AdoptedLock&) = delete;
    AdoptedLock& operator=(const AdoptedLock&) = delete;

private:
    Mutex& mutex_;
};

} // namespace openbeid
