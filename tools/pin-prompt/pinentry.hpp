// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/secret.hpp"

#include <assuan.h>

#include <cstddef>
#include <string>

namespace openbeid::pin_prompt {

/// What the user entered, cut to what fits: a PIN does.
struct Entry {
    SecretSlot slot;
    std::size_t size{0};
    bool cut{false};
};

/// A running pinentry, of any flavour, spoken to through libassuan.
class Pinentry {
public:
    Pinentry() noexcept = default;
    ~Pinentry();
    Pinentry(const Pinentry&) = delete;
    Pinentry& operator=(const Pinentry&) = delete;

    /// Starts it and awaits its greeting. Once.
    [[nodiscard]] gpg_error_t open(const std::string& path);

    /// Sends `command` and `text`, which may be of several lines.
    [[nodiscard]] gpg_error_t set(const std::string& command, const std::string& text);

    /// As set(), for what some flavours don't know and the dialogue can do without.
    void suggest(const std::string& command, const std::string& text);

    /// Shows the window. `entry` is filled anew.
    [[nodiscard]] gpg_error_t get_pin(Entry& entry);

private:
    assuan_context_t context_{nullptr};
};

} // namespace openbeid::pin_prompt
