// SPDX-License-Identifier: Apache-2.0
#include "pin.hpp"

#include "card_facts.hpp"
#include "output.hpp"
#include "pin_input.hpp"
#include "text.hpp"

namespace openbeid::cli {

namespace {

/// Asks before the last try. On the terminal with a word, elsewhere by an option.
std::optional<Failure> confirm_last_try(const Options& options)
{
    if (options.last_try) {
        return std::nullopt;
    }
    const Failure refused{
        .exit = ExitCode::failed,
        .code = "last_try",
        .sentence = translate("Only one try is left, so nothing was sent to the card."),
        .next = translate("If you are sure of your PIN, add --last-try. If not, your municipality "
                          "gives you a new one.")};
    if (options.pin_fd || !has_terminal()) {
        return refused;
    }
    const auto word = translate("yes");
    const auto answer = ask_word(
        translate("WARNING: this is the LAST try. A wrong PIN blocks the card, and only your "
                  "municipality can unblock it.") +
        "\n" + fill(translate("Type \"{word}\" to go on: "), {{"word", word}}));
    return answer == word ? std::nullopt : std::optional{refused};
}

} // namespace

std::optional<Failure> guard_tries(const Options& options, OpenedCard& opened)
{
    const auto status = opened.card.pin_status();
    if (!status) {
        return failure_of(status.error());
    }
    if (!status->exists) {
        return failure_of({.code = Errc::not_activated, .where = "PIN status"});
    }
    if (status->tries_left == std::uint8_t{0}) {
        return pin_failure(opened, {.code = Errc::pin_blocked, .where = "PIN status"});
    }
    print_note(options, translate("PIN") + ": " + pin_text(*status));
    return status->tries_left == std::uint8_t{1} ? confirm_last_try(options) : std::nullopt;
}

std::variant<Pin, Failure> obtain_pin(const Options& options, const std::string& question)
{
    if (!options.pin_fd && !has_terminal()) {
        return Failure{.exit = ExitCode::usage,
                       .code = "no_terminal",
                       .sentence = translate("There is no terminal to ask for the PIN."),
                       .next = translate("Give it with --pin-fd: a number of an open descriptor.")};
    }
    auto pin = options.pin_fd ? read_pin(*options.pin_fd) : ask_pin(question);
    if (!pin && options.pin_fd && pin.error().code == Errc::cancelled) {
        return Failure{.exit = ExitCode::usage,
                       .code = "no_pin",
                       .sentence =
                           fill(translate("No PIN can be read from the descriptor {number}."),
                                {{"number", std::to_string(*options.pin_fd)}}),
                       .next = translate("For example: openbeid pin test --pin-fd 3 3<FILE")};
    }
    if (!pin) {
        return failure_of(pin.error());
    }
    return *std::move(pin);
}

Failure pin_failure(const OpenedCard& opened, const Error& error)
{
    auto failure = failure_of(error);
    const bool blocked = error.code == Errc::pin_blocked || error.tries_left == std::uint8_t{0};
    if (blocked) {
        if (error.code != Errc::pin_blocked) {
            failure.sentence += " " + translate("The PIN of this card is blocked.");
        }
        failure.next = unblocking_advice(opened.card.info());
    } else if (error.tries_left) {
        failure.next = fill(
            translate_plural("{count} try is left.", "{count} tries are left.", *error.tries_left),
            {{"count", std::to_string(*error.tries_left)}});
    }
    return failure;
}

} // namespace openbeid::cli
