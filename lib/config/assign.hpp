// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/settings.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace openbeid::config {

/// A value as a file or the environment gives it; monostate is one of a kind that no key takes.
using Value = std::variant<std::monostate, bool, double, std::string_view>;

/// A key of the configuration.
struct Key {
    std::string_view name;
    const char* variable; ///< of the environment; null if it has none
    const char* takes;    ///< its values, in words
    /// Sets it, or leaves all as it is and says false if the value is none of its own.
    bool (*assign)(Settings& settings, const Value& value);
};

[[nodiscard]] std::span<const Key> keys() noexcept;

/// A name or text from outside as it may be shown in a log: printable ASCII, cut if it is longer.
[[nodiscard]] std::string printable(std::string_view text, std::size_t longest = 64);

} // namespace openbeid::config
