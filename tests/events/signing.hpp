// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "functions.hpp"

#include <openbeid/bytes.hpp>

#include <string>
#include <string_view>

/// What a program does with the module, without an assertion of Catch2: for other threads and
/// processes. Every function works on the module of this process.
namespace openbeid::test {

inline constexpr std::string_view right_pin = "1234";
inline constexpr std::string_view wrong_pin = "0000";
inline constexpr std::uint8_t authentication_id = 2;
inline constexpr std::uint8_t signature_id = 3;

[[nodiscard]] ByteView some_text();

/// CK_UNAVAILABLE_INFORMATION if no slot has that reader.
[[nodiscard]] CK_SLOT_ID slot_of(const std::string& reader);
[[nodiscard]] std::string serial_of(CK_SLOT_ID slot);

/// A read-write session; 0 if it can't be opened.
[[nodiscard]] CK_SESSION_HANDLE open_session(CK_SLOT_ID slot);
CK_RV log_in(CK_SESSION_HANDLE session, std::string_view pin = right_pin);
[[nodiscard]] CK_STATE state_of(CK_SESSION_HANDLE session);
[[nodiscard]] bool is_user(CK_STATE state);

/// The only object of that class and ID, or 0.
[[nodiscard]] CK_OBJECT_HANDLE find_object(CK_SESSION_HANDLE session,
                                           CK_OBJECT_CLASS object_class,
                                           std::uint8_t id = authentication_id);
[[nodiscard]] Bytes certificate_of(CK_SESSION_HANDLE session, std::uint8_t id = authentication_id);
/// The hashing mechanism of the card in that slot.
[[nodiscard]] CK_MECHANISM_TYPE mechanism_of(CK_SLOT_ID slot);

/// A key, its certificate, and what to sign with it.
struct Signer {
    CK_SESSION_HANDLE session{0};
    CK_OBJECT_HANDLE key{0};
    CK_MECHANISM_TYPE mechanism{0};
    Bytes certificate{};

    /// The key Authentication. The session must be logged in.
    [[nodiscard]] static Signer of(CK_SESSION_HANDLE session, CK_SLOT_ID slot);
    [[nodiscard]] CK_RV init() const;
    /// C_Sign; a signature that does not verify is CKR_SIGNATURE_INVALID.
    [[nodiscard]] CK_RV sign() const;
    [[nodiscard]] CK_RV init_and_sign() const;
};

/// A session of its own, logged in unless somebody is, that signs and closes.
[[nodiscard]] bool works(CK_SLOT_ID slot);

} // namespace openbeid::test
