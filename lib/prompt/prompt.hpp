// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/pin.hpp"
#include "prompt/cancellation.hpp"
#include "prompt/request.hpp"

#include <string>

namespace openbeid {

/**
 * Asks the user for a PIN in a window of its own process: openbeid-pin-prompt, which runs pinentry.
 * The host notices nothing of it: no child, no signal, no descriptor left, no thread.
 *
 * Holds no state but two paths; any thread, several at a time.
 */
class Prompt {
public:
    /// Where the helper is installed.
    [[nodiscard]] static std::string installed_helper();

    /**
     * @param helper    path of openbeid-pin-prompt; another than the installed one only if the
     *                  *system's* configuration says so
     * @param pinentry  path of the pinentry to run, by the same rule; empty: the helper looks in
     *                  the usual places
     */
    explicit Prompt(std::string helper = installed_helper(), std::string pinentry = {});

    /**
     * Shows the window and waits, holding no lock, until the user answers, the time of the request
     * is over, or `cancellation` (may be null) is cancelled; one that is cancelled already starts
     * nothing, nor does a request for a PIN without a try left. Whether the PIN is right is not
     * known here: no card is involved.
     *
     * The PIN goes from the pipe into a slot of `store` and nowhere else.
     *
     * Fails: cancelled (by the user or through `cancellation`), pin_blocked (no try left),
     *        pin_malformed (three times what can't be a PIN), prompt_timed_out, prompt_missing,
     *        prompt_no_screen, prompt_no_pinentry, prompt_failed, prompt_crashed, prompt_garbled,
     *        out_of_memory. Each is logged.
     * Thread: calls nothing back; interruptible by the host's signal handlers, which it survives.
     */
    [[nodiscard]] Result<Pin> ask(const PromptRequest& request,
                                  SecretStore& store,
                                  const PromptCancellation* cancellation = nullptr) const;

private:
    [[nodiscard]] Result<Pin> converse(const PromptRequest& request,
                                       SecretStore& store,
                                       const PromptCancellation* cancellation) const;

    std::string helper_;
    std::string pinentry_;
};

} // namespace openbeid
