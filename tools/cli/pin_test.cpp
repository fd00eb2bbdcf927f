// SPDX-License-Identifier: Apache-2.0
#include "commands.hpp"
#include "interrupt.hpp"
#include "login/module_pin.hpp"
#include "output.hpp"
#include "pin.hpp"
#include "text.hpp"

namespace openbeid::cli {

namespace {

/// With a PIN that is typed here, or given.
std::optional<Failure> try_pin(const Options& options, OpenedCard& opened)
{
    auto entered = obtain_pin(options, translate("PIN: "));
    if (auto* const failure = std::get_if<Failure>(&entered)) {
        return std::move(*failure);
    }
    const SignalsHeldBack signals;
    const auto done = opened.card.log_in(std::get<Pin>(entered));
    return done ? std::nullopt : std::optional{pin_failure(opened, done.error())};
}

} // namespace

Ending run_pin_test(const Options& options, OpenedCard& opened)
{
    if (auto failure = guard_tries(options, opened)) {
        return *std::move(failure);
    }
    const auto asking = card_that_asks(options, opened);
    if (auto failure =
            asking ? log_in_without_pin(options, *asking, opened) : try_pin(options, opened)) {
        return *std::move(failure);
    }
    if (options.json) {
        print_json({{"pin", {{"right", true}}}});
    } else {
        print_line(translate("The PIN is right."));
    }
    return ExitCode::done;
}

} // namespace openbeid::cli
