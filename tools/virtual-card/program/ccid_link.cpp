// SPDX-License-Identifier: Apache-2.0
#include "program/ccid_link.hpp"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <utility>

namespace openbeid::virtual_card {

namespace {

Error failure(const char* where)
{
    return {.code = Errc::io, .where = where};
}

/// Bytes as they are, before the driver has set the line up.
bool make_raw(int fd)
{
    termios line{};
    if (::tcgetattr(fd, &line) != 0) {
        return false;
    }
    ::cfmakeraw(&line);
    return ::tcsetattr(fd, TCSANOW, &line) == 0;
}

} // namespace

CcidLink::CcidLink(std::string path, Fd terminal, Fd other_end, bool echo)
    : path_{std::move(path)}, terminal_{std::move(terminal)},
      other_end_{std::move(other_end)}, echo_{echo}
{
}

Result<std::unique_ptr<ReaderLink>> CcidLink::open(const std::string& path, bool echo)
{
    Fd terminal{::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)};
    std::array<char, 64> name{};
    if (!terminal.valid() || ::grantpt(terminal.get()) != 0 || ::unlockpt(terminal.get()) != 0 ||
        ::ptsname_r(terminal.get(), name.data(), name.size()) != 0) {
        return failure("pseudo-terminal");
    }
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): open(2) is one
    Fd other_end{::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC)};
    if (!other_end.valid() || !make_raw(other_end.get())) {
        return failure("pseudo-terminal");
    }
    ::unlink(path.c_str());
    if (::symlink(name.data(), path.c_str()) != 0) {
        return failure("symbolic link");
    }
    return std::unique_ptr<ReaderLink>{
        new CcidLink{path, std::move(terminal), std::move(other_end), echo}};
}

CcidLink::~CcidLink()
{
    ::unlink(path_.c_str());
}

void CcidLink::close()
{
    reader_.card_is_out();
}

void CcidLink::write(ByteView bytes)
{
    while (!bytes.empty()) {
        const auto count = ::write(terminal_.get(), bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return; // nobody to tell: the driver will miss its answer
        }
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
}

void CcidLink::echo(ByteView message)
{
    // The driver reads an echo into the buffer that it has for the answer. The one for its escape
    // that loads texts is far smaller than the command: a longer echo than this ends it.
    constexpr std::uint8_t escape = 0x6B;
    constexpr std::size_t room = 20;
    Bytes repeated{message.begin(), message.end()};
    if (message.front() == escape && message.size() > ccid_header_size + room) {
        repeated.resize(ccid_header_size + room);
        repeated[1] = room;
        repeated[2] = repeated[3] = repeated[4] = 0;
    }
    write(frame(repeated));
}

void CcidLink::send(const std::optional<Bytes>& answer, const Card& card)
{
    if (answer) {
        write(reader_.movement(card));
        write(frame(*answer));
    }
}

void CcidLink::send_of_pad(const std::optional<Bytes>& answer, const Card& card)
{
    constexpr std::uint8_t time_request = 0x81;
    if (!answer) {
        return;
    }
    const auto faults = std::exchange(faults_, {});
    write(Bytes(faults.time_requests, time_request));
    if (faults.ask_again) {
        write(frame_that_asks_again());
    } else if (!faults.garbage.empty()) {
        write(faults.garbage);
    } else {
        send(answer, card);
    }
}

bool CcidLink::serve(Card& card)
{
    std::array<std::uint8_t, 512> buffer{};
    const auto count = ::read(terminal_.get(), buffer.data(), buffer.size());
    if (count > 0) {
        frames_.add(ByteView{buffer}.first(static_cast<std::size_t>(count)));
    }
    while (const auto received = frames_.next()) {
        if (echo_) {
            echo(received->message);
        }
        if (!received->intact) {
            write(frame_that_asks_again());
        } else if (CcidReader::is_pin_entry(received->message)) {
            send_of_pad(reader_.answer(received->message, card), card);
        } else {
            send(reader_.answer(received->message, card), card);
        }
    }
    return true;
}

void CcidLink::instruct(PadUser user, Card& card)
{
    reader_.instruct(std::move(user));
    send_of_pad(reader_.settle(card), card);
}

void CcidLink::card_is_out(Card& card)
{
    send_of_pad(reader_.settle(card), card);
}

} // namespace openbeid::virtual_card
