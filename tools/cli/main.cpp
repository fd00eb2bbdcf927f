// SPDX-License-Identifier: Apache-2.0
// openbeid: the command line. See openbeid(1).
#include "arguments.hpp"
#include "output.hpp"
#include "text.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>

namespace {

using namespace openbeid::cli;

Ending run(const Command& command, const Options& options)
{
    if (const auto* const plain = std::get_if<Command::Plain>(&command.run)) {
        return (*plain)(options);
    }
    auto opened = open_card(options);
    if (auto* const failure = std::get_if<Failure>(&opened)) {
        return std::move(*failure);
    }
    return std::get<Command::WithCard>(command.run)(options, std::get<OpenedCard>(opened));
}

/// A standard stream that is closed gets a file that fails as a closed one does: else the next file
/// or socket that is opened would take its number, and be written to.
void fill_standard_streams()
{
    constexpr std::array modes{O_WRONLY, O_RDONLY, O_RDONLY};
    for (std::size_t i = 0; i < modes.size(); ++i) {
        const auto stream = static_cast<int>(i);
        if (::fcntl(stream, F_GETFD) < 0 && ::open("/dev/null", modes.at(i)) != stream) {
            std::_Exit(static_cast<int>(ExitCode::failed));
        }
    }
}

/// What was printed has arrived, or the command has failed.
ExitCode flushed(ExitCode ending)
{
    errno = 0;
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) {
        return ending;
    }
    std::fprintf(stderr,
                 "%s\n",
                 fill(translate("{file} can't be written: {reason}."),
                      {{"file", translate("Standard output")}, {"reason", std::strerror(errno)}})
                     .c_str());
    return ending == ExitCode::done ? ExitCode::failed : ending;
}

ExitCode run_program(int argc, char** argv)
{
    const auto parsed = parse_arguments(argc, argv);
    if (parsed.command == nullptr) {
        return parsed.exit;
    }
    const auto ending = run(*parsed.command, parsed.options);
    if (const auto* const failure = std::get_if<Failure>(&ending)) {
        print_failure(parsed.options, *failure);
        return failure->exit;
    }
    return std::get<ExitCode>(ending);
}

} // namespace

int main(int argc, char** argv)
{
    fill_standard_streams();
    try {
        return static_cast<int>(flushed(run_program(argc, argv)));
    } catch (const std::exception& error) { // no memory, or a fault of ours
        std::fprintf(stderr, "openbeid: %s\n", error.what());
        return static_cast<int>(ExitCode::failed);
    }
}
