// SPDX-License-Identifier: Apache-2.0
#include "crypto/public_key.hpp"
#include "openssl_key.hpp"
#include "support.hpp"

#include <openssl/core_names.h>

#include <array>

using namespace openbeid;
using namespace openbeid::crypto;

namespace {

Bytes odd_modulus(std::size_t bits)
{
    Bytes modulus((bits + 7) / 8, 0xFF);
    modulus[0] = static_cast<std::uint8_t>(0xFFU >> (modulus.size() * 8 - bits));
    return modulus;
}

Result<PublicKey> rsa_key(const Context& context, ByteView modulus, ByteView exponent)
{
    return PublicKey::from_spki(context, OpensslKey::rsa_from(modulus, exponent).spki());
}

constexpr std::array<std::uint8_t, 3> f4{0x01, 0x00, 0x01};

} // namespace

TEST_CASE("an RSA key tells its modulus and exponent without leading zeros", "[crypto][key]")
{
    const auto context = make_context();
    for (const std::size_t bits : {512U, 1024U, 1025U, 2048U, 16384U}) {
        CAPTURE(bits);
        const auto modulus = odd_modulus(bits);
        const auto key = rsa_key(*context, modulus, f4);
        REQUIRE(key);
        CHECK(key->type() == KeyType::rsa);
        CHECK(copy(key->modulus()) == modulus);
        CHECK(to_hex(key->public_exponent()) == "010001");
        CHECK(key->modulus_bits() == bits);
        CHECK(key->signature_size() == modulus.size());
        CHECK(key->ec_parameters().empty());
        CHECK(key->ec_point().empty());
        CHECK(key->order_bits() == 0);
    }
}

TEST_CASE("an RSA key out of bounds is unsupported", "[crypto][key]")
{
    const auto context = make_context();
    CHECK(error_of(rsa_key(*context, odd_modulus(511), f4)) == Errc::unsupported);
    CHECK(error_of(rsa_key(*context, odd_modulus(16385), f4)) == Errc::unsupported);
    auto even = odd_modulus(1024);
    even.back() = 0xFE;
    CHECK(error_of(rsa_key(*context, even, f4)) == Errc::unsupported);
    CHECK(rsa_key(*context, odd_modulus(1024), Bytes(8, 0xFF)));
    CHECK(error_of(rsa_key(*context, odd_modulus(1024), Bytes(9, 0xFF))) == Errc::unsupported);
    CHECK(error_of(rsa_key(*context, odd_modulus(1024), Bytes{2})) == Errc::unsupported);
}

TEST_CASE("an EC key tells its curve and its point", "[crypto][key]")
{
    struct Row {
        const char* curve;
        const char* oid;
        std::size_t bits;
        std::size_t order_bytes;
    };
    const std::array<Row, 6> rows{{{"P-256", "06082A8648CE3D030107", 256, 32},
                                   {"P-384", "06052B81040022", 384, 48},
                                   {"P-521", "06052B81040023", 521, 66},
                                   {"brainpoolP256r1", "06092B2403030208010107", 256, 32},
                                   {"brainpoolP384r1", "06092B240303020801010B", 384, 48},
                                   {"brainpoolP512r1", "06092B240303020801010D", 512, 64}}};
    const auto context = make_context();
    for (const auto& row : rows) {
        CAPTURE(row.curve);
        const auto spki = OpensslKey::ec(row.curve).spki();
        const auto key = public_key(*context, spki);
        CHECK(key.type() == KeyType::ec);
        CHECK(copy(key.spki()) == spki);
        CHECK(to_hex(key.ec_parameters()) == row.oid);
        REQUIRE(key.ec_point().size() == 1 + 2 * row.order_bytes);
        CHECK(key.ec_point().front() == 0x04);
        CHECK(key.order_bits() == row.bits);
        CHECK(key.field_bits() == row.bits);
        CHECK(key.signature_size() == 2 * row.order_bytes);
        CHECK(key.modulus().empty());
        CHECK(key.public_exponent().empty());
        CHECK(key.modulus_bits() == 0);
    }
}

TEST_CASE("keys of other kinds, curves and forms are unsupported", "[crypto][key]")
{
    const auto context = make_context();
    const auto refused = [&](const OpensslKey& key) {
        return error_of(PublicKey::from_spki(*context, key.spki()));
    };
    CHECK(refused(OpensslKey::other("ED25519")) == Errc::unsupported);
    CHECK(refused(OpensslKey::other("X25519")) == Errc::unsupported);
    CHECK(refused(OpensslKey::other("RSA-PSS")) == Errc::unsupported);
    CHECK(refused(OpensslKey::ec("secp256k1")) == Errc::unsupported);
    CHECK(refused(OpensslKey::ec("P-224")) == Errc::unsupported);
    auto compressed = OpensslKey::ec("P-256");
    compressed.set_text(OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
                        OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_COMPRESSED);
    CHECK(refused(compressed) == Errc::unsupported);
    auto spelled_out = OpensslKey::ec("P-256");
    spelled_out.set_text(OSSL_PKEY_PARAM_EC_ENCODING, OSSL_PKEY_EC_ENCODING_EXPLICIT);
    CHECK(spelled_out.spki().size() > 200);
    CHECK(refused(spelled_out) == Errc::unsupported);
}

TEST_CASE("a point beside its curve is malformed", "[crypto][key]")
{
    const auto context = make_context();
    auto spki = OpensslKey::ec("P-384").spki();
    spki.back() ^= 0x01U;
    CHECK(error_of(PublicKey::from_spki(*context, spki)) == Errc::malformed);
    std::fill(spki.end() - 96, spki.end(), std::uint8_t{0});
    CHECK(error_of(PublicKey::from_spki(*context, spki)) == Errc::malformed);
}

TEST_CASE("a key that is cut, longer or garbage is malformed", "[crypto][key]")
{
    const auto context = make_context();
    for (const auto& spki : {OpensslKey::ec("P-256").spki(), OpensslKey::rsa(1024).spki()}) {
        for (std::size_t size = 0; size < spki.size(); ++size) {
            const auto cut = copy(ByteView{spki}.first(size));
            CHECK(error_of(PublicKey::from_spki(*context, cut)) == Errc::malformed);
        }
        auto longer = spki;
        longer.push_back(0x00);
        CHECK(error_of(PublicKey::from_spki(*context, longer)) == Errc::malformed);
        for (std::size_t bit = 0; bit < spki.size() * 8; ++bit) {
            auto flipped = spki;
            flipped[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
            const auto key = PublicKey::from_spki(*context, flipped);
            CHECK((key || key.error().code == Errc::malformed ||
                   key.error().code == Errc::unsupported));
        }
    }
    CHECK(error_of(PublicKey::from_spki(*context, Bytes(300, 0x00))) == Errc::malformed);
    CHECK(error_of(PublicKey::from_spki(*context, Bytes(300, 0x30))) == Errc::malformed);
}
