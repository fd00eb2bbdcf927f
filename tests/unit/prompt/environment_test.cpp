// SPDX-License-Identifier: Apache-2.0
#include "prompt/environment.hpp"
#include "scene.hpp"
#include "support/catch.hpp"

#include <pty.h>
#include <unistd.h>

#include <algorithm>
#include <array>

using namespace openbeid::prompt;
using openbeid::test::Variable;

namespace {

bool has(const std::string& variable)
{
    const auto all = helper_environment();
    return std::find(all.begin(), all.end(), variable) != all.end();
}

} // namespace

TEST_CASE("variables of the list are passed on, others are not", "[prompt][environment]")
{
    for (const auto* const name : {"DISPLAY",
                                   "WAYLAND_DISPLAY",
                                   "XAUTHORITY",
                                   "XDG_RUNTIME_DIR",
                                   "DBUS_SESSION_BUS_ADDRESS",
                                   "GPG_TTY",
                                   "TERM",
                                   "LANG",
                                   "LC_ALL",
                                   "LC_MESSAGES"}) {
        const Variable variable{name, "value"};
        CHECK(has(std::string{name} + "=value"));
    }
    for (const auto* const name : {"LD_PRELOAD",
                                   "LD_LIBRARY_PATH",
                                   "PATH",
                                   "HOME",
                                   "ASSUAN_DEBUG",
                                   "GCONV_PATH",
                                   "OPENBEID_LOG",
                                   "XDISPLAY",
                                   "DISPLAY_",
                                   "LANGUAGE"}) {
        const Variable variable{name, "value"};
        CHECK_FALSE(has(std::string{name} + "=value"));
    }
}

TEST_CASE("a display or a terminal is a screen", "[prompt][environment]")
{
    CHECK_FALSE(has_screen({}));
    CHECK_FALSE(has_screen({"TERM=xterm", "LANG=C", "DISPLAY="}));
    CHECK(has_screen({"TERM=xterm", "DISPLAY=:0"}));
    CHECK(has_screen({"WAYLAND_DISPLAY=wayland-0"}));
    CHECK(has_screen({"GPG_TTY=/dev/pts/1"}));
}

TEST_CASE("a process at a terminal passes its name on", "[prompt][environment]")
{
    int user = -1;
    int program = -1;
    std::array<char, 64> name{};
    REQUIRE(::openpty(&user, &program, name.data(), nullptr, nullptr) == 0);
    const int before = ::dup(STDIN_FILENO);
    ::dup2(program, STDIN_FILENO);
    {
        const Variable no_name{"GPG_TTY", nullptr};
        CHECK(has(std::string{"GPG_TTY="} + name.data()));
    }
    {
        const Variable other{"GPG_TTY", "/dev/tty9"};
        CHECK(has("GPG_TTY=/dev/tty9"));
        CHECK_FALSE(has(std::string{"GPG_TTY="} + name.data()));
    }
    ::dup2(before, STDIN_FILENO);
    ::close(before);
    ::close(user);
    ::close(program);
}
