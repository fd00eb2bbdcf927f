// SPDX-License-Identifier: Apache-2.0
#include "fake_daemon.hpp"

#include <algorithm>
#include <utility>

namespace fake {

Daemon& Daemon::the()
{
    static Daemon daemon;
    return daemon;
}

void Daemon::reset()
{
    const std::lock_guard guard{mutex};
    most_states = 16;
    answer = {0x90, 0x00};
    last_command.clear();
    last_protocol = 0;
    active_protocol = SCARD_PROTOCOL_T0;
    last_disposition = last_disconnect = 0xFF;
    driver = nullptr;
    attributes.clear();
    running = true;
    blocked = 0;
    readers.clear();
    contexts.clear();
    served.clear();
    waiting.clear();
    cancelled.clear();
    cards.clear();
    calls_.clear();
    failures_.clear();
    hooks_.clear();
    hooks_once_.clear();
}

void Daemon::add(Reader reader)
{
    const std::lock_guard guard{mutex};
    readers.push_back(std::move(reader));
    changed.notify_all();
}

void Daemon::remove(const std::string& name)
{
    const std::lock_guard guard{mutex};
    std::erase_if(readers, [&](const Reader& reader) { return reader.name == name; });
    changed.notify_all();
}

void Daemon::insert(const std::string& name)
{
    const std::lock_guard guard{mutex};
    auto& reader = *find(name);
    reader.present = true;
    reader.atr = {0x3B, 0x00};
    ++reader.events;
    changed.notify_all();
}

void Daemon::take_out(const std::string& name)
{
    const std::lock_guard guard{mutex};
    auto& reader = *find(name);
    reader.present = false;
    reader.atr.clear();
    reader.lock = 0;
    ++reader.events;
    notify(name, SCARD_W_REMOVED_CARD);
    changed.notify_all();
}

void Daemon::reset_card(const std::string& name)
{
    const std::lock_guard guard{mutex};
    notify(name, SCARD_W_RESET_CARD);
}

void Daemon::lock(const std::string& name)
{
    const std::lock_guard guard{mutex};
    find(name)->lock = other_program;
}

void Daemon::unlock(const std::string& name)
{
    const std::lock_guard guard{mutex};
    find(name)->lock = 0;
}

void Daemon::stop()
{
    const std::lock_guard guard{mutex};
    running = false;
    served.clear();
    changed.notify_all();
}

void Daemon::start()
{
    const std::lock_guard guard{mutex};
    running = true;
}

void Daemon::at(const std::string& function, std::function<void()> hook)
{
    const std::lock_guard guard{mutex};
    hooks_[function] = std::move(hook);
}

void Daemon::at_call(const std::string& function, int n, std::function<void()> hook)
{
    const std::lock_guard guard{mutex};
    hooks_once_[{function, calls_[function] + n}] = std::move(hook);
}

void Daemon::fail(const std::string& function, LONG status)
{
    const std::lock_guard guard{mutex};
    failures_[function] = status;
}

int Daemon::calls(const std::string& function)
{
    const std::lock_guard guard{mutex};
    return calls_[function];
}

void Daemon::await_calls(const std::string& function, int n)
{
    std::unique_lock guard{mutex};
    changed.wait(guard, [&] { return calls_[function] >= n; });
}

void Daemon::await_blocked(int n)
{
    std::unique_lock guard{mutex};
    changed.wait(guard, [&] { return blocked == n; });
}

LONG Daemon::enter(const std::string& function)
{
    std::function<void()> hook;
    LONG status = SCARD_S_SUCCESS;
    {
        const std::lock_guard guard{mutex};
        const int number = ++calls_[function];
        changed.notify_all();
        if (const auto it = hooks_once_.find({function, number}); it != hooks_once_.end()) {
            hook = it->second;
        } else if (const auto always = hooks_.find(function); always != hooks_.end()) {
            hook = always->second;
        }
        if (const auto it = failures_.find(function); it != failures_.end()) {
            status = it->second;
        }
    }
    if (hook) {
        hook();
    }
    return status;
}

bool Daemon::alive(SCARDCONTEXT context) const
{
    return served.contains(context);
}

Reader* Daemon::find(const std::string& name)
{
    const auto it = std::ranges::find(readers, name, &Reader::name);
    return it == readers.end() ? nullptr : &*it;
}

LONG Daemon::find(SCARDHANDLE card, Connection** connection, Reader** reader)
{
    const auto it = cards.find(card);
    if (it == cards.end()) {
        return SCARD_E_INVALID_HANDLE;
    }
    if (!alive(it->second.context)) {
        return SCARD_F_COMM_ERROR;
    }
    *connection = &it->second;
    *reader = find(it->second.reader);
    return *reader == nullptr ? SCARD_E_READER_UNAVAILABLE : SCARD_S_SUCCESS;
}

void Daemon::notify(const std::string& reader, LONG event)
{
    for (auto& [handle, connection] : cards) {
        if (connection.reader == reader) {
            connection.event = event;
        }
    }
}

} // namespace fake
