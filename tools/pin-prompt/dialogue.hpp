// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/pin.hpp"
#include "prompt/protocol.hpp"

#include <gpg-error.h>

#include <optional>

namespace openbeid::pin_prompt {

/// How the dialogue ended.
struct Outcome {
    prompt::Status status{};
    std::optional<Pin> pin{}; ///< with Status::pin
    gpg_error_t error{0};     ///< with Status::failed
};

/// Asks the user, with the pinentry of the request or else with the first of the usual ones that
/// works. What can't be a PIN is asked for again, three times in all; nothing else is known of it.
[[nodiscard]] Outcome ask_user(const prompt::HelperRequest& request, SecretStore& store);

} // namespace openbeid::pin_prompt
