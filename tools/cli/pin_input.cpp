// SPDX-License-Identifier: Apache-2.0
#include "pin_input.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace openbeid::cli {

namespace {

constexpr std::size_t page_size = 4096;

/// A page for one line: locked, left out of core dumps, wiped.
class SecretLine {
public:
    SecretLine() noexcept
        : page_{::mmap(
              nullptr, page_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)}
    {
        if (valid()) {
            ::mlock(page_, page_size); // a refusal makes it no worse than any other memory
            ::madvise(page_, page_size, MADV_DONTDUMP);
        }
    }
    ~SecretLine()
    {
        if (valid()) {
            ::explicit_bzero(page_, page_size);
            ::munmap(page_, page_size);
        }
    }
    SecretLine(const SecretLine&) = delete;
    SecretLine& operator=(const SecretLine&) = delete;
    SecretLine(SecretLine&&) = delete;
    SecretLine& operator=(SecretLine&&) = delete;

    [[nodiscard]] bool valid() const noexcept { return page_ != MAP_FAILED; }
    [[nodiscard]] std::uint8_t* data() noexcept { return static_cast<std::uint8_t*>(page_); }

private:
    void* page_;
};

/// Reads up to the end of the line, byte by byte so that the next line stays where it is. A line
/// that is too long is read to its end all the same.
/// @param signals  that may interrupt the waiting for a byte; null: those that may always
Result<Pin> read_line_as_pin(int descriptor, const sigset_t* signals = nullptr)
{
    SecretLine line;
    if (!line.valid()) {
        return Error{.code = Errc::out_of_memory, .where = "read PIN"};
    }
    std::size_t size = 0;
    bool ended = false;
    while (!ended) {
        std::uint8_t* const place = line.data() + std::min(size, Pin::max_size);
        pollfd wanted{.fd = descriptor, .events = POLLIN, .revents = 0};
        const auto got = signals != nullptr && ::ppoll(&wanted, 1, nullptr, signals) < 0
                             ? -1
                             : ::read(descriptor, place, 1);
        if (got < 0 || (got == 0 && size == 0)) {
            return Error{.code = Errc::cancelled, .where = "read PIN"};
        }
        ended = got == 0 || *place == '\n';
        size += ended ? 0 : 1;
    }
    if (size > Pin::max_size) {
        return Error{.code = Errc::pin_malformed, .where = "read PIN"};
    }
    return Pin::from({line.data(), size});
}

constexpr std::array handled{SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
volatile std::sig_atomic_t arrived = 0; // the signal that interrupted the question

extern "C" void remember_signal(int signal)
{
    arrived = signal;
}

/// The terminal without echo. Signals are let through while the reading waits, so that none is
/// missed between two reads; they have their effect at the end of this object's life, when the
/// terminal echoes again.
class SilentTerminal {
public:
    explicit SilentTerminal(int terminal) noexcept : terminal_{terminal}
    {
        struct sigaction action {};
        action.sa_handler =
            remember_signal; // NOLINT(cppcoreguidelines-pro-type-union-access): POSIX
        arrived = 0;
        sigset_t held;
        ::sigemptyset(&held);
        for (const int signal : handled) {
            ::sigaddset(&held, signal);
        }
        ::pthread_sigmask(SIG_BLOCK, &held, &signals_);
        for (std::size_t i = 0; i < handled.size(); ++i) {
            ::sigaction(handled.at(i), &action, &before_.at(i));
        }
        silent_ = ::tcgetattr(terminal_, &settings_) == 0;
        auto settings = settings_;
        settings.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        settings.c_lflag |= ECHONL;
        // TCSAFLUSH: what was typed ahead, visibly, is no PIN.
        silent_ = silent_ && ::tcsetattr(terminal_, TCSAFLUSH, &settings) == 0;
    }
    ~SilentTerminal()
    {
        if (silent_) {
            ::tcsetattr(terminal_, TCSAFLUSH, &settings_);
        }
        for (std::size_t i = 0; i < handled.size(); ++i) {
            ::sigaction(handled.at(i), &before_.at(i), nullptr);
        }
        if (arrived != 0) {
            [[maybe_unused]] const auto written = ::write(terminal_, "\n", 1);
            ::kill(::getpid(), arrived);
        }
        ::pthread_sigmask(SIG_SETMASK, &signals_, nullptr);
    }
    SilentTerminal(const SilentTerminal&) = delete;
    SilentTerminal& operator=(const SilentTerminal&) = delete;
    SilentTerminal(SilentTerminal&&) = delete;
    SilentTerminal& operator=(SilentTerminal&&) = delete;

    [[nodiscard]] bool silent() const noexcept { return silent_; }
    /// To wait with: those held back before.
    [[nodiscard]] const sigset_t& signals() const noexcept { return signals_; }

private:
    int terminal_;
    bool silent_{false};
    struct termios settings_ {};
    sigset_t signals_{};
    std::array<struct sigaction, handled.size()> before_{};
};

class Terminal {
public:
    Terminal() noexcept : descriptor_{::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)} {}
    ~Terminal()
    {
        if (descriptor_ >= 0) {
            ::close(descriptor_);
        }
    }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;
    Terminal(Terminal&&) = delete;
    Terminal& operator=(Terminal&&) = delete;

    [[nodiscard]] bool open() const noexcept { return descriptor_ >= 0; }
    [[nodiscard]] int get() const noexcept { return descriptor_; }
    [[nodiscard]] bool say(const std::string& text) const noexcept
    {
        return ::write(descriptor_, text.data(), text.size()) >= 0;
    }

private:
    int descriptor_;
};

} // namespace

bool has_terminal()
{
    return Terminal{}.open();
}

Result<Pin> ask_pin(const std::string& question)
{
    const Terminal terminal;
    if (!terminal.open()) {
        return Error{.code = Errc::cancelled, .where = "no terminal"};
    }
    while (true) {
        const SilentTerminal silence{terminal.get()};
        if (!silence.silent() || !terminal.say(question)) {
            return Error{.code = Errc::cancelled, .where = "terminal"};
        }
        auto pin = read_line_as_pin(terminal.get(), &silence.signals());
        // Stopped and continued (the signal has its effect when `silence` ends): ask again.
        if (pin || arrived != SIGTSTP) {
            return pin;
        }
    }
}

std::optional<std::string> ask_word(const std::string& question)
{
    const Terminal terminal;
    if (!terminal.open() || !terminal.say(question)) {
        return std::nullopt;
    }
    std::string word;
    char letter = 0;
    while (::read(terminal.get(), &letter, 1) == 1) {
        if (letter == '\n') {
            return word;
        }
        word += letter;
    }
    return std::nullopt;
}

Result<Pin> read_pin(int descriptor)
{
    return read_line_as_pin(descriptor);
}

} // namespace openbeid::cli
