// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cryptoki30.hpp"

#include <openssl/types.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace openbeid::conformance {

using Bytes = std::vector<CK_BYTE>;

enum class Scheme : std::uint8_t { rsa_pkcs1, rsa_pss, ecdsa };

/// A signature mechanism of the standard. `hash` 0: the caller hashes.
struct MechanismSpec {
    CK_MECHANISM_TYPE type;
    Scheme scheme;
    CK_MECHANISM_TYPE hash;

    [[nodiscard]] CK_KEY_TYPE key_type() const noexcept
    {
        return scheme == Scheme::ecdsa ? CKK_EC : CKK_RSA;
    }
};

[[nodiscard]] const MechanismSpec* spec_of(CK_MECHANISM_TYPE type) noexcept;
/// 0 if it is not a digest.
[[nodiscard]] std::size_t digest_size(CK_MECHANISM_TYPE hash) noexcept;
[[nodiscard]] CK_ULONG mgf_of(CK_MECHANISM_TYPE hash) noexcept;
[[nodiscard]] Bytes digest(CK_MECHANISM_TYPE hash, const Bytes& data);
/// DER DigestInfo, what CKM_RSA_PKCS gets from a caller that hashes itself.
[[nodiscard]] Bytes digest_info(CK_MECHANISM_TYPE hash, const Bytes& data);
[[nodiscard]] Bytes random_bytes(std::size_t size);

/// A public key in OpenSSL, shared because it never changes.
class PublicKey {
public:
    PublicKey() = default;
    explicit PublicKey(EVP_PKEY* key);
    [[nodiscard]] static PublicKey from_info(const Bytes& der);
    [[nodiscard]] static PublicKey from_rsa(const Bytes& modulus, const Bytes& exponent);
    /// DER of the curve's name and DER OCTET STRING of the point.
    [[nodiscard]] static PublicKey from_ec(const Bytes& params, const Bytes& point);

    [[nodiscard]] bool valid() const noexcept { return key_ != nullptr; }
    [[nodiscard]] CK_KEY_TYPE type() const noexcept;
    /// RSA: bits of the modulus; EC: bits of the group order.
    [[nodiscard]] std::size_t bits() const noexcept;
    [[nodiscard]] std::size_t signature_size() const noexcept;
    [[nodiscard]] Bytes info() const;
    [[nodiscard]] Bytes modulus() const;
    [[nodiscard]] Bytes public_exponent() const;
    /// DER of the curve's name.
    [[nodiscard]] Bytes ec_params() const;
    /// DER OCTET STRING around 04 ‖ X ‖ Y.
    [[nodiscard]] Bytes ec_point() const;
    /// The signature as PKCS#11 gives it. `data` is what C_Sign got.
    [[nodiscard]] bool verify(const MechanismSpec& spec,
                              const CK_RSA_PKCS_PSS_PARAMS* pss,
                              const Bytes& data,
                              const Bytes& signature) const;

private:
    [[nodiscard]] Bytes number(const char* name) const;
    std::shared_ptr<EVP_PKEY> key_;
};

struct CertificateFacts {
    Bytes der;
    Bytes subject;
    Bytes issuer;
    Bytes serial; ///< DER INTEGER with its tag
    std::string start_date;
    std::string end_date;
    PublicKey key;
    bool authority{false};
};

/// Nothing unless `der` is exactly one certificate.
[[nodiscard]] std::optional<CertificateFacts> parse_certificate(const Bytes& der);

} // namespace openbeid::conformance
