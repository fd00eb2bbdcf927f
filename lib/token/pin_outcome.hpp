// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/error.hpp>

/// What the failure of a command with a PIN says of the card.
namespace openbeid::token {

/// Whether the answer was lost, or is none that the command has: the card may have taken the PIN,
/// and opened.
[[nodiscard]] inline bool may_have_opened(const Error& error) noexcept
{
    return error.code == Errc::io || error.code == Errc::unexpected_status ||
           error.code == Errc::malformed;
}

/// False if a PIN pad sent nothing: the user gave up, or typed what can't be a PIN.
[[nodiscard]] inline bool has_reached_card(const Error& error) noexcept
{
    return error.code != Errc::cancelled && error.code != Errc::bad_length &&
           error.code != Errc::pin_malformed && error.code != Errc::unsupported;
}

} // namespace openbeid::token
