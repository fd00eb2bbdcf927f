// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exit_code.hpp"

#include <openbeid/error.hpp>

#include <optional>
#include <string>
#include <variant>

namespace openbeid::cli {

/// Why a command ended early: for the user, for scripts and for the shell.
struct Failure {
    ExitCode exit{ExitCode::failed};
    std::string code{};     ///< stable, for --json
    std::string sentence{}; ///< what happened, in the user's language
    std::string next{};     ///< what to do; empty if nobody knows
    std::optional<Error> error{};
};

/// How a command ended.
using Ending = std::variant<ExitCode, Failure>;

/// An error of the library in words.
[[nodiscard]] Failure failure_of(const Error& error);

/// Only the sentence.
[[nodiscard]] std::string sentence_of(const Error& error);

} // namespace openbeid::cli
