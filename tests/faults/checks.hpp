// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "openssl_verify.hpp"
#include "test_session.hpp"

/// What a session gives must be from its one card; the watch hears of what is not.
namespace openbeid::test {

inline constexpr std::uint8_t card_key_id = 1;
inline constexpr std::uint8_t authentication_id = 2;
inline constexpr std::uint8_t signature_id = 3;
inline constexpr std::uint8_t ca_id = 4;
inline constexpr std::uint8_t root_id = 6;

/// Right after its C_OpenSession: its card is one that was in the reader during that call.
void session_opened(const TestSession& session);

/// @param id  CKA_ID of the object, whose value must be of that one file of the card
void check_certificate(const TestSession& session, ByteView id, ByteView value);
/// @param id  of the key
void check_signature(const TestSession& session,
                     std::uint8_t id,
                     const Mechanism& mechanism,
                     ByteView data,
                     ByteView signature);
/// A data object.
void check_data(const TestSession& session, const Bytes& label, const Bytes& value);

} // namespace openbeid::test
