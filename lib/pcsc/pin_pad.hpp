// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pcsc/pin_pad_features.hpp"
#include "pcsc/pin_pad_structures.hpp"
#include "transport/transport.hpp"

#include <openbeid/bytes.hpp>
#include <openbeid/result.hpp>

#include <winscard.h>

#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace openbeid::pcsc {

/**
 * The PIN pad of a reader (PC/SC part 10). Everything is a SCardControl on the handle of a
 * connection, for whose life the caller answers; the caller also holds the transaction.
 *
 * The fallback for drivers that hide their features, a pseudo-APDU, is not used: other readers pass
 * it on to the card (card reference §6.1).
 */
class PinPad {
public:
    /// Asks the driver, without an APDU. Nothing if that could not be found out now (the card was
    /// reset or removed); a reader without a pad is a PinPad that can do nothing.
    [[nodiscard]] static std::optional<PinPad> detect(SCARDHANDLE card, const std::string& reader);

    [[nodiscard]] transport::PinPad abilities() const noexcept
    {
        return {.verify = features_.can_verify(), .change = features_.can_modify()};
    }

    /// See transport::Transaction::enter_on_pad().
    [[nodiscard]] Result<std::size_t> enter(SCARDHANDLE card,
                                            transport::PinEntry entry,
                                            ByteView command,
                                            std::span<std::uint8_t> response) const;

private:
    PinPad() = default;

    PinPadFeatures features_;
    PinPadSettings settings_;
    bool needs_pause_{false};
};

} // namespace openbeid::pcsc
