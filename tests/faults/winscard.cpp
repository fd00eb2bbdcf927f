// SPDX-License-Identifier: Apache-2.0
// The functions of winscard.h that the module uses. The program's own win over libpcsclite's.
#include "blocked_wait.hpp"
#include "clock.hpp"
#include "memory.hpp"
#include "reader_stack.hpp"

#include <reader.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

using openbeid::test::BlockedWait;
using openbeid::test::Event;
using openbeid::test::ReaderStack;
using openbeid::test::memory::InModule;

namespace {

constexpr const char* reader_name = "Fault Reader 00 00";
constexpr std::string_view list_of_readers = R"(\\?PnP?\Notification)";

ReaderStack& stack()
{
    return ReaderStack::the();
}

/// Writes an answer of changing size as PC/SC does: all of it, or the size that it needs.
LONG give(openbeid::ByteView bytes, void* to, LPDWORD size)
{
    const auto room = std::exchange(*size, bytes.size());
    if (room < bytes.size()) {
        return SCARD_E_INSUFFICIENT_BUFFER;
    }
    std::ranges::copy(bytes, static_cast<std::uint8_t*>(to));
    return SCARD_S_SUCCESS;
}

/// Fills in the states; whether pcsc-lite would end a wait for one of them.
bool look(SCARD_READERSTATE* states, DWORD count)
{
    bool any = false;
    for (DWORD i = 0; i < count; ++i) {
        auto& state = states[i];
        if (list_of_readers == state.szReader) {
            state.dwEventState = stack().plugged() ? 0 : SCARD_STATE_CHANGED;
        } else if (!stack().plugged()) {
            state.dwEventState =
                SCARD_STATE_UNKNOWN | SCARD_STATE_UNAVAILABLE | SCARD_STATE_CHANGED;
        } else {
            const auto flags = stack().flags();
            const auto known = state.dwCurrentState & ~DWORD{SCARD_STATE_CHANGED};
            const bool is_new = known == SCARD_STATE_UNAWARE || known >> 16U != flags >> 16U ||
                                (known & ~flags & SCARD_STATE_INUSE) != 0;
            state.dwEventState = flags | (is_new ? SCARD_STATE_CHANGED : 0U);
            const auto atr = stack().current() ? stack().current()->atr() : openbeid::Bytes{};
            state.cbAtr = atr.size();
            std::ranges::copy(atr, state.rgbAtr);
        }
        any = any || (state.dwEventState & SCARD_STATE_CHANGED) != 0;
    }
    return any;
}

} // namespace

#pragma GCC visibility push(default)
extern "C" {

LONG SCardEstablishContext(DWORD, LPCVOID, LPCVOID, LPSCARDCONTEXT context)
{
    const InModule outside{false};
    const auto step = stack().enter("SCardEstablishContext");
    return step.fails() ? step.status() : step.answer(stack().establish(*context));
}

LONG SCardReleaseContext(SCARDCONTEXT context)
{
    const InModule outside{false};
    // The library gives its side back whatever pcscd says.
    const auto step = stack().enter("SCardReleaseContext");
    const auto status = stack().release(context);
    return step.fails() ? step.status() : status;
}

LONG SCardListReaders(SCARDCONTEXT context, LPCSTR, LPSTR names, LPDWORD size)
{
    const InModule outside{false};
    const auto step = stack().enter("SCardListReaders");
    if (step.fails()) {
        return step.status();
    }
    if (const LONG status = stack().check_context(context); status != SCARD_S_SUCCESS) {
        return status;
    }
    if (!stack().plugged()) {
        return SCARD_E_NO_READERS_AVAILABLE;
    }
    std::string all{reader_name};
    all.append(2, '\0');
    if (names == nullptr) {
        *size = all.size();
        return SCARD_S_SUCCESS;
    }
    return give({reinterpret_cast<const std::uint8_t*>(all.data()), all.size()}, names, size);
}

LONG SCardGetStatusChange(SCARDCONTEXT context, DWORD limit, SCARD_READERSTATE* states, DWORD count)
{
    const InModule outside{false};
    const auto step = stack().enter("SCardGetStatusChange");
    if (step.fails()) {
        return step.status();
    }
    if (const LONG status = stack().check_context(context); status != SCARD_S_SUCCESS) {
        return status;
    }
    if (look(states, count)) {
        return SCARD_S_SUCCESS;
    }
    constexpr DWORD hour = 60 * 60 * 1000; // whoever waits for so long waits for ever
    if (limit < hour) {
        openbeid::test::pass_time(std::chrono::milliseconds{limit});
        return SCARD_E_TIMEOUT;
    }
    if (auto* const blocked = BlockedWait::current(); blocked != nullptr) {
        blocked->wait();
        return SCARD_E_CANCELLED;
    }
    // Somebody does what the program waits for.
    if (stack().current()) {
        stack().happen(Event::removal);
    } else {
        stack().mend();
    }
    look(states, count);
    return SCARD_S_SUCCESS;
}

LONG SCardCancel(SCARDCONTEXT context)
{
    // Only another thread's, which is none of the matrix (blocked_wait.hpp).
    const LONG status = stack().check_context(context);
    auto* const blocked = BlockedWait::current();
    return status == SCARD_S_SUCCESS && blocked != nullptr ? blocked->cancel() : status;
}

LONG SCardConnect(SCARDCONTEXT context, LPCSTR, DWORD, DWORD, LPSCARDHANDLE card, LPDWORD protocol)
{
    const InModule outside{false};
    const auto step = stack().enter("SCardConnect");
    *protocol = SCARD_PROTOCOL_T0;
    return step.fails() ? step.status() : stack().connect(context, *card);
}

LONG SCardReconnect(SCARDHANDLE card, DWORD, DWORD, DWORD, LPDWORD protocol)
{
    const InModule outside{false};
    const auto step = stack().enter("SCardReconnect");
    *protocol = SCARD_PROTOCOL_T0;
    return step.fails() ? step.status() : step.answer(stack().reconnect(card));
}

LONG SCardDisconnect(SCARDHANDLE card, DWORD disposition)
{
    const InModule outside{false};
    const auto step = stack().enter("SCardDisconnect");
    const auto status = stack().disconnect(card, disposition == SCARD_RESET_CARD);
    return step.fails() ? step.status() : status;
}

LONG SCardGetAttrib(SCARDHANDLE card, DWORD, LPBYTE value, LPDWORD size)
{
    const InModule outside{false};
    const auto step = stack().enter("SCardGetAttrib");
    if (step.fails()) {
        return step.status();
    }
    const LONG status = stack().check_card(card);
    return status == SCARD_S_SUCCESS ? give(stack().current()->atr(), value, size) : status;
}

LONG SCardControl(SCARDHANDLE card,
                  DWORD code,
                  LPCVOID input,
                  DWORD input_size,
                  LPVOID output,
                  DWORD room,
                  LPDWORD size)
{
    const InModule outside{false};
    const auto step = stack().enter("SCardControl");
    if (step.fails()) {
        return step.status();
    }
    LONG status = stack().check_card(card);
    openbeid::Bytes answer;
    if (status == SCARD_S_SUCCESS) {
        status = stack().control(code, {static_cast<const BYTE*>(input), input_size}, answer);
    }
    if (status != SCARD_S_SUCCESS || step.answer(status) != SCARD_S_SUCCESS) {
        return step.answer(status);
    }
    *size = room;
    return give(answer, output, size);
}

LONG SCardBeginTransaction(SCARDHANDLE card)
{
    const InModule outside{false};
    const auto step = stack().enter("SCardBeginTransaction");
    return step.fails() ? step.status() : step.answer(stack().lock(card));
}

LONG SCardEndTransaction(SCARDHANDLE card, DWORD disposition)
{
    const InModule outside{false};
    const auto step = stack().enter("SCardEndTransaction");
    return step.fails() ? step.status()
                        : step.answer(stack().unlock(card, disposition == SCARD_RESET_CARD));
}

LONG SCardTransmit(SCARDHANDLE card,
                   const SCARD_IO_REQUEST*,
                   LPCBYTE command,
                   DWORD command_size,
                   SCARD_IO_REQUEST*,
                   LPBYTE response,
                   LPDWORD response_size)
{
    const InModule outside{false};
    const auto step = stack().enter("SCardTransmit");
    if (step.fails()) {
        return step.status();
    }
    LONG status = stack().check_card(card);
    openbeid::Bytes answer;
    if (status == SCARD_S_SUCCESS) {
        status = stack().transmit({command, command_size}, answer);
    }
    if (status != SCARD_S_SUCCESS || step.answer(status) != SCARD_S_SUCCESS) {
        return step.answer(status);
    }
    return give(answer, response, response_size);
}

} // extern "C"
#pragma GCC visibility pop
