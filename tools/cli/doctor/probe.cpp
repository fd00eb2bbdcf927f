// SPDX-License-Identifier: Apache-2.0
#include "doctor/probe.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <string>

namespace openbeid::cli {

namespace {

[[noreturn]] void work_in_child(const std::function<Json()>& work, int output)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL); // Ctrl-C ends both
    int status = EXIT_FAILURE;
    try {
        const auto text = work().dump(-1, ' ', false, Json::error_handler_t::replace);
        std::string_view rest{text};
        while (!rest.empty()) {
            const auto written = ::write(output, rest.data(), rest.size());
            if (written <= 0) {
                break;
            }
            rest.remove_prefix(static_cast<std::size_t>(written));
        }
        status = rest.empty() ? EXIT_SUCCESS : EXIT_FAILURE;
    } catch (const std::exception&) { // tells nothing: the parent takes it for a crash
        status = EXIT_FAILURE;
    }
    ::_exit(status);
}

/// What the child writes until it closes its end. Nothing if that takes too long.
std::optional<std::string> read_until(int input, std::chrono::steady_clock::time_point end)
{
    std::string text;
    std::array<char, 4096> part{};
    while (true) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            end - std::chrono::steady_clock::now());
        struct pollfd wanted {
            .fd = input, .events = POLLIN, .revents = 0
        };
        if (left.count() <= 0 || ::poll(&wanted, 1, static_cast<int>(left.count())) <= 0) {
            return std::nullopt;
        }
        const auto got = ::read(input, part.data(), part.size());
        if (got <= 0) {
            return got == 0 ? std::optional{text} : std::nullopt;
        }
        text.append(part.data(), static_cast<std::size_t>(got));
    }
}

} // namespace

std::optional<Json> probe(const std::function<Json()>& work, std::chrono::seconds limit)
{
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) {
        return std::nullopt;
    }
    const auto child = ::fork();
    if (child == 0) {
        ::close(pipe[0]);
        work_in_child(work, pipe[1]);
    }
    ::close(pipe[1]);
    const auto text =
        child > 0 ? read_until(pipe[0], std::chrono::steady_clock::now() + limit) : std::nullopt;
    ::close(pipe[0]);
    int status = 0;
    if (child > 0) {
        if (!text) {
            ::kill(child, SIGKILL);
        }
        ::waitpid(child, &status, 0);
    }
    if (!text || !WIFEXITED(status) || WEXITSTATUS(status) != EXIT_SUCCESS) {
        return std::nullopt;
    }
    auto data = Json::parse(*text, nullptr, false);
    return data.is_discarded() ? std::nullopt : std::optional{std::move(data)};
}

} // namespace openbeid::cli
