// SPDX-License-Identifier: Apache-2.0
#include "base/secret.hpp"

#include "base/log.hpp"
#include "base/try.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace openbeid {

namespace {

std::size_t page_size() noexcept
{
    return static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

} // namespace

void wipe(std::span<std::uint8_t> bytes) noexcept
{
    if (!bytes.empty()) { // an empty span may have no address
        ::explicit_bzero(bytes.data(), bytes.size());
    }
}

std::shared_ptr<SecretStore> SecretStore::create()
{
    return std::shared_ptr<SecretStore>{new SecretStore};
}

SecretStore::~SecretStore()
{
    for (const auto& page : pages_) {
        wipe({page.memory, page_size()});
        ::munmap(page.memory, page_size());
    }
}

Result<void> SecretStore::add_page()
{
    const auto size = page_size();
    void* const memory =
        ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        return Error{.code = Errc::out_of_memory, .where = "secret page"};
    }
    // RLIMIT_MEMLOCK or a sandbox may refuse the lock; the secret is short-lived, so go on.
    if (::mlock(memory, size) != 0) {
        log::warn("the page for PINs can't be locked in memory (errno {}); it might reach the swap",
                  errno);
    }
    ::madvise(memory, size, MADV_DONTDUMP);
    ::madvise(memory, size, MADV_WIPEONFORK);
    pages_.push_back({.memory = static_cast<std::uint8_t*>(memory),
                      .used = std::vector<bool>(size / SecretSlot::capacity, false)});
    return {};
}

Result<SecretSlot> SecretStore::acquire()
{
    const MutexLock lock{mutex_};
    for (;;) {
        for (auto& page : pages_) {
            const auto free = std::find(page.used.begin(), page.used.end(), false);
            if (free != page.used.end()) {
                *free = true;
                const auto index = static_cast<std::size_t>(free - page.used.begin());
                return SecretSlot{shared_from_this(), page.memory + index * SecretSlot::capacity};
            }
        }
        OPENBEID_CHECK(add_page());
    }
}

void SecretStore::release(std::uint8_t* slot) noexcept
{
    wipe({slot, SecretSlot::capacity});
    const MutexLock lock{mutex_};
    for (auto& page : pages_) {
        const auto offset = slot - page.memory;
        if (offset >= 0 && static_cast<std::size_t>(offset) < page_size()) {
            page.used[static_cast<std::size_t>(offset) / SecretSlot::capacity] = false;
            return;
        }
    }
}

SecretSlot::SecretSlot(std::shared_ptr<SecretStore> store, std::uint8_t* memory) noexcept
    : store_{std::move(store)}, memory_{memory}
{
}

SecretSlot::SecretSlot(SecretSlot&& other) noexcept
    : store_{std::move(other.store_)}, memory_{std::exchange(other.memory_, nullptr)}
{
}

SecretSlot& SecretSlot::operator=(SecretSlot&& other) noexcept
{
    if (this != &other) {
        release();
        store_ = std::move(other.store_);
        memory_ = std::exchange(other.memory_, nullptr);
    }
    return *this;
}

SecretSlot::~SecretSlot()
{
    release();
}

void SecretSlot::release() noexcept
{
    if (memory_ != nullptr) {
        store_->release(std::exchange(memory_, nullptr));
        store_.reset();
    }
}

} // namespace openbeid
