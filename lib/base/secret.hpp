// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/mutex.hpp"

#include <openbeid/bytes.hpp>
#include <openbeid/result.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace openbeid {

/// Overwrites `bytes` with zeros in a way that the compiler may not remove.
void wipe(std::span<std::uint8_t> bytes) noexcept;

class SecretSlot;

/**
 * Memory for PINs and the APDUs that carry them: pages that are locked, left out of core dumps and
 * zero in a forked child, cut into slots. Grows by pages as needed. Any thread.
 *
 * A store belongs to one process: a forked child makes its own (the lock and the list of slots are
 * ordinary memory, which the child inherits in whatever state they were).
 */
class SecretStore : public std::enable_shared_from_this<SecretStore> {
public:
    [[nodiscard]] static std::shared_ptr<SecretStore> create();
    ~SecretStore();
    SecretStore(const SecretStore&) = delete;
    SecretStore& operator=(const SecretStore&) = delete;

    /// A slot of zeros. Fails: out_of_memory.
    [[nodiscard]] Result<SecretSlot> acquire();

private:
    friend class SecretSlot;
    struct Page {
        std::uint8_t* memory{nullptr};
        std::vector<bool> used; ///< one for each slot
    };

    SecretStore() = default;
    [[nodiscard]] Result<void> add_page() OPENBEID_REQUIRES(mutex_);
    void release(std::uint8_t* slot) noexcept;

    Mutex mutex_;
    std::vector<Page> pages_ OPENBEID_GUARDED_BY(mutex_);
};

/// One slot of a SecretStore. Move-only; wiped and given back at the end of its life.
class SecretSlot {
public:
    /// Bytes in a slot: enough for the longest of what we keep there, an APDU with two PIN blocks
    /// (21 bytes) and a key of 32 bytes.
    static constexpr std::size_t capacity = 64;

    SecretSlot(SecretSlot&& other) noexcept;
    SecretSlot& operator=(SecretSlot&& other) noexcept;
    SecretSlot(const SecretSlot&) = delete;
    SecretSlot& operator=(const SecretSlot&) = delete;
    ~SecretSlot();

    [[nodiscard]] std::span<std::uint8_t> bytes() noexcept { return {memory_, capacity}; }
    [[nodiscard]] ByteView bytes() const noexcept { return {memory_, capacity}; }

    /// The store that this slot is of; only for a slot that was not moved from.
    [[nodiscard]] SecretStore& store() const noexcept { return *store_; }

private:
    friend class SecretStore;
    SecretSlot(std::shared_ptr<SecretStore> store, std::uint8_t* memory) noexcept;
    void release() noexcept;

    std::shared_ptr<SecretStore> store_;
    std::uint8_t* memory_{nullptr};
};

} // namespace openbeid
