// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/context.hpp"

#include <openbeid/bytes.hpp>
#include <openbeid/result.hpp>

#include <cstddef>
#include <cstdint>

namespace openbeid::crypto {

enum class KeyType : std::uint8_t { rsa, ec };

/**
 * A public key: plain bytes, immutable, holding nothing of OpenSSL. Views live as long as the key.
 * The members of the other key type are empty or 0. Thread: any.
 */
class PublicKey {
public:
    static constexpr std::size_t min_modulus_bits = 512;
    static constexpr std::size_t max_modulus_bits = 16384; ///< OPENSSL_RSA_MAX_MODULUS_BITS
    static constexpr std::size_t max_exponent_bits = 64;   ///< OPENSSL_RSA_MAX_PUBEXP_BITS

    /**
     * Reads a SubjectPublicKeyInfo (RFC 5280 §4.1.2.7): RSA within the bounds above, or an
     * uncompressed point on P-256, P-384, P-521 or brainpoolP{256,384,512}r1 named by its OID.
     * @param spki  DER, one complete value and nothing after it
     * Fails: malformed, also for a point that is not on its curve; unsupported (another algorithm,
     *        size, curve or form); crypto_failure.
     */
    [[nodiscard]] static Result<PublicKey> from_spki(const Context& context, Bytes spki);

    [[nodiscard]] KeyType type() const noexcept { return type_; }
    [[nodiscard]] ByteView spki() const noexcept { return spki_; } ///< DER
    /// Bytes of a signature: the modulus' for RSA, twice the order's for EC.
    [[nodiscard]] std::size_t signature_size() const noexcept;

    // RSA. Big-endian, without leading zero bytes.
    [[nodiscard]] ByteView modulus() const noexcept { return modulus_; }
    [[nodiscard]] ByteView public_exponent() const noexcept { return public_exponent_; }
    [[nodiscard]] std::size_t modulus_bits() const noexcept { return modulus_bits_; }

    // EC
    [[nodiscard]] ByteView ec_parameters() const noexcept { return ec_parameters_; } ///< DER OID
    [[nodiscard]] ByteView ec_point() const noexcept { return ec_point_; }           ///< 04‖X‖Y
    [[nodiscard]] std::size_t order_bits() const noexcept { return order_bits_; }
    /// As many as order_bits() on all the curves that we know.
    [[nodiscard]] std::size_t field_bits() const noexcept { return order_bits_; }

private:
    PublicKey() = default;

    [[nodiscard]] Result<void> read_rsa(ByteView der);
    [[nodiscard]] Result<void> read_ec(ByteView parameters, ByteView point);

    KeyType type_{KeyType::rsa};
    Bytes spki_;
    Bytes modulus_;
    Bytes public_exponent_;
    std::size_t modulus_bits_{0};
    Bytes ec_parameters_;
    Bytes ec_point_;
    std::size_t order_bits_{0};
};

} // namespace openbeid::crypto
