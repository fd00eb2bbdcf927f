// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/pin.hpp>
#include <openbeid/result.hpp>

#include <optional>
#include <string>

namespace openbeid::cli {

/// Whether somebody can be asked: there is a controlling terminal.
[[nodiscard]] bool has_terminal();

/**
 * Asks for a PIN on the controlling terminal, without echo. Whatever ends the question, also a
 * signal, leaves the terminal echoing as before. The digits go to locked memory and nowhere else.
 * Fails: cancelled (end of file, or no terminal), pin_malformed, out_of_memory.
 */
[[nodiscard]] Result<Pin> ask_pin(const std::string& question);

/// Asks for a word on the terminal, with echo. Nothing at the end of file.
[[nodiscard]] std::optional<std::string> ask_word(const std::string& question);

/// The PIN on the next line of a descriptor. Reads no byte beyond that line.
/// Fails: pin_malformed, cancelled (nothing can be read), out_of_memory.
[[nodiscard]] Result<Pin> read_pin(int descriptor);

} // namespace openbeid::cli
