// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "prompt/request.hpp"

#include <string>

/// What the window says, in the user's language. UTF-8.
namespace openbeid::pin_prompt {

/// Chooses the language of everything below; at the start of the program, which it makes speak
/// UTF-8 whatever the user's locale is.
void use_language(const std::string& language);

struct Buttons {
    std::string ok;
    std::string cancel;
};

[[nodiscard]] std::string title();
[[nodiscard]] Buttons buttons();

/// One question of the dialogue.
struct Question {
    std::string description; ///< who asks, what for, and what may happen
    std::string label;       ///< of the field
};

[[nodiscard]] Question question(const PromptRequest& request);
/// The second question for a new PIN.
[[nodiscard]] Question repetition();

/// Why the user is asked again.
[[nodiscard]] std::string malformed_pin();
[[nodiscard]] std::string different_pins();

} // namespace openbeid::pin_prompt
