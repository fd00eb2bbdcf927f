// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/secret.hpp"

namespace openbeid {

/**
 * A PIN of the card: 4 to 12 decimal digits (card reference §5.5), in the secret page and nowhere
 * else. Move-only; wiped at the end of its life. There is no way to print one.
 */
class Pin {
public:
    static constexpr std::size_t min_size = 4;
    static constexpr std::size_t max_size = 12;

    /// Copies `digits`; the caller's copy stays the caller's to wipe.
    /// Fails: pin_malformed (wrong length, or not digits only), out_of_memory.
    [[nodiscard]] static Result<Pin> from(SecretStore& store, ByteView digits);

    /// ASCII digits, valid as long as this object.
    [[nodiscard]] ByteView view() const noexcept { return slot_.bytes().first(size_); }

    /// Where memory for an APDU that carries this PIN comes from.
    [[nodiscard]] SecretStore& store() const noexcept { return slot_.store(); }

private:
    Pin(SecretSlot slot, std::size_t size) noexcept : slot_{std::move(slot)}, size_{size} {}

    SecretSlot slot_;
    std::size_t size_{0};
};

} // namespace openbeid
