// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "test_session.hpp"

namespace openbeid::test {

/// Whether OpenSSL takes `signature` for one over `data` by that key.
/// @param key_or_certificate  a certificate or a SubjectPublicKeyInfo
/// @param data  what C_Sign got
[[nodiscard]] bool openssl_verifies(ByteView key_or_certificate,
                                    const Mechanism& mechanism,
                                    ByteView data,
                                    ByteView signature);

/// The DigestInfo of SHA-256 over `data`, for CKM_RSA_PKCS.
[[nodiscard]] Bytes sha256_digest_info(ByteView data);
/// `name` is OpenSSL's.
[[nodiscard]] Bytes digest(const char* name, ByteView data);

[[nodiscard]] bool is_complete_certificate(ByteView der);

} // namespace openbeid::test
