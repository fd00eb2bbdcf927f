// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>
#include <openbeid/export.hpp>
#include <openbeid/result.hpp>

#include <cstddef>
#include <memory>

namespace openbeid {

class SecretSlot;
class SecretStore;

/**
 * A PIN of the card: 4 to 12 decimal digits (card reference §5.5), in memory that is locked, left
 * out of core dumps and zero in a forked child, and nowhere else. Move-only; wiped at the end of
 * its life. There is no way to print one. A moved-from PIN can only be destroyed or assigned to.
 *
 * Thread: one at a time.
 */
class OPENBEID_EXPORT Pin {
public:
    static constexpr std::size_t min_size = 4;
    static constexpr std::size_t max_size = 12;

    /// Copies `digits` (ASCII); the caller's copy stays the caller's to wipe.
    /// Fails: pin_malformed (wrong length, or not digits only), out_of_memory.
    [[nodiscard]] static Result<Pin> from(ByteView digits);

    /// The same in a store that others share. For the library itself.
    [[nodiscard]] static Result<Pin> from(SecretStore& store, ByteView digits);

    Pin(Pin&& other) noexcept;
    Pin& operator=(Pin&& other) noexcept;
    Pin(const Pin&) = delete;
    Pin& operator=(const Pin&) = delete;
    ~Pin();

    /// ASCII digits, valid as long as this object.
    [[nodiscard]] ByteView view() const noexcept;

    /// Where memory for an APDU that carries this PIN comes from. For the library itself.
    [[nodiscard]] SecretStore& store() const noexcept;

private:
    Pin(std::unique_ptr<SecretSlot> slot, std::size_t size) noexcept;

    std::unique_ptr<SecretSlot> slot_;
    std::size_t size_{0};
};

} // namespace openbeid
