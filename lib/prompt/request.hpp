// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace openbeid {

namespace prompt {

/// Printable characters of a program's name that are shown at most.
inline constexpr std::size_t max_program_size = 64;

/// `name` as it can be shown in any window: printable ASCII without the characters that mean
/// something in markup, everything else as \xHH. Of a longer one the end is kept, which tells
/// more, after "...".
[[nodiscard]] std::string printable_program(std::string_view name);

/// The executable file of this process, as printable_program() shows it.
[[nodiscard]] std::string requesting_program();

/// The language of a locale name such as "fr_BE.UTF-8": "fr", "nl", "de", or "en" for every other.
[[nodiscard]] std::string language_of(std::string_view locale);

/// The language that the environment asks for: LC_ALL, LC_MESSAGES, LANG, in this order.
[[nodiscard]] std::string user_language();

} // namespace prompt

/// Which key the PIN is for. A signature with the signature key is legally binding.
enum class PromptKey : std::uint8_t { authentication = 1, signature = 2 };

/// What the PIN is for.
enum class PromptPurpose : std::uint8_t {
    login = 1,     ///< to use the key until the program logs out or the card is taken out
    signature = 2, ///< for one signature
    change = 3,    ///< the PIN that is to be replaced
    new_pin = 4,   ///< the PIN that replaces it; asked for twice, until both are the same
};

/// What the window that asks for a PIN says.
struct PromptRequest {
    /// Who asks.
    std::string program{prompt::requesting_program()};
    PromptKey key{PromptKey::authentication};
    PromptPurpose purpose{PromptPurpose::login};
    /// How often the PIN may still be wrong, if known.
    std::optional<std::uint8_t> tries_left{};
    /// Two letters: "fr", "nl", "de" or "en".
    std::string language{prompt::user_language()};
    /// How long a human may take, from one second to an hour.
    std::chrono::seconds time_out{120};
};

} // namespace openbeid
