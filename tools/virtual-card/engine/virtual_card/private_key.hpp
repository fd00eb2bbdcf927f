// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>
#include <openbeid/result.hpp>

#include <openssl/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace openbeid::virtual_card {

enum class KeyType : std::uint8_t { rsa, ec };

/// Digests that the card itself knows, in DigestInfo or PSS.
enum class CardDigest : std::uint8_t { md5, sha1, sha256 };

/// A key pair, immutable and cheap to copy; any thread may use it.
class PrivateKey {
public:
    [[nodiscard]] static Result<PrivateKey> generate_rsa(unsigned bits);
    /// `curve` is OpenSSL's name, such as "P-384".
    [[nodiscard]] static Result<PrivateKey> generate_ec(const char* curve);
    [[nodiscard]] static Result<PrivateKey> from_pem(std::string_view pem);

    [[nodiscard]] Result<std::string> to_pem() const;
    /// SubjectPublicKeyInfo, DER.
    [[nodiscard]] Result<Bytes> public_key() const;

    [[nodiscard]] KeyType type() const;
    /// Bytes of the modulus, or of the order of the curve.
    [[nodiscard]] std::size_t size() const;

    /// PKCS#1 v1.5: pads `input` as it is.
    [[nodiscard]] Result<Bytes> sign_pkcs1(ByteView input) const;
    /// PKCS#1 v1.5: wraps `hash` in a DigestInfo first.
    [[nodiscard]] Result<Bytes> sign_pkcs1(CardDigest digest, ByteView hash) const;
    /// RSASSA-PSS: salt as long as the hash, MGF1 with the same digest.
    [[nodiscard]] Result<Bytes> sign_pss(CardDigest digest, ByteView hash) const;
    /// ECDSA, DER-encoded; a longer hash is cut to the leftmost bits of the order.
    [[nodiscard]] Result<Bytes> sign_ecdsa(ByteView hash) const;
    /// ECDSA, r and s side by side, each as long as the order (TR-03111 plain format).
    [[nodiscard]] Result<Bytes> sign_ecdsa_plain(ByteView hash) const;

    [[nodiscard]] EVP_PKEY* get() const { return key_.get(); }

private:
    explicit PrivateKey(EVP_PKEY* key);

    std::shared_ptr<EVP_PKEY> key_;
};

} // namespace openbeid::virtual_card
