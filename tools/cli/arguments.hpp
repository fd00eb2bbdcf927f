// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "card_selection.hpp"
#include "failure.hpp"
#include "options.hpp"

#include <span>
#include <variant>

namespace openbeid::cli {

/// A sub-command. With a card: it is called when an eID is open.
struct Command {
    using Plain = Ending (*)(const Options&);
    using WithCard = Ending (*)(const Options&, OpenedCard&);

    const char* noun;
    const char* verb; ///< empty: the noun alone is the command
    const char* summary;
    std::variant<Plain, WithCard> run;
    const char* options; ///< names of its own options, separated by blanks
};

/// All of them, in the order of the help.
[[nodiscard]] std::span<const Command> commands() noexcept;

/// What the command line means: a command with its options, or how the program ends at once,
/// because help was asked for (done) or nothing can be understood (usage).
struct Parsed {
    const Command* command{nullptr};
    Options options{};
    ExitCode exit{ExitCode::done};
};

/// Prints help and complaints itself. Chooses the language first, which both are written in.
[[nodiscard]] Parsed parse_arguments(int argc, char** argv);

} // namespace openbeid::cli
