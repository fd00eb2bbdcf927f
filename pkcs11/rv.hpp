// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pkcs11/cryptoki.hpp"

#include <openbeid/error.hpp>

namespace openbeid::pkcs11 {

/// What a function that takes a slot answers for an error.
[[nodiscard]] CK_RV slot_rv(const Error& error) noexcept;

/// What a function that takes a session answers: never CKR_TOKEN_NOT_PRESENT (PKCS#11 2.40 §5.1.2)
/// nor CKR_TOKEN_NOT_RECOGNIZED, which only C_OpenSession and questions about a slot have.
[[nodiscard]] CK_RV session_rv(const Error& error) noexcept;

/**
 * As session_rv() for a signature, where no code tells of the mechanism, which C_SignInit took.
 * @param tells_of_pin  whether the program expects to hear of a PIN that it did not give; else such
 *                   an error says that the user has to log in, as the standard has it for C_Sign
 */
[[nodiscard]] CK_RV signature_rv(const Error& error, bool tells_of_pin) noexcept;

/// "CKR_OK" and so on; the number in hexadecimal is not needed for codes that we never answer.
[[nodiscard]] const char* name_of(CK_RV rv) noexcept;

} // namespace openbeid::pkcs11
