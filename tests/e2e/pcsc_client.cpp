// SPDX-License-Identifier: Apache-2.0
// A PC/SC program that knows nothing of our code: the tests' view of readers, and the stranger who
// talks to the same card.
#include <winscard.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <functional>
#include <iomanip>
#include <iostream>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::string_view usage{R"(usage: openbeid-pcsc-client list
       openbeid-pcsc-client wait READER present|empty
       openbeid-pcsc-client events READER
       openbeid-pcsc-client wait-event READER COUNT
       openbeid-pcsc-client send READER APDU...
       openbeid-pcsc-client reset READER
       openbeid-pcsc-client keep READER
       openbeid-pcsc-client hold READER

list   one line for each reader: its name, a tab, and the card's ATR if there is a card
wait   returns when the reader is in that state; fails after 20 seconds
events prints how often pcscd has seen a card come or go in that reader
wait-event  returns when that count is another one; fails after 20 seconds
send   sends each APDU (hex) and prints the card's answer, as it comes, one line each
keep   keeps the card to itself, says "kept", and gives it back at the end of standard input
hold   the same with a transaction, which others have to wait for; says "held"
)"};

class PcscError : public std::runtime_error {
public:
    PcscError(const std::string& step, LONG code)
        : std::runtime_error(step + ": " + pcsc_stringify_error(code))
    {
    }
};

void check(LONG code, const std::string& step)
{
    if (code != SCARD_S_SUCCESS) {
        throw PcscError(step, code);
    }
}

class Context {
public:
    Context()
    {
        check(SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &handle_), "pcscd");
    }
    Context(const Context&) = delete;
    Context(Context&&) = delete;
    Context& operator=(const Context&) = delete;
    Context& operator=(Context&&) = delete;
    ~Context() { SCardReleaseContext(handle_); }
    [[nodiscard]] SCARDCONTEXT handle() const noexcept { return handle_; }

private:
    SCARDCONTEXT handle_{};
};

std::vector<std::uint8_t> from_hex(std::string_view text)
{
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        std::uint8_t byte{};
        const auto digits = text.substr(i, 2);
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
        if (error != std::errc{} || end != digits.data() + 2) {
            throw std::invalid_argument("not hex: " + std::string{text});
        }
        bytes.push_back(byte);
    }
    return bytes;
}

void print_hex(std::span<const std::uint8_t> bytes)
{
    std::cout << std::hex << std::uppercase << std::setfill('0');
    for (const unsigned byte : bytes) {
        std::cout << std::setw(2) << byte;
    }
    std::cout << std::endl;
}

SCARD_READERSTATE state_of(const Context& context, const std::string& reader)
{
    SCARD_READERSTATE state{};
    state.szReader = reader.c_str();
    check(SCardGetStatusChange(context.handle(), 0, &state, 1), reader);
    return state;
}

void list()
{
    const Context context;
    DWORD size{};
    const LONG found = SCardListReaders(context.handle(), nullptr, nullptr, &size);
    if (found == SCARD_E_NO_READERS_AVAILABLE) {
        return;
    }
    check(found, "list of readers");
    std::string names(size, '\0');
    check(SCardListReaders(context.handle(), nullptr, names.data(), &size), "list of readers");
    for (std::size_t at = 0; names[at] != '\0';) {
        const std::string name = names.substr(at, names.find('\0', at) - at);
        at += name.size() + 1;
        const auto state = state_of(context, name);
        std::cout << name << '\t';
        print_hex(std::span{state.rgbAtr}.first(state.cbAtr));
    }
}

void wait_until(const std::string& reader, const std::function<bool(DWORD)>& reached)
{
    constexpr DWORD patience_ms{20'000};
    const Context context;
    auto state = state_of(context, reader);
    while (!reached(state.dwEventState)) {
        state.dwCurrentState = state.dwEventState & ~DWORD{SCARD_STATE_CHANGED};
        check(SCardGetStatusChange(context.handle(), patience_ms, &state, 1), reader);
    }
}

void wait_for(const std::string& reader, bool present)
{
    wait_until(reader,
               [present](DWORD state) { return ((state & SCARD_STATE_PRESENT) != 0) == present; });
}

/// The upper half of a state (SCardGetStatusChange).
DWORD event_count(DWORD state)
{
    return state >> 16U & 0xFFFFU;
}

void events(const std::string& reader)
{
    std::cout << event_count(state_of(Context{}, reader).dwEventState) << std::endl;
}

void wait_for_event(const std::string& reader, DWORD known)
{
    wait_until(reader, [known](DWORD state) { return event_count(state) != known; });
}

SCARDHANDLE connect(const Context& context,
                    const std::string& reader,
                    DWORD& protocol,
                    DWORD share = SCARD_SHARE_SHARED)
{
    SCARDHANDLE card{};
    check(SCardConnect(context.handle(),
                       reader.c_str(),
                       share,
                       SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1,
                       &card,
                       &protocol),
          reader);
    return card;
}

void reset(const std::string& reader)
{
    const Context context;
    DWORD protocol{};
    check(SCardDisconnect(connect(context, reader, protocol), SCARD_RESET_CARD), "reset");
}

void send(const std::string& reader, std::span<char*> apdus)
{
    const Context context;
    DWORD protocol{};
    const SCARDHANDLE card = connect(context, reader, protocol);
    const auto* header = protocol == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1;
    for (const std::string_view apdu : apdus) {
        const auto command = from_hex(apdu);
        std::vector<std::uint8_t> answer(258);
        DWORD size = answer.size();
        check(SCardTransmit(
                  card, header, command.data(), command.size(), nullptr, answer.data(), &size),
              std::string{apdu});
        print_hex(std::span{answer}.first(size));
    }
    check(SCardDisconnect(card, SCARD_LEAVE_CARD), "disconnect");
}

void keep(const std::string& reader)
{
    const Context context;
    DWORD protocol{};
    const SCARDHANDLE card = connect(context, reader, protocol, SCARD_SHARE_EXCLUSIVE);
    std::cout << "kept" << std::endl;
    std::cin.ignore(std::numeric_limits<std::streamsize>::max());
    check(SCardDisconnect(card, SCARD_LEAVE_CARD), "disconnect");
}

void hold(const std::string& reader)
{
    const Context context;
    DWORD protocol{};
    const SCARDHANDLE card = connect(context, reader, protocol);
    check(SCardBeginTransaction(card), "transaction");
    std::cout << "held" << std::endl;
    std::cin.ignore(std::numeric_limits<std::streamsize>::max());
    check(SCardEndTransaction(card, SCARD_LEAVE_CARD), "end of the transaction");
    check(SCardDisconnect(card, SCARD_LEAVE_CARD), "disconnect");
}

} // namespace

int main(int argc, char** argv)
{
    const std::span arguments{argv, static_cast<std::size_t>(argc)};
    const std::string_view command{argc > 1 ? arguments[1] : ""};
    try {
        if (command == "list" && argc == 2) {
            list();
        } else if (command == "wait" && argc == 4) {
            const std::string_view state{arguments[3]};
            if (state != "present" && state != "empty") {
                throw std::invalid_argument("present or empty?");
            }
            wait_for(arguments[2], state == "present");
        } else if (command == "events" && argc == 3) {
            events(arguments[2]);
        } else if (command == "wait-event" && argc == 4) {
            wait_for_event(arguments[2], std::stoul(arguments[3]));
        } else if (command == "send" && argc >= 4) {
            send(arguments[2], arguments.subspan(3));
        } else if (command == "reset" && argc == 3) {
            reset(arguments[2]);
        } else if (command == "keep" && argc == 3) {
            keep(arguments[2]);
        } else if (command == "hold" && argc == 3) {
            hold(arguments[2]);
        } else {
            std::cerr << usage;
            return 2;
        }
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        std::cerr << "openbeid-pcsc-client: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
