// SPDX-License-Identifier: Apache-2.0
#include "commands.hpp"
#include "interrupt.hpp"
#include "login/module_pin.hpp"
#include "output.hpp"
#include "pin.hpp"
#include "text.hpp"

#include <algorithm>

namespace openbeid::cli {

namespace {

bool same(const Pin& one, const Pin& other)
{
    return std::ranges::equal(one.view(), other.view());
}

/// The new PIN; on a terminal it is typed twice.
std::variant<Pin, Failure> obtain_new_pin(const Options& options)
{
    auto first = obtain_pin(options, translate("New PIN: "));
    if (options.pin_fd || std::holds_alternative<Failure>(first)) {
        return first;
    }
    auto second = obtain_pin(options, translate("New PIN again: "));
    if (std::holds_alternative<Failure>(second)) {
        return second;
    }
    if (!same(std::get<Pin>(first), std::get<Pin>(second))) {
        return Failure{.exit = ExitCode::failed,
                       .code = "different_pins",
                       .sentence =
                           translate("The two new PINs are not the same. The card was not asked.")};
    }
    return first;
}

/// With PINs that are typed here, or given.
std::optional<Failure> change(const Options& options, OpenedCard& opened)
{
    auto current = obtain_pin(options, translate("PIN that is valid now: "));
    if (auto* const failure = std::get_if<Failure>(&current)) {
        return std::move(*failure);
    }
    auto replacement = obtain_new_pin(options);
    if (auto* const failure = std::get_if<Failure>(&replacement)) {
        return std::move(*failure);
    }
    const SignalsHeldBack signals;
    const auto done = opened.card.change_pin(std::get<Pin>(current), std::get<Pin>(replacement));
    return done ? std::nullopt : std::optional{pin_failure(opened, done.error())};
}

} // namespace

Ending run_pin_change(const Options& options, OpenedCard& opened)
{
    if (auto failure = guard_tries(options, opened)) {
        return *std::move(failure);
    }
    const auto asking = card_that_asks(options, opened);
    if (auto failure =
            asking ? change_pin_without_pin(options, *asking, opened) : change(options, opened)) {
        return *std::move(failure);
    }
    if (options.json) {
        print_json({{"pin", {{"changed", true}}}});
    } else {
        print_line(translate("The PIN was changed."));
    }
    return ExitCode::done;
}

} // namespace openbeid::cli
