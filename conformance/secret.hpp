// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cryptoki30.hpp"

#include <optional>
#include <string>

namespace openbeid::conformance {

/**
 * The PIN, in a page of its own that is locked, not dumped, and wiped at the end. Never printed.
 */
class Pin {
public:
    /// Takes the value of an environment variable and wipes it there; nothing if it is not set.
    [[nodiscard]] static std::optional<Pin> from_environment(const std::string& variable);
    /// Reads up to the first line end.
    [[nodiscard]] static std::optional<Pin> from_descriptor(int descriptor);
    Pin(Pin&& other) noexcept;
    Pin(const Pin&) = delete;
    Pin& operator=(const Pin&) = delete;
    Pin& operator=(Pin&&) = delete;
    ~Pin();

    [[nodiscard]] CK_BYTE* data() const noexcept { return page_; }
    [[nodiscard]] CK_ULONG size() const noexcept { return size_; }
    /// The same digits but one: a PIN of the right form that is wrong.
    [[nodiscard]] Pin wrong() const;

private:
    Pin();

    CK_BYTE* page_;
    CK_ULONG size_{0};
};

} // namespace openbeid::conformance
