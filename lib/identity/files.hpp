// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>
#include <openbeid/identity.hpp>
#include <openbeid/result.hpp>

#include <optional>

namespace openbeid::identity {

// Whatever the bytes, these end, and read nothing outside of them.

/// EF(ID#RN), card reference §3.2. Fails: malformed, also for a file without any field.
[[nodiscard]] Result<Identity> parse_identity(ByteView file);

/// EF(ID#Address), card reference §3.5. Nothing if the card has no address: a file of zeros, or
/// nothing but empty fields. Fails: malformed.
[[nodiscard]] Result<std::optional<Address>> parse_address(ByteView file);

/// EF(TokenInfo), card reference §2.2; what follows the DER does not matter. Fails: malformed.
[[nodiscard]] Result<TokenInfo> parse_token_info(ByteView file);

} // namespace openbeid::identity
