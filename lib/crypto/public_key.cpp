// SPDX-License-Identifier: Apache-2.0
#include "crypto/public_key.hpp"

#include "base/try.hpp"
#include "crypto/curve.hpp"
#include "crypto/der_reader.hpp"
#include "crypto/error_queue_guard.hpp"
#include "crypto/evp_key.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <utility>

namespace openbeid::crypto {

namespace {

constexpr Error malformed_key{.code = Errc::malformed, .where = "public key"};
constexpr Error unsupported{.code = Errc::unsupported, .where = "public key"};

// id-ecPublicKey (RFC 5480 §2.1.1) and rsaEncryption (RFC 3279 §2.3.1)
constexpr std::array<std::uint8_t, 9> ec_key_oid{
    0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01};
constexpr std::array<std::uint8_t, 11> rsa_key_oid{
    0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01};

constexpr std::size_t bytes_of(std::size_t bits)
{
    return (bits + 7) / 8;
}

// The parts of SubjectPublicKeyInfo.
struct Info {
    ByteView algorithm;  // DER OID
    ByteView parameters; // DER, or nothing
    ByteView key;        // content of the BIT STRING
};

std::optional<Info> read_info(ByteView spki)
{
    const auto info = only_value(spki, DerTag::sequence);
    if (!info || !is_well_formed(spki)) {
        return std::nullopt;
    }
    DerReader in{info->content};
    const auto algorithm = in.next(DerTag::sequence);
    const auto key = in.next(DerTag::bit_string);
    if (!algorithm || !key || !in.at_end() || key->content.empty() || key->content[0] != 0) {
        return std::nullopt;
    }
    DerReader in_algorithm{algorithm->content};
    const auto oid = in_algorithm.next(DerTag::oid);
    const auto parameters = in_algorithm.next();
    if (!oid || !in_algorithm.at_end()) {
        return std::nullopt;
    }
    return Info{.algorithm = oid->whole,
                .parameters = parameters ? parameters->whole : ByteView{},
                .key = key->content.subspan(1)};
}

// A positive number, big-endian without leading zeros.
std::optional<Bytes> read_number(DerReader& in)
{
    const auto value = in.next(DerTag::integer);
    if (!value || !is_minimal_integer(*value) || value->content[0] >= 0x80) {
        return std::nullopt;
    }
    const auto content = value->content.subspan(value->content[0] == 0 ? 1 : 0);
    return content.empty() ? std::nullopt : std::optional{Bytes(content.begin(), content.end())};
}

std::size_t bits_of(const Bytes& number)
{
    return number.size() * 8 - static_cast<std::size_t>(std::countl_zero(number.front()));
}

bool is_even(const Bytes& number)
{
    return number.back() % 2 == 0;
}

} // namespace

Result<PublicKey> PublicKey::from_spki(const Context& context, Bytes spki)
{
    const ErrorQueueGuard guard;
    if (!guard.openssl_is_usable()) {
        return Error{.code = Errc::crypto_failure, .where = "public key"};
    }
    PublicKey key;
    key.spki_ = std::move(spki);
    const auto info = read_info(key.spki_);
    if (!info) {
        return malformed_key;
    }
    if (std::ranges::equal(info->algorithm, rsa_key_oid)) {
        OPENBEID_CHECK(key.read_rsa(info->key));
    } else if (std::ranges::equal(info->algorithm, ec_key_oid)) {
        OPENBEID_CHECK(key.read_ec(info->parameters, info->key));
    } else {
        return unsupported;
    }
    // OpenSSL checks that the point is on its curve.
    OPENBEID_CHECK(evp_key(context, key));
    return key;
}

Result<void> PublicKey::read_rsa(ByteView der)
{
    const auto pair = only_value(der, DerTag::sequence);
    if (!pair) {
        return malformed_key;
    }
    DerReader in{pair->content};
    auto modulus = read_number(in);
    auto exponent = read_number(in);
    if (!modulus || !exponent || !in.at_end()) {
        return malformed_key;
    }
    const auto bits = bits_of(*modulus);
    // An even number is no product of odd primes, nor is it prime to one.
    if (bits < min_modulus_bits || bits > max_modulus_bits || is_even(*modulus) ||
        bits_of(*exponent) > max_exponent_bits || is_even(*exponent)) {
        return unsupported;
    }
    type_ = KeyType::rsa;
    modulus_ = *std::move(modulus);
    public_exponent_ = *std::move(exponent);
    modulus_bits_ = bits;
    return {};
}

Result<void> PublicKey::read_ec(ByteView parameters, ByteView point)
{
    const auto* const curve = std::find_if(curves.begin(), curves.end(), [&](const Curve& each) {
        return std::ranges::equal(each.oid, parameters);
    });
    if (curve == curves.end() || point.empty() || point[0] != 0x04) {
        return unsupported;
    }
    if (point.size() != 1 + 2 * bytes_of(curve->bits)) {
        return malformed_key;
    }
    type_ = KeyType::ec;
    ec_parameters_.assign(parameters.begin(), parameters.end());
    ec_point_.assign(point.begin(), point.end());
    order_bits_ = curve->bits;
    return {};
}

std::size_t PublicKey::signature_size() const noexcept
{
    return type_ == KeyType::rsa ? modulus_.size() : 2 * bytes_of(order_bits_);
}

} // namespace openbeid::crypto
