// SPDX-License-Identifier: Apache-2.0
#include "stranger.hpp"

#include "base/hex.hpp"

#include <array>
#include <stdexcept>
#include <thread>

namespace openbeid::test {

namespace {

constexpr DWORD protocols = SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1;

void check(LONG status, const char* call)
{
    if (status != SCARD_S_SUCCESS) {
        throw std::runtime_error{std::string{call} + ": " + pcsc_stringify_error(status)};
    }
}

class Context {
public:
    Context()
    {
        check(SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &handle_), "pcscd");
    }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
    ~Context() { SCardReleaseContext(handle_); }

    /// Waits up to `timeout` milliseconds for a change of `state`.
    LONG look(SCARD_READERSTATE& state, DWORD timeout) const
    {
        state.dwCurrentState = state.dwEventState & ~static_cast<DWORD>(SCARD_STATE_CHANGED);
        return SCardGetStatusChange(handle_, timeout, &state, 1);
    }

private:
    SCARDCONTEXT handle_{};
};

} // namespace

Stranger::Stranger(const std::string& reader, DWORD share_mode)
{
    check(SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &context_), "pcscd");
    const LONG status =
        SCardConnect(context_, reader.c_str(), share_mode, protocols, &card_, &protocol_);
    if (status != SCARD_S_SUCCESS) {
        SCardReleaseContext(context_);
        check(status, "SCardConnect");
    }
}

Stranger::~Stranger()
{
    SCardDisconnect(card_, SCARD_LEAVE_CARD);
    SCardReleaseContext(context_);
}

LONG Stranger::try_connect(const std::string& reader, DWORD share_mode)
{
    SCARDCONTEXT context{};
    check(SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &context), "pcscd");
    SCARDHANDLE card{};
    DWORD protocol{};
    const LONG status =
        SCardConnect(context, reader.c_str(), share_mode, protocols, &card, &protocol);
    SCardReleaseContext(context); // which disconnects
    return status;
}

void Stranger::begin() const
{
    check(SCardBeginTransaction(card_), "SCardBeginTransaction");
}

void Stranger::end(DWORD disposition) const
{
    check(SCardEndTransaction(card_, disposition), "SCardEndTransaction");
}

void Stranger::reset()
{
    check(SCardReconnect(card_, SCARD_SHARE_SHARED, protocols, SCARD_RESET_CARD, &protocol_),
          "SCardReconnect");
}

std::string Stranger::send(const std::string& apdu) const
{
    const auto command = from_hex(apdu).value();
    const SCARD_IO_REQUEST header{.dwProtocol = protocol_, .cbPciLength = sizeof(SCARD_IO_REQUEST)};
    std::array<BYTE, 258> answer{};
    DWORD size = answer.size();
    check(SCardTransmit(
              card_, &header, command.data(), command.size(), nullptr, answer.data(), &size),
          "SCardTransmit");
    if (size < 2) { // vpcd has no error for a card that is gone
        throw std::runtime_error{"SCardTransmit: no answer"};
    }
    return to_hex(ByteView{answer}.subspan(size - 2, 2));
}

void await_card(const std::string& reader, bool present)
{
    using namespace std::chrono_literals;
    constexpr DWORD patience = 20'000;
    const Context context;
    SCARD_READERSTATE state{};
    state.szReader = reader.c_str();
    // A pcscd that has just started does not have its readers yet, and nothing tells when.
    LONG status = context.look(state, 0);
    for (int i = 0; status == SCARD_E_UNKNOWN_READER && i < 500; ++i) {
        std::this_thread::sleep_for(10ms);
        status = context.look(state, 0);
    }
    while (status == SCARD_S_SUCCESS &&
           ((state.dwEventState & SCARD_STATE_PRESENT) != 0) != present) {
        status = context.look(state, patience);
    }
    if (status != SCARD_S_SUCCESS && status != SCARD_E_TIMEOUT) {
        check(status, "SCardGetStatusChange");
    }
    if (((state.dwEventState & SCARD_STATE_PRESENT) != 0) != present) {
        throw std::runtime_error{reader + (present ? " stays empty" : " keeps its card")};
    }
}

bool is_in_use(const std::string& reader)
{
    const Context context;
    SCARD_READERSTATE state{};
    state.szReader = reader.c_str();
    check(context.look(state, 0), "SCardGetStatusChange");
    return (state.dwEventState & (SCARD_STATE_INUSE | SCARD_STATE_EXCLUSIVE)) != 0;
}

} // namespace openbeid::test
