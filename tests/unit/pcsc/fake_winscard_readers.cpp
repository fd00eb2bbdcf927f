// SPDX-License-Identifier: Apache-2.0
// The functions of winscard.h about contexts and readers, answered by fake::Daemon.
#include "fake_daemon.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace fake {

namespace {

/// Milliseconds. Whoever waits for an hour waits for ever.
constexpr DWORD endless = 60 * 60 * 1000;

DWORD flags_of(const Reader& reader)
{
    DWORD flags = reader.present ? SCARD_STATE_PRESENT : SCARD_STATE_EMPTY;
    flags |= reader.present && reader.mute ? SCARD_STATE_MUTE : 0U;
    flags |= reader.exclusive ? SCARD_STATE_EXCLUSIVE : 0U;
    flags |= reader.present && reader.users > 0 && !reader.exclusive ? SCARD_STATE_INUSE : 0U;
    return flags | DWORD{reader.events} << 16U;
}

/// Fills in the state; true if pcsc-lite would end the wait for it.
bool differs(SCARD_READERSTATE& state, std::size_t readers_before)
{
    if (std::string_view{state.szReader} == R"(\\?PnP?\Notification)") {
        state.dwEventState = daemon().readers.size() != readers_before ? SCARD_STATE_CHANGED : 0;
        return state.dwEventState != 0;
    }
    const auto* reader = daemon().find(state.szReader);
    if (reader == nullptr) {
        state.dwEventState = SCARD_STATE_UNKNOWN | SCARD_STATE_UNAVAILABLE | SCARD_STATE_CHANGED;
        return true;
    }
    const DWORD flags = flags_of(*reader);
    const DWORD known = state.dwCurrentState;
    // The end of a use and of a state is reported, the beginning of a use is not.
    const DWORD watched = SCARD_STATE_PRESENT | SCARD_STATE_EMPTY | SCARD_STATE_INUSE |
                          SCARD_STATE_EXCLUSIVE | SCARD_STATE_MUTE;
    const bool is_new = known == SCARD_STATE_UNAWARE || (known & watched & ~flags) != 0 ||
                        (known >> 16U != 0 && known >> 16U != flags >> 16U);
    state.dwEventState = flags | (is_new ? SCARD_STATE_CHANGED : 0U);
    state.cbAtr = reader->atr.size();
    std::ranges::copy(reader->atr, state.rgbAtr);
    return is_new;
}

LONG look_at(SCARD_READERSTATE* states, DWORD count, DWORD limit, SCARDCONTEXT context)
{
    std::unique_lock guard{daemon().mutex};
    const auto readers_before = daemon().readers.size();
    for (DWORD i = 0; i < count; ++i) {
        const std::string_view name{states[i].szReader};
        if (!name.starts_with('\\') && daemon().find(std::string{name}) == nullptr) {
            return SCARD_E_UNKNOWN_READER;
        }
    }
    for (;;) {
        if (!daemon().alive(context)) {
            return SCARD_F_COMM_ERROR;
        }
        bool any = false;
        for (DWORD i = 0; i < count; ++i) {
            any |= differs(states[i], readers_before);
        }
        if (any) {
            return SCARD_S_SUCCESS;
        }
        if (limit < endless) {
            return SCARD_E_TIMEOUT; // no time passes here
        }
        daemon().waiting.insert(context);
        ++daemon().blocked;
        daemon().changed.notify_all();
        daemon().changed.wait(guard);
        --daemon().blocked;
        daemon().waiting.erase(context);
        if (daemon().cancelled.erase(context) > 0) {
            return SCARD_E_CANCELLED;
        }
    }
}

} // namespace

} // namespace fake

using fake::daemon;
using Guard = std::lock_guard<std::mutex>;

extern "C" {

LONG SCardEstablishContext(DWORD, LPCVOID, LPCVOID, LPSCARDCONTEXT context)
{
    if (const LONG status = daemon().enter("SCardEstablishContext"); status != SCARD_S_SUCCESS) {
        return status;
    }
    const Guard guard{daemon().mutex};
    if (!daemon().running) {
        return SCARD_E_NO_SERVICE;
    }
    *context = daemon().next++;
    daemon().contexts.insert(*context);
    daemon().served.insert(*context);
    return SCARD_S_SUCCESS;
}

LONG SCardReleaseContext(SCARDCONTEXT context)
{
    static_cast<void>(daemon().enter("SCardReleaseContext"));
    const Guard guard{daemon().mutex};
    daemon().served.erase(context);
    return daemon().contexts.erase(context) > 0 ? SCARD_S_SUCCESS : SCARD_E_INVALID_HANDLE;
}

LONG SCardListReaders(SCARDCONTEXT context, LPCSTR, LPSTR names, LPDWORD size)
{
    if (const LONG status = daemon().enter("SCardListReaders"); status != SCARD_S_SUCCESS) {
        return status;
    }
    const Guard guard{daemon().mutex};
    if (!daemon().alive(context)) {
        return SCARD_F_COMM_ERROR;
    }
    if (daemon().readers.empty()) {
        return SCARD_E_NO_READERS_AVAILABLE;
    }
    std::string all;
    for (const auto& reader : daemon().readers) {
        all += reader.name + '\0';
    }
    all += '\0';
    const DWORD room = std::exchange(*size, all.size());
    if (names == nullptr) {
        return SCARD_S_SUCCESS;
    }
    if (room < all.size()) {
        return SCARD_E_INSUFFICIENT_BUFFER;
    }
    std::ranges::copy(all, names);
    return SCARD_S_SUCCESS;
}

LONG SCardGetStatusChange(SCARDCONTEXT context, DWORD limit, SCARD_READERSTATE* states, DWORD count)
{
    if (const LONG status = daemon().enter("SCardGetStatusChange"); status != SCARD_S_SUCCESS) {
        return status;
    }
    if (count > daemon().most_states) {
        return SCARD_E_INVALID_PARAMETER;
    }
    return fake::look_at(states, count, limit, context);
}

LONG SCardCancel(SCARDCONTEXT context)
{
    if (const LONG status = daemon().enter("SCardCancel"); status != SCARD_S_SUCCESS) {
        return status;
    }
    const Guard guard{daemon().mutex};
    if (!daemon().contexts.contains(context)) {
        return SCARD_E_INVALID_HANDLE;
    }
    if (daemon().waiting.contains(context)) { // else it is lost
        daemon().cancelled.insert(context);
        daemon().changed.notify_all();
    }
    return SCARD_S_SUCCESS;
}

} // extern "C"
