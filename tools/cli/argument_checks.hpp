// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

/// What the values of options may be, and what is wrong with them, in the user's language.
namespace openbeid::cli {

/// What an empty variable of a script leaves is no value: it must not mean something else.
[[nodiscard]] CLI::Validator not_empty();

[[nodiscard]] CLI::Validator one_of(const std::vector<std::string>& known);

/// The number of a descriptor: few digits; more of them would be no int.
[[nodiscard]] CLI::Validator descriptor();

/// CLI11's reasons are English: said here in the user's language, with what they name.
[[nodiscard]] std::string reason_of(const CLI::ParseError& error);

} // namespace openbeid::cli
