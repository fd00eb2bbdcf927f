// SPDX-License-Identifier: Apache-2.0
#include "dialogue.hpp"

#include "pinentry.hpp"
#include "texts.hpp"
#include "usual_pinentries.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <clocale>
#include <cstdlib>
#include <utility>
#include <vector>

namespace openbeid::pin_prompt {

namespace {

using prompt::Status;

constexpr int max_rounds = 3;

std::vector<std::string> pinentries(const std::string& named)
{
    std::vector<std::string> found;
    const auto add = [&found](const std::string& path) {
        if (::access(path.c_str(), X_OK) == 0) {
            found.push_back(path);
        }
    };
    if (!named.empty()) {
        add(named);
    } else {
        std::for_each(usual_pinentries.begin(), usual_pinentries.end(), add);
    }
    return found;
}

Outcome outcome_of(gpg_error_t error)
{
    const auto code = gpg_err_code(error);
    if (code == GPG_ERR_CANCELED || code == GPG_ERR_FULLY_CANCELED ||
        code == GPG_ERR_NOT_CONFIRMED) {
        return {.status = Status::cancelled};
    }
    if (code == GPG_ERR_TIMEOUT) {
        return {.status = Status::timed_out};
    }
    return {.status = Status::failed, .error = error};
}

/// Where and how to show the window; some flavours know only some of it.
void describe_screen(Pinentry& pinentry)
{
    constexpr std::array<std::pair<const char*, const char*>, 3> from_environment{
        {{"display", "DISPLAY"}, {"ttyname", "GPG_TTY"}, {"ttytype", "TERM"}}};
    for (const auto& [option, variable] : from_environment) {
        if (const char* const value = std::getenv(variable); value != nullptr) {
            pinentry.suggest("OPTION", std::string{option} + '=' + value);
        }
    }
    pinentry.suggest("OPTION", std::string{"lc-ctype="} + std::setlocale(LC_CTYPE, nullptr));
    pinentry.suggest("OPTION", std::string{"lc-messages="} + std::setlocale(LC_MESSAGES, nullptr));
    pinentry.suggest("OPTION", "no-grab"); // as gpg-agent does unless told otherwise
}

void prepare(Pinentry& pinentry, const prompt::HelperRequest& request)
{
    describe_screen(pinentry);
    pinentry.suggest("SETTIMEOUT", std::to_string(request.prompt.time_out.count()));
    pinentry.suggest("SETTITLE", title());
    const auto [ok, cancel] = buttons();
    pinentry.suggest("SETOK", ok);
    pinentry.suggest("SETCANCEL", cancel);
}

/// Shows one question. An entry that can't be a PIN is Status::malformed.
Outcome ask_once(Pinentry& pinentry, const Question& asked, SecretStore& store)
{
    auto slot = store.acquire();
    if (!slot) {
        return {.status = Status::failed, .error = gpg_error(GPG_ERR_ENOMEM)};
    }
    Entry entry{.slot = *std::move(slot)};
    for (const auto& [command, text] :
         {std::pair{"SETDESC", asked.description}, std::pair{"SETPROMPT", asked.label}}) {
        // Without it the user would not know who asks and why: then better no window.
        if (const auto error = pinentry.set(command, text)) {
            return outcome_of(error);
        }
    }
    if (const auto error = pinentry.get_pin(entry)) {
        return outcome_of(error);
    }
    auto pin = Pin::from(store, entry.slot.bytes().first(entry.size));
    if (entry.cut || !pin) {
        return {.status = Status::malformed};
    }
    return {.status = Status::pin, .pin = *std::move(pin)};
}

bool same(const Pin& one, const Pin& other)
{
    return std::ranges::equal(one.view(), other.view());
}

Outcome converse(Pinentry& pinentry, const PromptRequest& request, SecretStore& store)
{
    const auto asked = question(request);
    for (int round = 0; round < max_rounds; ++round) {
        auto first = ask_once(pinentry, asked, store);
        if (first.status == Status::malformed) {
            pinentry.suggest("SETERROR", malformed_pin());
            continue;
        }
        if (first.status != Status::pin || request.purpose != PromptPurpose::new_pin) {
            return first;
        }
        auto second = ask_once(pinentry, repetition(), store);
        if (second.status == Status::pin && same(*first.pin, *second.pin)) {
            return second;
        }
        if (second.status != Status::pin && second.status != Status::malformed) {
            return second;
        }
        pinentry.suggest("SETERROR", different_pins());
    }
    return {.status = Status::malformed};
}

Outcome ask_with(const std::string& path, const prompt::HelperRequest& request, SecretStore& store)
{
    Pinentry pinentry;
    if (const auto error = pinentry.open(path)) {
        return {.status = Status::failed, .error = error};
    }
    prepare(pinentry, request);
    return converse(pinentry, request.prompt, store);
}

} // namespace

Outcome ask_user(const prompt::HelperRequest& request, SecretStore& store)
{
    Outcome outcome{.status = Status::no_pinentry};
    for (const auto& path : pinentries(request.pinentry)) {
        outcome = ask_with(path, request, store);
        if (outcome.status != Status::failed) {
            break; // the user has seen that one
        }
    }
    return outcome;
}

} // namespace openbeid::pin_prompt
