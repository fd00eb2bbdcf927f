// SPDX-License-Identifier: Apache-2.0
#include "commands.hpp"
#include "interrupt.hpp"
#include "output.hpp"
#include "pin.hpp"
#include "text.hpp"

namespace openbeid::cli {

Ending run_pin_test(const Options& options, OpenedCard& opened)
{
    if (auto failure = guard_tries(options, opened)) {
        return *std::move(failure);
    }
    auto entered = obtain_pin(options, translate("PIN: "));
    if (auto* const failure = std::get_if<Failure>(&entered)) {
        return std::move(*failure);
    }
    const SignalsHeldBack signals;
    if (const auto done = opened.card.log_in(std::get<Pin>(entered)); !done) {
        return pin_failure(opened, done.error());
    }
    if (options.json) {
        print_json({{"pin", {{"right", true}}}});
    } else {
        print_line(translate("The PIN is right."));
    }
    return ExitCode::done;
}

} // namespace openbeid::cli
