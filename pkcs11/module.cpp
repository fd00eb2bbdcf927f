// SPDX-License-Identifier: Apache-2.0
#include "pkcs11/module.hpp"

#include "base/log.hpp"
#include "config/load.hpp"
#include "pkcs11/rv.hpp"

#include <algorithm>
#include <atomic>

namespace openbeid::pkcs11 {

namespace {

using namespace std::chrono_literals;

/// Looks at the readers come at most that often, except where a function must see what is there
/// now.
constexpr auto poll_interval = 100ms;

CK_SESSION_HANDLE next_session_handle() noexcept
{
    static std::atomic<CK_SESSION_HANDLE> last{0};
    return ++last;
}

} // namespace

/// The log, open as the settings say.
class Module::Log {
public:
    explicit Log(const config::Settings& settings)
    {
        log::open(settings.log_to == config::LogTo::file ? std::optional{settings.log_level}
                                                         : std::nullopt);
    }
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;
    ~Log() { log::close(); }
};

Result<std::shared_ptr<Module>> Module::create()
{
    const auto loaded = config::load();
    auto open_log = std::make_unique<const Log>(loaded.settings);
    for (const auto& warning : loaded.warnings) {
        log::warn("configuration: {}", warning);
    }
    if (!PinSource::ever_asks(loaded.settings)) {
        log::info("configuration: no window of ours asks for a PIN"); // the doctor reads this
    }
    auto crypto = crypto::Context::create();
    if (!crypto) {
        log::error("not initialised: {}", log::describe(crypto.error()));
        return crypto.error();
    }
    return std::shared_ptr<Module>{
        new Module{std::move(open_log), *std::move(crypto), loaded.settings}};
}

Module::Module(std::unique_ptr<const Log> open_log,
               std::unique_ptr<crypto::Context> crypto,
               const config::Settings& settings)
    : log_{std::move(open_log)}, settings_{settings}, crypto_{std::move(crypto)},
      runtime_cache_{settings.cache == config::Cache::runtime
                         ? std::make_unique<cache::RuntimeCache>(*crypto_)
                         : nullptr},
      secrets_{SecretStore::create()}, pins_{settings, *secrets_}, readers_{make_reader_service()}
{
    log::info("initialised");
}

Module::~Module() = default;

token::Surroundings Module::surroundings() noexcept
{
    return {.crypto = *crypto_,
            .secrets = *secrets_,
            .readers = *readers_,
            .runtime_cache = runtime_cache_.get(),
            .memory = settings_.cache == config::Cache::off ? token::Memory::while_connected
                                                            : token::Memory::until_removal,
            .lock_timeout = settings_.lock_timeout};
}

void Module::refresh(Look look)
{
    const MutexLock poll_lock{poll_};
    if (look == Look::if_stale && polled_ && now() - last_poll_ < poll_interval) {
        return;
    }
    const bool seen = poll();
    bool released = false;
    for (const auto& slot : slots()) {
        released = slot->release_old_card() || released;
    }
    if (seen && released) {
        poll(); // whether a reader is in use by others can only be seen now
    }
}

bool Module::poll()
{
    const auto statuses = readers_->poll();
    last_poll_ = now();
    polled_ = true;
    if (!statuses) {
        log::info("no readers: {}", log::describe(statuses.error()));
        if (statuses.error().code != Errc::service_unavailable) {
            return false; // says nothing of the readers: they are as they were
        }
    }
    const MutexLock lock{mutex_};
    update_slots(statuses ? *statuses : std::vector<transport::ReaderStatus>{});
    return statuses.has_value();
}

void Module::forget_expired_pins()
{
    for (const auto& slot : slots()) {
        if (const auto insertion = slot->known_insertion()) {
            insertion->token.forget_expired_pins();
        }
    }
}

std::vector<std::shared_ptr<Slot>> Module::slots() const
{
    const MutexLock lock{mutex_};
    return slots_;
}

void Module::update_slots(const std::vector<transport::ReaderStatus>& statuses)
{
    statuses_ = statuses;
    for (const auto& status : statuses) {
        const bool known = std::any_of(slots_.begin(), slots_.end(), [&](const auto& slot) {
            return slot->reader() == status.name;
        });
        if (!known) {
            log::info("slot {}: a new reader", slots_.size());
            slots_.push_back(std::make_shared<Slot>(
                slots_.size(), status.name, surroundings(), settings_.probe));
        }
    }
    for (const auto& slot : slots_) {
        const auto status = std::find_if(statuses.begin(), statuses.end(), [&](const auto& s) {
            return s.name == slot->reader();
        });
        const bool changed = slot->update(status != statuses.end() ? &*status : nullptr);
        const bool told = std::find(events_.begin(), events_.end(), slot->id()) != events_.end();
        if (changed && events_count_ && !told) {
            events_.push_back(slot->id());
        }
    }
    events_count_ = true;
}

void Module::look_for_list(bool new_readers)
{
    refresh(new_readers ? Look::now : Look::if_stale);
    const MutexLock lock{mutex_};
    if (new_readers) {
        listed_ = slots_.size();
    }
}

Module::SlotIds Module::listed_slots(bool token_present)
{
    auto candidates = slots();
    {
        const MutexLock lock{mutex_};
        candidates.resize(std::min(candidates.size(), listed_.value_or(candidates.size())));
    }
    SlotIds ids;
    for (const auto& slot : candidates) {
        if (!token_present || slot->insertion(0ms)) {
            ids.push_back(slot->id());
        }
    }
    return ids;
}

std::optional<Module::SlotIds> Module::take_counted(bool token_present, CK_ULONG room)
{
    const MutexLock lock{mutex_};
    auto counted = std::exchange(counted_.at(token_present ? 1 : 0), std::nullopt);
    return counted && counted->size() <= room ? counted : std::nullopt;
}

CK_RV Module::slot_list(bool token_present, CK_SLOT_ID* list, CK_ULONG* count)
{
    const auto room = list != nullptr ? load(count) : 0;
    auto ids = list != nullptr ? take_counted(token_present, room) : std::nullopt;
    if (!ids) {
        look_for_list(list == nullptr);
        ids = listed_slots(token_present);
    }
    store(count, CK_ULONG{ids->size()});
    if (list == nullptr || room < ids->size()) {
        const MutexLock lock{mutex_};
        counted_.at(token_present ? 1 : 0) = std::move(ids);
        return list == nullptr ? CKR_OK : CKR_BUFFER_TOO_SMALL;
    }
    for (CK_ULONG i = 0; i < ids->size(); ++i) {
        store_at(list, i, (*ids)[i]);
    }
    return CKR_OK;
}

std::shared_ptr<Slot> Module::slot(CK_SLOT_ID id) const
{
    const MutexLock lock{mutex_};
    return id < slots_.size() ? slots_[id] : nullptr;
}

CK_RV Module::open_session(Slot& slot, CK_FLAGS flags, CK_SESSION_HANDLE* handle)
{
    const auto insertion = slot.insertion(settings_.lock_timeout);
    if (!insertion) {
        return slot_rv(insertion.error());
    }
    const auto fresh = next_session_handle();
    Sessions made; // before the card knows of it: nothing can fail after that
    made.emplace(fresh, std::make_shared<Session>(slot.id(), flags, *insertion, *crypto_, pins_));
    if (const auto opened = (*insertion)->open(); !opened) {
        return slot_rv(opened.error());
    }
    {
        const MutexLock lock{mutex_};
        if (!finalizing_) {
            sessions_.merge(made);
            store(handle, fresh);
            return CKR_OK;
        }
    }
    (*insertion)->close();
    return CKR_CRYPTOKI_NOT_INITIALIZED;
}

std::shared_ptr<Session> Module::session(CK_SESSION_HANDLE handle) const
{
    const MutexLock lock{mutex_};
    const auto found = sessions_.find(handle);
    return found != sessions_.end() ? found->second : nullptr;
}

void Module::close(const Sessions& closed)
{
    for (const auto& [handle, session] : closed) {
        session->end_questions();
    }
    for (const auto& [handle, session] : closed) {
        {
            // A call of another thread may still be at work in it: with the card, or while somebody
            // types on a reader, which nothing can end.
            const MutexLock lock{session->mutex};
            session->begin_closing();
            session->end_all();
        }
        session->insertion().close();
    }
}

CK_RV Module::close_session(CK_SESSION_HANDLE handle)
{
    Sessions closed;
    {
        const MutexLock lock{mutex_};
        auto node = sessions_.extract(handle);
        if (node.empty()) {
            return CKR_SESSION_HANDLE_INVALID;
        }
        node.mapped()->begin_closing();
        closed.insert(std::move(node));
    }
    close(closed);
    return CKR_OK;
}

void Module::close_sessions(CK_SLOT_ID slot)
{
    Sessions closed;
    {
        const MutexLock lock{mutex_};
        for (auto it = sessions_.begin(); it != sessions_.end();) {
            const auto next = std::next(it);
            if (it->second->slot() == slot) {
                it->second->begin_closing();
                closed.insert(sessions_.extract(it));
            }
            it = next;
        }
    }
    close(closed);
}

Module::SessionCounts Module::count_sessions(const Insertion& insertion) const
{
    const MutexLock lock{mutex_};
    SessionCounts counts;
    for (const auto& [handle, session] : sessions_) {
        if (&session->insertion() == &insertion) {
            ++counts.all;
            counts.read_write += session->is_read_write() ? 1U : 0U;
        }
    }
    return counts;
}

} // namespace openbeid::pkcs11
