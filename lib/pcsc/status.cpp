// SPDX-License-Identifier: Apache-2.0
#include "pcsc/status.hpp"

namespace openbeid::pcsc {

namespace {

Errc code_of(LONG status, Call call) noexcept
{
    const bool connecting = call == Call::connect;
    switch (status) {
    case SCARD_E_NO_SERVICE:
    case SCARD_E_SERVICE_STOPPED:
    case SCARD_P_SHUTDOWN:
    // The socket is dead, because pcscd is or because it no longer wants us. What the card itself
    // does wrong is SCARD_E_NOT_TRANSACTED; pcscd never sends SCARD_F_COMM_ERROR (pcsc-lite 1.9.9).
    case SCARD_F_COMM_ERROR:
    case SCARD_E_INVALID_HANDLE:
    case SCARD_W_SECURITY_VIOLATION: // polkit refuses this user
    case SCARD_E_NO_ACCESS: return Errc::service_unavailable;

    case SCARD_E_UNKNOWN_READER:
    case SCARD_E_READER_UNAVAILABLE:
    case SCARD_E_NO_READERS_AVAILABLE: return Errc::no_reader;
    // SCardConnect: a name longer than any reader's. A handle: its reader was unplugged.
    case SCARD_E_INVALID_VALUE: return call == Call::service ? Errc::io : Errc::no_reader;
    case SCARD_E_SHARING_VIOLATION: return Errc::reader_busy;

    case SCARD_E_NO_SMARTCARD:
    case SCARD_W_REMOVED_CARD: return connecting ? Errc::no_card : Errc::card_removed;
    case SCARD_W_RESET_CARD: return Errc::card_reset;
    case SCARD_W_UNRESPONSIVE_CARD:
    case SCARD_W_UNPOWERED_CARD:
    case SCARD_W_UNSUPPORTED_CARD: return Errc::unresponsive_card;

    // Else only SCardCancel brings it about, in a wait, where it is no error.
    case SCARD_E_CANCELLED: return call == Call::pin_pad ? Errc::cancelled : Errc::io;
    case SCARD_E_NO_MEMORY: return Errc::out_of_memory;
    default: return Errc::io;
    }
}

} // namespace

Error error_of(LONG status, Call call, const char* where) noexcept
{
    // The constants are 0x8010.... in a LONG, which is 64 bits wide here and 32 there.
    const auto value = static_cast<std::int32_t>(static_cast<std::uint32_t>(status));
    return {.code = code_of(status, call), .pcsc = value, .where = where};
}

} // namespace openbeid::pcsc
