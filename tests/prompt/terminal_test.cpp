// SPDX-License-Identifier: Apache-2.0
// The pinentry that Debian has for terminals, on a terminal.
#include "scene.hpp"
#include "support/catch.hpp"

#include <pty.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>

using namespace openbeid;
using namespace openbeid::test;

namespace {

constexpr const char* real_pinentry = "/usr/bin/pinentry-tty";

/// A terminal with somebody before it.
class Terminal {
public:
    Terminal()
    {
        std::array<char, 64> name{};
        REQUIRE(::openpty(&user_, &program_, name.data(), nullptr, nullptr) == 0);
        name_ = name.data();
    }
    ~Terminal()
    {
        ::close(user_);
        ::close(program_);
    }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;

    [[nodiscard]] const char* name() const { return name_.c_str(); }

    /// Reads until the end of the screen is `text`; false if the terminal is closed before that.
    bool await(const std::string& text)
    {
        std::array<char, 512> bytes{};
        while (seen_.find(text) == std::string::npos) {
            const auto count = ::read(user_, bytes.data(), bytes.size());
            if (count <= 0) {
                return false;
            }
            seen_.append(bytes.data(), static_cast<std::size_t>(count));
        }
        return true;
    }

    void type(const std::string& text) const
    {
        static_cast<void>(::write(user_, text.data(), text.size()) > 0);
    }

    [[nodiscard]] const std::string& seen() const { return seen_; }

private:
    int user_{-1};
    int program_{-1};
    std::string name_;
    std::string seen_;
};

} // namespace

TEST_CASE("a user at a terminal is asked there, in his language", "[prompt][terminal]")
{
    REQUIRE(::access(real_pinentry, X_OK) == 0); // Debian: pinentry-tty
    Terminal terminal;
    const Variable no_display{"DISPLAY", nullptr};
    const Variable no_wayland{"WAYLAND_DISPLAY", nullptr};
    const Variable gpg_tty{"GPG_TTY", terminal.name()};
    const Variable term{"TERM", "vt100"};
    const Variable lang{"LANG", "C.UTF-8"};
    auto asked = request();
    asked.language = "nl";
    asked.tries_left = 1;

    std::thread user{[&] {
        if (terminal.await("\nPincode:")) {
            terminal.type("12x4\n");
        }
        if (terminal.await("Een pincode bestaat") && terminal.await("\nPincode:")) {
            terminal.type("123456\n");
        }
    }};
    const auto store = SecretStore::create();
    const auto pin = Prompt{PIN_PROMPT, real_pinentry}.ask(asked, *store);
    if (!pin) {
        terminal.type("\n"); // for a pinentry that still reads; the thread ends with the terminal
    }
    user.join();
    CAPTURE(terminal.seen());
    CHECK(digits(pin) == "123456");
    CHECK(terminal.seen().find("LAATSTE poging") != std::string::npos);
    CHECK(terminal.seen().find("some-browser") != std::string::npos);
    CHECK(terminal.seen().find("123456") == std::string::npos); // no echo
}
