// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/mutex.hpp"
#include "base/secret.hpp"
#include "cache/runtime_cache.hpp"
#include "config/settings.hpp"
#include "crypto/context.hpp"
#include "pkcs11/session.hpp"
#include "pkcs11/slot.hpp"
#include "transport/transport.hpp"

#include <array>
#include <condition_variable>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace openbeid::pkcs11 {

/// The reader stack that the module runs on: PC/SC in the library, the virtual card in tests.
[[nodiscard]] std::unique_ptr<transport::ReaderService> make_reader_service();

/**
 * All that lives between C_Initialize and C_Finalize. Any thread.
 *
 * Locks are taken in this order: poll_, Slot::recognition_, mutex_ and the other short ones, none
 * of which is held while a card works; a session's mutex comes before all of them.
 */
class Module {
public:
    /// Fails: crypto_failure.
    [[nodiscard]] static Result<std::shared_ptr<Module>> create();
    ~Module();
    Module(const Module&) = delete;
    Module& operator=(const Module&) = delete;

    [[nodiscard]] const config::Settings& settings() const noexcept { return settings_; }

    enum class Look : std::uint8_t { now, if_stale };
    /// Takes in the state of the readers; if_stale: only if the last look is 100 ms old.
    void refresh(Look look);

    /// Wipes the PINs that have waited for their signature for too long. At every call.
    void forget_expired_pins();

    /// C_GetSlotList. The slots of which it told only the number, for want of a list or of room in
    /// it, are those that the next list gets; any later one tells what is there then. Readers that
    /// are new since the last call without a list wait for the next one of these (PKCS#11).
    [[nodiscard]] CK_RV slot_list(bool token_present, CK_SLOT_ID* list, CK_ULONG* count);
    /// Null for an id that no reader ever had.
    [[nodiscard]] std::shared_ptr<Slot> slot(CK_SLOT_ID id) const;

    /// C_WaitForSlotEvent. Waits on the caller's thread.
    [[nodiscard]] CK_RV wait_for_slot_event(bool block, CK_SLOT_ID* slot);

    [[nodiscard]] CK_RV open_session(Slot& slot, CK_FLAGS flags, CK_SESSION_HANDLE* handle);
    /// Null for a handle that names no open session.
    [[nodiscard]] std::shared_ptr<Session> session(CK_SESSION_HANDLE handle) const;
    [[nodiscard]] CK_RV close_session(CK_SESSION_HANDLE handle);
    void close_sessions(CK_SLOT_ID slot);

    struct SessionCounts {
        CK_ULONG all{0};
        CK_ULONG read_write{0};
    };
    [[nodiscard]] SessionCounts count_sessions(const Insertion& insertion) const;
    [[nodiscard]] bool has_read_only_session(const Insertion& insertion) const
    {
        const auto counts = count_sessions(insertion);
        return counts.all > counts.read_write;
    }

    [[nodiscard]] const PinSource& pins() const noexcept { return pins_; }

    /// C_Finalize: closes the windows that ask for a PIN, wakes every waiter, waits until they have
    /// left, closes every session.
    void finalize();

private:
    using Sessions = std::map<CK_SESSION_HANDLE, std::shared_ptr<Session>>;
    using SlotIds = std::vector<CK_SLOT_ID>;
    class Log;
    class Waiting;

    Module(std::unique_ptr<const Log> open_log,
           std::unique_ptr<crypto::Context> crypto,
           const config::Settings& settings);
    [[nodiscard]] token::Surroundings surroundings() noexcept;
    bool poll() OPENBEID_REQUIRES(poll_);
    [[nodiscard]] std::vector<std::shared_ptr<Slot>> slots() const;
    void update_slots(const std::vector<transport::ReaderStatus>& statuses)
        OPENBEID_REQUIRES(mutex_);
    void look_for_list(bool new_readers);
    [[nodiscard]] SlotIds listed_slots(bool token_present);
    [[nodiscard]] std::optional<SlotIds> take_counted(bool token_present, CK_ULONG room);
    [[nodiscard]] bool take_event(CK_SLOT_ID* slot) OPENBEID_REQUIRES(mutex_);
    /// Of a waiter that was entered in `waiters_`, which it leaves in any case.
    [[nodiscard]] Result<void> await_change(transport::Waiter& waiter,
                                            const std::vector<transport::ReaderStatus>& known);
    static void close(const Sessions& closed);

    const std::unique_ptr<const Log> log_; ///< the last to go
    const config::Settings settings_;
    const std::unique_ptr<crypto::Context> crypto_;
    const std::unique_ptr<cache::RuntimeCache> runtime_cache_; ///< null unless the settings want it
    const std::shared_ptr<SecretStore> secrets_;
    PinSource pins_;
    const std::unique_ptr<transport::ReaderService> readers_;

    Mutex poll_; ///< held during a look at the readers
    TimePoint last_poll_ OPENBEID_GUARDED_BY(poll_){};
    bool polled_ OPENBEID_GUARDED_BY(poll_){false};

    mutable Mutex mutex_;
    std::vector<std::shared_ptr<Slot>> slots_ OPENBEID_GUARDED_BY(mutex_); ///< index = id
    std::vector<transport::ReaderStatus> statuses_ OPENBEID_GUARDED_BY(mutex_);
    /// Slots whose card came or went since the last event was told.
    SlotIds events_ OPENBEID_GUARDED_BY(mutex_);
    bool events_count_ OPENBEID_GUARDED_BY(mutex_){false}; ///< false until the first look
    /// Slots that there were at the last C_GetSlotList without a list.
    std::optional<std::size_t> listed_ OPENBEID_GUARDED_BY(mutex_);
    /// What C_GetSlotList has only told the number of: all slots, and those with a token.
    std::array<std::optional<SlotIds>, 2> counted_ OPENBEID_GUARDED_BY(mutex_);
    Sessions sessions_ OPENBEID_GUARDED_BY(mutex_);
    std::vector<transport::Waiter*> waiters_ OPENBEID_GUARDED_BY(mutex_);
    std::condition_variable_any waiter_left_;
    bool finalizing_ OPENBEID_GUARDED_BY(mutex_){false};
};

} // namespace openbeid::pkcs11
