// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/settings.hpp"
#include "prompt/prompt.hpp"
#include "token/token.hpp"

namespace openbeid::pkcs11 {

/// The window that the module asks for a PIN with; tests put another in its place.
[[nodiscard]] Prompt make_prompt();

/**
 * Who asks the user for a PIN that the caller did not give: the reader if it has a PIN pad, else
 * our own window, as far as the settings allow it. Any thread; no lock is held while a human
 * thinks.
 */
class PinSource {
public:
    PinSource(const config::Settings& settings, SecretStore& secrets);

    /// Whether there are calls for which our own window is opened.
    [[nodiscard]] static bool ever_asks(const config::Settings& settings) noexcept
    {
        return settings.pin_entry == config::PinEntry::module ||
               settings.prompt != config::Prompt::never;
    }

    /// `pin_entry = "module"`: the program expects that we ask, whatever it can do itself. It need
    /// not log in, sees private keys at once, and is not told to authenticate for each signature.
    [[nodiscard]] bool module_asks() const noexcept
    {
        return pin_entry_ == config::PinEntry::module;
    }

    /// Whether C_Login without a PIN gets the user asked.
    [[nodiscard]] bool answers_login(const token::Token& token) const noexcept
    {
        return token.pin_pad().verify || module_asks() || when_ == config::Prompt::always;
    }

    /// Whether a legally binding signature that the caller gave no PIN for gets the user asked.
    [[nodiscard]] bool answers_signature(const token::Token& token) const noexcept
    {
        return answers_login(token) || when_ == config::Prompt::signature;
    }

    /// Opens our window, which `cancellation` closes. Fails: as Token::may_ask_for_pin() and
    /// Prompt::ask().
    [[nodiscard]] Result<Pin> ask(const token::Token& token,
                                  PromptKey key,
                                  PromptPurpose purpose,
                                  const PromptCancellation& cancellation) const;

private:
    const config::PinEntry pin_entry_;
    const config::Prompt when_;
    SecretStore& secrets_;
    const Prompt prompt_;
};

} // namespace openbeid::pkcs11
