// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/error.hpp>

#include <winscard.h>

#include <cstdint>

namespace openbeid::pcsc {

/// What a call was about: some SCARD_* values mean different things in different calls.
enum class Call : std::uint8_t {
    service, ///< contexts and the list of readers
    connect, ///< SCardConnect
    card,    ///< everything on the handle of a connection
    pin_pad, ///< the same, while a user may press the key that cancels
};

/// The error that `status`, not SCARD_S_SUCCESS, stands for; Error::pcsc is set.
/// @param where  static name of the step
[[nodiscard]] Error error_of(LONG status, Call call, const char* where) noexcept;

} // namespace openbeid::pcsc
