// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate_signature.hpp"

#include "base/try.hpp"
#include "crypto/digest.hpp"
#include "crypto/digest_info.hpp"
#include "crypto/ecdsa.hpp"
#include "crypto/verify.hpp"
#include "crypto/x509_fields.hpp"

#include <algorithm>
#include <array>

namespace openbeid::crypto {

namespace {

constexpr Error malformed_signature{.code = Errc::malformed, .where = "certificate signature"};

/// An AlgorithmIdentifier, DER as a whole.
struct Algorithm {
    ByteView der;
    KeyType key;
    Hash hash;
};

// RFC 3279 §2.2.1 and RFC 4055 §5: sha1, sha256, sha384, sha512 and sha224WithRSAEncryption, with
// NULL parameters.
constexpr std::array<std::uint8_t, 15> rsa_sha1{
    0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x05, 0x05, 0x00};
constexpr auto rsa_with(std::uint8_t last_arc)
{
    auto der = rsa_sha1;
    der[12] = last_arc;
    return der;
}
constexpr auto rsa_sha256 = rsa_with(0x0B);
constexpr auto rsa_sha384 = rsa_with(0x0C);
constexpr auto rsa_sha512 = rsa_with(0x0D);
constexpr auto rsa_sha224 = rsa_with(0x0E);

// RFC 3279 §2.2.3 and RFC 5758 §3.2: ecdsa-with-SHA1 and ecdsa-with-SHA2, without parameters.
constexpr std::array<std::uint8_t, 11> ecdsa_sha1{
    0x30, 0x09, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x01};
constexpr auto ecdsa_with(std::uint8_t last_arc)
{
    return std::array<std::uint8_t, 12>{
        0x30, 0x0A, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, last_arc};
}
constexpr auto ecdsa_sha224 = ecdsa_with(0x01);
constexpr auto ecdsa_sha256 = ecdsa_with(0x02);
constexpr auto ecdsa_sha384 = ecdsa_with(0x03);
constexpr auto ecdsa_sha512 = ecdsa_with(0x04);

constexpr std::array<Algorithm, 10> algorithms{{
    {rsa_sha1, KeyType::rsa, Hash::sha1},
    {rsa_sha224, KeyType::rsa, Hash::sha224},
    {rsa_sha256, KeyType::rsa, Hash::sha256},
    {rsa_sha384, KeyType::rsa, Hash::sha384},
    {rsa_sha512, KeyType::rsa, Hash::sha512},
    {ecdsa_sha1, KeyType::ec, Hash::sha1},
    {ecdsa_sha224, KeyType::ec, Hash::sha224},
    {ecdsa_sha256, KeyType::ec, Hash::sha256},
    {ecdsa_sha384, KeyType::ec, Hash::sha384},
    {ecdsa_sha512, KeyType::ec, Hash::sha512},
}};

Result<bool>
signs(const Context& context, const PublicKey& key, Hash hash, ByteView data, ByteView signature)
{
    OPENBEID_TRY(const auto value, digest(context, hash, data));
    if (key.type() == KeyType::rsa) {
        return verify(context, key, Pkcs1{}, digest_info(hash, value), signature);
    }
    const auto rs = ecdsa_from_der(signature, key.signature_size() / 2);
    if (!rs) {
        return rs.error().code == Errc::malformed ? Result<bool>{false} : rs.error();
    }
    return verify(context, key, Ecdsa{}, value, *rs);
}

} // namespace

Result<std::optional<Hash>>
signature_hash(const Context& context, const Certificate& certificate, const PublicKey& issuer_key)
{
    const auto outer = read_outer(certificate.der());
    const auto tbs = outer ? read_tbs(outer->tbs) : std::nullopt;
    // RFC 5280 §4.1.1.2: both name the same algorithm.
    if (!tbs || !std::ranges::equal(outer->algorithm.whole, tbs->algorithm.whole)) {
        return malformed_signature;
    }
    const auto bits = outer->signature.content;
    if (bits.empty() || bits[0] != 0) {
        return malformed_signature;
    }
    const auto* const algorithm = std::ranges::find_if(algorithms, [&](const Algorithm& each) {
        return std::ranges::equal(each.der, outer->algorithm.whole);
    });
    if (algorithm == algorithms.end()) {
        return Error{.code = Errc::unsupported, .where = "certificate signature"};
    }
    if (issuer_key.type() != algorithm->key) {
        return std::optional<Hash>{};
    }
    OPENBEID_TRY(const auto valid,
                 signs(context, issuer_key, algorithm->hash, outer->tbs.whole, bits.subspan(1)));
    return valid ? std::optional{algorithm->hash} : std::nullopt;
}

} // namespace openbeid::crypto
