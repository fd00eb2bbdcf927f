// SPDX-License-Identifier: Apache-2.0
#include "pcsc/readers.hpp"

#include "base/try.hpp"
#include "pcsc/status.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace openbeid::pcsc {

namespace {

/// The name under which pcsc-lite reports that a reader came or went.
constexpr const char* list_of_readers = R"(\\?PnP?\Notification)";

/// pcsc-lite 1.9.9 refuses more states than this in one SCardGetStatusChange with
/// SCARD_E_INVALID_PARAMETER (winscard_clnt.c); its manual gives no limit. So it is only what we
/// fall back to. Such a library holds no more readers either, but "all readers and the list" can
/// be one too many.
constexpr std::size_t always_accepted = 16;

/// How often in a row the list of readers may change between two calls about it.
constexpr int patience_with_changes = 10;

SCARD_READERSTATE unaware_of(const char* name)
{
    SCARD_READERSTATE state{};
    state.szReader = name;
    state.dwCurrentState = SCARD_STATE_UNAWARE;
    state.cbAtr = sizeof state.rgbAtr;
    return state;
}

bool is_too_long(LONG status, std::size_t count)
{
    return count > always_accepted &&
           (status == SCARD_E_INVALID_PARAMETER || status == SCARD_E_INVALID_VALUE);
}

std::vector<std::string> split(std::string_view names)
{
    std::vector<std::string> list;
    while (!names.empty() && names.front() != '\0') {
        const auto name = names.substr(0, names.find('\0'));
        list.emplace_back(name);
        names.remove_prefix(std::min(name.size() + 1, names.size()));
    }
    return list;
}

Result<std::vector<std::string>> list(const Context& context)
{
    LONG status = SCARD_S_SUCCESS;
    for (int attempt = 0; attempt < patience_with_changes; ++attempt) {
        DWORD size = 0;
        status = SCardListReaders(context.handle(), nullptr, nullptr, &size);
        std::string names(size, '\0');
        if (status == SCARD_S_SUCCESS) {
            status = SCardListReaders(context.handle(), nullptr, names.data(), &size);
        }
        if (status == SCARD_E_INSUFFICIENT_BUFFER) {
            continue; // a reader was plugged in between the two calls
        }
        if (status == SCARD_E_NO_READERS_AVAILABLE) {
            return std::vector<std::string>{};
        }
        if (status != SCARD_S_SUCCESS) {
            break;
        }
        names.resize(std::min<std::size_t>(size, names.size()));
        return split(names);
    }
    return error_of(status, Call::service, "SCardListReaders");
}

} // namespace

Readers::Readers(std::vector<std::string> names) : names_{std::move(names)}
{
    states_.reserve(names_.size() + 1);
    for (const auto& name : names_) {
        states_.push_back(unaware_of(name.c_str()));
    }
    states_.push_back(unaware_of(list_of_readers));
}

Result<Readers> Readers::look(const Context& context)
{
    LONG status = SCARD_S_SUCCESS;
    for (int attempt = 0; attempt < patience_with_changes; ++attempt) {
        OPENBEID_TRY(auto names, list(context));
        Readers readers{std::move(names)};
        status = readers.ask(context);
        // SCARD_E_TIMEOUT: nothing is new, and the states are filled in all the same.
        if (status == SCARD_S_SUCCESS || status == SCARD_E_TIMEOUT) {
            return readers;
        }
        if (status != SCARD_E_UNKNOWN_READER) { // one vanished: list again
            break;
        }
    }
    return error_of(status, Call::service, "SCardGetStatusChange");
}

LONG Readers::ask(const Context& context)
{
    const std::size_t count = names_.size();
    if (count == 0) {
        return SCARD_S_SUCCESS;
    }
    LONG status = SCardGetStatusChange(context.handle(), 0, states_.data(), count);
    if (!is_too_long(status, count)) {
        return status;
    }
    for (std::size_t done = 0; done < count; done += always_accepted) {
        const auto chunk = std::min(always_accepted, count - done);
        status = SCardGetStatusChange(context.handle(), 0, &states_[done], chunk);
        if (status != SCARD_S_SUCCESS && status != SCARD_E_TIMEOUT) {
            return status;
        }
    }
    return SCARD_S_SUCCESS;
}

std::vector<transport::ReaderStatus> Readers::statuses() const
{
    std::vector<transport::ReaderStatus> list;
    list.reserve(names_.size());
    for (std::size_t i = 0; i < names_.size(); ++i) {
        const auto& state = states_[i];
        const DWORD flags = state.dwEventState;
        if ((flags & SCARD_STATE_UNKNOWN) != 0) {
            continue; // unplugged between the two calls
        }
        const bool present = (flags & SCARD_STATE_PRESENT) != 0;
        const auto atr =
            ByteView{state.rgbAtr}.first(std::min<std::size_t>(state.cbAtr, sizeof state.rgbAtr));
        list.push_back({
            .name = names_[i],
            .card_present = present,
            .mute = (flags & SCARD_STATE_MUTE) != 0,
            .in_use = (flags & SCARD_STATE_INUSE) != 0,
            .exclusive = (flags & SCARD_STATE_EXCLUSIVE) != 0,
            .atr = present ? Bytes(atr.begin(), atr.end()) : Bytes{},
            .event_count = static_cast<std::uint32_t>(flags >> 16U & 0xFFFFU),
        });
    }
    return list;
}

Result<void> Readers::await_change(const Context& context, DWORD limit)
{
    for (std::size_t i = 0; i < names_.size(); ++i) {
        auto& state = states_[i];
        state.dwCurrentState = state.dwEventState & ~static_cast<DWORD>(SCARD_STATE_CHANGED);
        if (state.dwCurrentState == SCARD_STATE_UNAWARE) {
            // pcscd knows nothing of this reader yet; unaware would return at once for ever.
            state.dwCurrentState = SCARD_STATE_EMPTY;
        }
    }
    LONG status = SCardGetStatusChange(context.handle(), limit, states_.data(), states_.size());
    if (is_too_long(status, states_.size())) {
        // The library's own table is full, so no reader can come before one of these goes, and
        // that is reported as the end of its state: the list needs no watching.
        const auto count = std::min(always_accepted, names_.size());
        status = SCardGetStatusChange(context.handle(), limit, states_.data(), count);
    }
    switch (status) {
    case SCARD_S_SUCCESS:
    case SCARD_E_CANCELLED:
    case SCARD_E_TIMEOUT:
    case SCARD_E_UNKNOWN_READER: return {};
    default: return error_of(status, Call::service, "SCardGetStatusChange");
    }
}

} // namespace openbeid::pcsc
