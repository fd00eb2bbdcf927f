// SPDX-License-Identifier: Apache-2.0
// The functions of libpcsclite that the module uses, in its place.
#include "module/reader_stack.hpp"

#include <reader.h>

#include <string>
#include <utility>

using openbeid::ByteView;
using openbeid::fuzz::reader_stack;

extern "C" {

LONG SCardEstablishContext(DWORD /*scope*/,
                           LPCVOID /*reserved1*/,
                           LPCVOID /*reserved2*/,
                           LPSCARDCONTEXT context)
{
    return reader_stack()->establish(*context);
}

LONG SCardReleaseContext(SCARDCONTEXT context)
{
    return reader_stack()->release(context);
}

LONG SCardListReaders(SCARDCONTEXT context, LPCSTR /*groups*/, LPSTR list, LPDWORD size)
{
    std::string names;
    const LONG status = reader_stack()->list(context, names);
    if (status != SCARD_S_SUCCESS) {
        return status;
    }
    const auto room = std::exchange(*size, names.size());
    if (list != nullptr && room < names.size()) {
        return SCARD_E_INSUFFICIENT_BUFFER;
    }
    if (list != nullptr) {
        names.copy(list, names.size());
    }
    return SCARD_S_SUCCESS;
}

LONG SCardGetStatusChange(SCARDCONTEXT context, DWORD time, SCARD_READERSTATE* states, DWORD count)
{
    return reader_stack()->status_change(context, time, {states, count});
}

LONG SCardCancel(SCARDCONTEXT context)
{
    return reader_stack()->cancel(context);
}

LONG SCardConnect(SCARDCONTEXT context,
                  LPCSTR reader,
                  DWORD /*share*/,
                  DWORD /*protocols*/,
                  LPSCARDHANDLE card,
                  LPDWORD protocol)
{
    *protocol = SCARD_PROTOCOL_T0;
    return reader_stack()->connect(context, reader, *card);
}

LONG SCardDisconnect(SCARDHANDLE card, DWORD disposition)
{
    return reader_stack()->disconnect(card, disposition);
}

LONG SCardReconnect(SCARDHANDLE card,
                    DWORD /*share*/,
                    DWORD /*protocols*/,
                    DWORD /*initialization*/,
                    LPDWORD protocol)
{
    *protocol = SCARD_PROTOCOL_T0;
    return reader_stack()->reconnect(card);
}

LONG SCardBeginTransaction(SCARDHANDLE card)
{
    return reader_stack()->begin(card);
}

LONG SCardEndTransaction(SCARDHANDLE card, DWORD disposition)
{
    return reader_stack()->end(card, disposition);
}

LONG SCardTransmit(SCARDHANDLE card,
                   const SCARD_IO_REQUEST* /*sent*/,
                   LPCBYTE command,
                   DWORD command_size,
                   SCARD_IO_REQUEST* /*received*/,
                   LPBYTE answer,
                   LPDWORD answer_size)
{
    return reader_stack()->transmit(
        card, {command, command_size}, {answer, *answer_size}, *answer_size);
}

LONG SCardControl(SCARDHANDLE card,
                  DWORD code,
                  LPCVOID in,
                  DWORD in_size,
                  LPVOID out,
                  DWORD out_size,
                  LPDWORD returned)
{
    return reader_stack()->control(card,
                                   code,
                                   ByteView{static_cast<const BYTE*>(in), in_size},
                                   {static_cast<BYTE*>(out), out_size},
                                   *returned);
}

LONG SCardGetAttrib(SCARDHANDLE card, DWORD attribute, LPBYTE value, LPDWORD size)
{
    const LONG status = reader_stack()->look(card);
    if (status != SCARD_S_SUCCESS || attribute != SCARD_ATTR_ATR_STRING) {
        return status != SCARD_S_SUCCESS ? status : SCARD_E_UNSUPPORTED_FEATURE;
    }
    *value = 0x3B; // nobody looks at it
    *size = 1;
    return SCARD_S_SUCCESS;
}

} // extern "C"
