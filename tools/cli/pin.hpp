// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "card_selection.hpp"

#include <openbeid/card.hpp>

#include <optional>
#include <string>

namespace openbeid::cli {

/// Tells how many tries are left, and stops where a try would be lost or should not be risked:
/// blocked, never activated, or the last one without the user's explicit word.
[[nodiscard]] std::optional<Failure> guard_tries(const Options& options, OpenedCard& opened);

/// The PIN from where --pin-fd says, else from the terminal.
[[nodiscard]] std::variant<Pin, Failure> obtain_pin(const Options& options,
                                                    const std::string& question);

/// A refusal by the card, with the tries left and what to do when there is none.
[[nodiscard]] Failure pin_failure(const OpenedCard& opened, const Error& error);

} // namespace openbeid::cli
