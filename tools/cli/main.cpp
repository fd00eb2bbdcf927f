// SPDX-License-Identifier: Apache-2.0
// openbeid: the command line. See openbeid(1).
#include "arguments.hpp"
#include "output.hpp"

#include <cstdio>
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
    try {
        return static_cast<int>(run_program(argc, argv));
    } catch (const std::exception& error) { // no memory, or a fault of ours
        std::fprintf(stderr, "openbeid: %s\n", error.what());
        return static_cast<int>(ExitCode::failed);
    }
}
