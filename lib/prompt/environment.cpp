// SPDX-License-Identifier: Apache-2.0
#include "prompt/environment.hpp"

#include <sys/auxv.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>
#include <string_view>

namespace openbeid::prompt {

namespace {

using namespace std::string_view_literals;

constexpr std::array passed{"DISPLAY"sv,
                            "WAYLAND_DISPLAY"sv,
                            "XAUTHORITY"sv,
                            "XDG_RUNTIME_DIR"sv,
                            "DBUS_SESSION_BUS_ADDRESS"sv,
                            "GPG_TTY"sv,
                            "TERM"sv,
                            "LANG"sv};

constexpr std::array screens{"DISPLAY"sv, "WAYLAND_DISPLAY"sv, "GPG_TTY"sv};

/// The name, if the variable has a value.
std::string_view name_of(std::string_view variable)
{
    const auto end = variable.find('=');
    const bool has_value = end != std::string_view::npos && end + 1 < variable.size();
    return has_value ? variable.substr(0, end) : ""sv;
}

bool is_passed(std::string_view variable)
{
    const auto name = name_of(variable);
    return name.starts_with("LC_") || std::ranges::find(passed, name) != passed.end();
}

/// The terminal at which the process stands, or nothing. Its name and not /dev/tty, which means
/// something else in the helper's session.
std::string terminal()
{
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        std::array<char, PATH_MAX> path{};
        if (::ttyname_r(fd, path.data(), path.size()) == 0) {
            return path.data();
        }
    }
    return {};
}

} // namespace

std::vector<std::string> helper_environment()
{
    std::vector<std::string> kept;
    if (::getauxval(AT_SECURE) != 0 || environ == nullptr) {
        return kept;
    }
    // Ends with a null pointer.
    for (char** variable = environ; *variable != nullptr; ++variable) {
        if (is_passed(*variable)) {
            kept.emplace_back(*variable);
        }
    }
    const auto is_terminal = [](const auto& variable) { return name_of(variable) == "GPG_TTY"; };
    if (std::ranges::none_of(kept, is_terminal)) {
        if (const auto name = terminal(); !name.empty()) {
            kept.push_back("GPG_TTY=" + name);
        }
    }
    return kept;
}

bool has_screen(const std::vector<std::string>& environment)
{
    return std::ranges::any_of(environment, [](const auto& variable) {
        return std::ranges::find(screens, name_of(variable)) != screens.end();
    });
}

} // namespace openbeid::prompt
