// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/handles.hpp"
#include "crypto/signature_scheme.hpp"

#include <openbeid/bytes.hpp>

#include <cstddef>
#include <string>

namespace openbeid::crypto {

/// A key pair, or a public key, of OpenSSL in its default context, as a host or another program
/// would hold it. Signs the input as the scheme says; ECDSA gives DER.
class OpensslKey {
public:
    static OpensslKey rsa(std::size_t bits);
    static OpensslKey ec(const std::string& curve);
    /// Another kind of key: "ED25519", "RSA-PSS", ...
    static OpensslKey other(const std::string& type);
    static OpensslKey rsa_from(ByteView modulus, ByteView exponent);
    static OpensslKey ec_from(const std::string& curve, ByteView point);

    /// How the public key of an EC key is written: "point-format" or "encoding".
    void set_text(const char* parameter, const std::string& value);
    [[nodiscard]] Bytes spki() const;
    [[nodiscard]] Bytes sign(const SignatureScheme& scheme, ByteView input) const;

private:
    explicit OpensslKey(EVP_PKEY* key) : key_{key} {}

    KeyHandle key_;
};

} // namespace openbeid::crypto
