// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>

#include <winscard.h>

#include <initializer_list>
#include <optional>
#include <string_view>

/// A PIN pad that follows PC/SC part 10, and somebody who types on it.
namespace openbeid::fuzz {

/// Whether this SCardControl is a PIN entry, or its end.
[[nodiscard]] bool is_entry(DWORD code) noexcept;
[[nodiscard]] bool is_start(DWORD code) noexcept;
[[nodiscard]] bool is_finish(DWORD code) noexcept;
[[nodiscard]] bool is_change(DWORD code) noexcept;

/// The answer to every other SCardControl; nothing for a code that the pad of that kind lacks.
[[nodiscard]] std::optional<Bytes> pad_answer(DWORD code, std::uint8_t kind);

/// The command in a PIN_VERIFY_STRUCTURE, or with two PINs in a PIN_MODIFY_STRUCTURE, with the
/// digits in it.
[[nodiscard]] Bytes typed_command(ByteView structure, std::initializer_list<std::string_view> pins);

} // namespace openbeid::fuzz
