// SPDX-License-Identifier: Apache-2.0
// The functions of winscard.h about the handle of a card, answered by fake::Daemon.
#include "fake_daemon.hpp"

#include <algorithm>

namespace fake {

namespace {

/// What a call on a handle finds before it does its work.
LONG precheck(SCARDHANDLE card, Daemon::Connection** connection, Reader** reader, bool lock_first)
{
    const LONG status = daemon().find(card, connection, reader);
    if (status != SCARD_S_SUCCESS) {
        return status;
    }
    if (lock_first && (*reader)->lock != 0 && (*reader)->lock != card) {
        return SCARD_E_SHARING_VIOLATION;
    }
    return (*connection)->event;
}

/// The same for a call that works with the card itself.
LONG use_card(const std::string& function, SCARDHANDLE card)
{
    if (const LONG status = daemon().enter(function); status != SCARD_S_SUCCESS) {
        return status;
    }
    const std::lock_guard guard{daemon().mutex};
    Daemon::Connection* connection{};
    Reader* reader{};
    return precheck(card, &connection, &reader, true);
}

} // namespace

} // namespace fake

using fake::daemon;
using Guard = std::lock_guard<std::mutex>;

extern "C" {

LONG SCardConnect(
    SCARDCONTEXT context, LPCSTR name, DWORD, DWORD, LPSCARDHANDLE card, LPDWORD protocol)
{
    if (const LONG status = daemon().enter("SCardConnect"); status != SCARD_S_SUCCESS) {
        return status;
    }
    const Guard guard{daemon().mutex};
    if (!daemon().alive(context)) {
        return SCARD_F_COMM_ERROR;
    }
    auto* reader = daemon().find(std::string{name});
    if (reader == nullptr) {
        return SCARD_E_UNKNOWN_READER;
    }
    if (reader->exclusive) {
        return SCARD_E_SHARING_VIOLATION;
    }
    if (!reader->present) {
        return SCARD_E_NO_SMARTCARD;
    }
    if (reader->mute) {
        return SCARD_W_UNPOWERED_CARD;
    }
    ++reader->users;
    *card = daemon().next++;
    *protocol = daemon().active_protocol;
    daemon().cards[*card] = {.context = context, .reader = name};
    return SCARD_S_SUCCESS;
}

LONG SCardReconnect(SCARDHANDLE card, DWORD, DWORD, DWORD, LPDWORD protocol)
{
    if (const LONG status = daemon().enter("SCardReconnect"); status != SCARD_S_SUCCESS) {
        return status;
    }
    const Guard guard{daemon().mutex};
    fake::Daemon::Connection* connection{};
    fake::Reader* reader{};
    if (const LONG status = daemon().find(card, &connection, &reader); status != SCARD_S_SUCCESS) {
        return status;
    }
    if (!reader->present) {
        return SCARD_E_NO_SMARTCARD;
    }
    connection->event = SCARD_S_SUCCESS;
    *protocol = daemon().active_protocol;
    return SCARD_S_SUCCESS;
}

LONG SCardDisconnect(SCARDHANDLE card, DWORD disposition)
{
    static_cast<void>(daemon().enter("SCardDisconnect"));
    const Guard guard{daemon().mutex};
    daemon().last_disconnect = disposition;
    fake::Daemon::Connection* connection{};
    fake::Reader* reader{};
    const LONG status = daemon().find(card, &connection, &reader);
    if (status == SCARD_S_SUCCESS) {
        --reader->users;
        reader->lock = reader->lock == card ? 0 : reader->lock;
        daemon().changed.notify_all();
    }
    daemon().cards.erase(card);
    return status;
}

LONG SCardGetAttrib(SCARDHANDLE card, DWORD attribute, LPBYTE value, LPDWORD size)
{
    const LONG scripted = daemon().enter("SCardGetAttrib");
    const Guard guard{daemon().mutex};
    fake::Daemon::Connection* connection{};
    fake::Reader* reader{};
    const LONG status = fake::precheck(card, &connection, &reader, true);
    const auto known = daemon().attributes.find(attribute);
    if (status == SCARD_S_SUCCESS && known != daemon().attributes.end()) {
        *size = known->second.size();
        std::ranges::copy(known->second, value);
    }
    return status == SCARD_S_SUCCESS ? scripted : status; // the driver is asked last
}

LONG SCardControl(SCARDHANDLE card,
                  DWORD code,
                  LPCVOID input,
                  DWORD input_size,
                  LPVOID output,
                  DWORD output_size,
                  LPDWORD returned)
{
    if (const LONG status = fake::use_card("SCardControl", card); status != SCARD_S_SUCCESS) {
        return status;
    }
    const Guard guard{daemon().mutex};
    if (!daemon().driver) {
        return SCARD_E_UNSUPPORTED_FEATURE;
    }
    openbeid::Bytes answer;
    const auto* const bytes = static_cast<const std::uint8_t*>(input);
    const LONG done = daemon().driver(code, {bytes, input_size}, answer);
    if (answer.size() > output_size) {
        return SCARD_E_INSUFFICIENT_BUFFER;
    }
    std::ranges::copy(answer, static_cast<std::uint8_t*>(output));
    *returned = answer.size();
    return done;
}

LONG SCardBeginTransaction(SCARDHANDLE card)
{
    if (const LONG status = daemon().enter("SCardBeginTransaction"); status != SCARD_S_SUCCESS) {
        return status;
    }
    const Guard guard{daemon().mutex};
    fake::Daemon::Connection* connection{};
    fake::Reader* reader{};
    const LONG status = fake::precheck(card, &connection, &reader, false);
    if (status != SCARD_S_SUCCESS) {
        return status;
    }
    if (reader->lock != 0) {
        return SCARD_E_SHARING_VIOLATION; // as with PCSCLITE_NO_BLOCKING
    }
    reader->lock = card;
    return SCARD_S_SUCCESS;
}

LONG SCardEndTransaction(SCARDHANDLE card, DWORD disposition)
{
    static_cast<void>(daemon().enter("SCardEndTransaction"));
    const Guard guard{daemon().mutex};
    daemon().last_disposition = disposition;
    fake::Daemon::Connection* connection{};
    fake::Reader* reader{};
    const LONG status = fake::precheck(card, &connection, &reader, false);
    if (status != SCARD_S_SUCCESS) {
        return status; // and the lock stays
    }
    if (reader->lock != card) {
        return SCARD_E_NOT_TRANSACTED;
    }
    if (disposition == SCARD_RESET_CARD) {
        daemon().notify(reader->name, SCARD_W_RESET_CARD);
    }
    reader->lock = 0;
    return SCARD_S_SUCCESS;
}

LONG SCardTransmit(SCARDHANDLE card,
                   const SCARD_IO_REQUEST* protocol,
                   LPCBYTE command,
                   DWORD command_size,
                   SCARD_IO_REQUEST*,
                   LPBYTE response,
                   LPDWORD response_size)
{
    if (const LONG status = fake::use_card("SCardTransmit", card); status != SCARD_S_SUCCESS) {
        return status;
    }
    const Guard guard{daemon().mutex};
    daemon().last_protocol = protocol->dwProtocol;
    daemon().last_command.assign(command, command + command_size);
    if (*response_size < daemon().answer.size()) {
        return SCARD_E_INSUFFICIENT_BUFFER;
    }
    *response_size = daemon().answer.size();
    std::ranges::copy(daemon().answer, response);
    return SCARD_S_SUCCESS;
}

} // extern "C"
