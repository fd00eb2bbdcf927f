// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "virtual_card/persona.hpp"

#include <winscard.h>

#include <span>

namespace openbeid::fuzz {

/// One of the virtual cards by number, whatever that is. Made once.
[[nodiscard]] virtual_card::Persona persona_of(std::uint8_t number);

/// An error of pcsc-lite by number, whatever that is.
[[nodiscard]] LONG scard_error(std::uint8_t number) noexcept;

/// Puts an answer where a function of pcsc-lite returns it.
[[nodiscard]] LONG give(ByteView answer, std::span<BYTE> room, DWORD& size) noexcept;

} // namespace openbeid::fuzz
