// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pkcs11/cryptoki.hpp"

#include <array>

namespace openbeid::test {

/// What a program that shows everything reads of each object; most objects have only some of them.
inline constexpr std::array read_attributes{CKA_CLASS,
                                            CKA_LABEL,
                                            CKA_ID,
                                            CKA_SUBJECT,
                                            CKA_ISSUER,
                                            CKA_SERIAL_NUMBER,
                                            CKA_VALUE,
                                            CKA_START_DATE,
                                            CKA_END_DATE,
                                            CKA_KEY_TYPE,
                                            CKA_MODULUS,
                                            CKA_MODULUS_BITS,
                                            CKA_EC_PARAMS,
                                            CKA_EC_POINT,
                                            CKA_PUBLIC_EXPONENT,
                                            CKA_CHECK_VALUE,
                                            CKA_PUBLIC_KEY_INFO};

} // namespace openbeid::test
