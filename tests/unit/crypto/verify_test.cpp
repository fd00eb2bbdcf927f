// SPDX-License-Identifier: Apache-2.0
#include "crypto/digest.hpp"
#include "crypto/digest_info.hpp"
#include "crypto/ecdsa.hpp"
#include "crypto/verify.hpp"
#include "openssl_key.hpp"
#include "support.hpp"

#include <array>
#include <limits>
#include <thread>

using namespace openbeid;
using namespace openbeid::crypto;

namespace {

bool verified(const Context& context,
              const PublicKey& key,
              const SignatureScheme& scheme,
              ByteView input,
              ByteView signature)
{
    const auto result = verify(context, key, scheme, input, signature);
    REQUIRE(result);
    return *result;
}

// Each bit of the first, the last and some bytes between.
void check_flips_are_false(const Context& context,
                           const PublicKey& key,
                           const SignatureScheme& scheme,
                           ByteView input,
                           const Bytes& signature)
{
    for (std::size_t byte = 0; byte < signature.size(); byte += 5) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            auto flipped = signature;
            flipped[byte] ^= static_cast<std::uint8_t>(1U << bit);
            CHECK_FALSE(verified(context, key, scheme, input, flipped));
        }
    }
    auto longer = signature;
    longer.push_back(0x00);
    CHECK_FALSE(verified(context, key, scheme, input, longer));
    CHECK_FALSE(verified(context, key, scheme, input, ByteView{signature}.first(20)));
    CHECK_FALSE(verified(context, key, scheme, input, {}));
    CHECK_FALSE(verified(context, key, scheme, input, Bytes(signature.size(), 0x00)));
    CHECK_FALSE(verified(context, key, scheme, input, Bytes(signature.size(), 0xFF)));
}

} // namespace

TEST_CASE("a PKCS#1 signature verifies over whatever was padded", "[crypto][verify]")
{
    const auto context = make_context();
    const auto signer = OpensslKey::rsa(1024);
    const auto key = public_key(*context, signer.spki());
    for (const std::size_t size : {0U, 1U, 20U, 36U, 83U, 117U}) {
        CAPTURE(size);
        Bytes input(size, 0x00); // zero bytes, the hardest to tell from padding
        const auto signature = signer.sign(Pkcs1{}, input);
        CHECK(verified(*context, key, Pkcs1{}, input, signature));
        input.push_back(0x00);
        CHECK_FALSE(verified(*context, key, Pkcs1{}, input, signature));
        input.assign(size, 0x01);
        CHECK((size == 0 || !verified(*context, key, Pkcs1{}, input, signature)));
    }
    CHECK_FALSE(verified(*context, key, Pkcs1{}, Bytes(118), Bytes(128)));
    CHECK_FALSE(verified(*context, key, Pkcs1{}, Bytes(100000), Bytes(128)));
    const Bytes input(36, 0x36);
    check_flips_are_false(*context, key, Pkcs1{}, input, signer.sign(Pkcs1{}, input));
}

TEST_CASE("a DigestInfo signed by OpenSSL verifies with every hash", "[crypto][verify]")
{
    const auto context = make_context();
    const auto signer = OpensslKey::rsa(2048);
    const auto key = public_key(*context, signer.spki());
    for (const auto hash : {Hash::sha1, Hash::sha224, Hash::sha256, Hash::sha384, Hash::sha512}) {
        const auto info = digest_info(hash, Bytes(size_of(hash), 0x11));
        CHECK(verified(*context, key, Pkcs1{}, info, signer.sign(Pkcs1{}, info)));
    }
}

TEST_CASE("a PSS signature verifies with its own parameters only", "[crypto][verify]")
{
    const auto context = make_context();
    const auto signer = OpensslKey::rsa(2048);
    const auto key = public_key(*context, signer.spki());
    const Pss pss{.hash = Hash::sha256, .mgf_hash = Hash::sha256, .salt_length = 32};
    const Bytes hash(32, 0x77);
    const auto signature = signer.sign(pss, hash);
    CHECK(verified(*context, key, pss, hash, signature));

    auto other = pss;
    other.salt_length = 20;
    CHECK_FALSE(verified(*context, key, other, hash, signature));
    other = pss;
    other.mgf_hash = Hash::sha1;
    CHECK_FALSE(verified(*context, key, other, hash, signature));
    other = pss;
    other.hash = Hash::sha384;
    CHECK_FALSE(verified(*context, key, other, Bytes(48), signature));
    other = pss;
    other.salt_length = std::numeric_limits<std::size_t>::max();
    CHECK_FALSE(verified(*context, key, other, hash, signature));

    CHECK_FALSE(verified(*context, key, pss, Bytes(32, 0x78), signature));
    CHECK_FALSE(verified(*context, key, pss, Bytes(31, 0x77), signature));
    CHECK_FALSE(verified(*context, key, pss, {}, signature));
    CHECK_FALSE(verified(*context, key, Pkcs1{}, hash, signature));
    check_flips_are_false(*context, key, pss, hash, signature);

    const Pss nonsense{.hash = static_cast<Hash>(9), .mgf_hash = Hash::sha1, .salt_length = 0};
    CHECK(error_of(verify(*context, key, nonsense, {}, signature)) == Errc::unsupported);
}

TEST_CASE("PSS with SHA-1 and a salt of 20 bytes verifies at odd key sizes", "[crypto][verify]")
{
    const auto context = make_context();
    const Pss pss{.hash = Hash::sha1, .mgf_hash = Hash::sha1, .salt_length = 20};
    for (const std::size_t bits : {1024U, 1025U, 1030U}) {
        const auto signer = OpensslKey::rsa(bits);
        const auto key = public_key(*context, signer.spki());
        auto widest = pss;
        widest.salt_length = (bits - 1 + 7) / 8 - 2 - 20;
        CHECK(pss_fits(widest, bits));
        CHECK(verified(*context, key, pss, Bytes(20, 9), signer.sign(pss, Bytes(20, 9))));
        CHECK(verified(*context, key, widest, Bytes(20, 9), signer.sign(widest, Bytes(20, 9))));
    }
}

TEST_CASE("the ECDSA signatures of RFC 6979 verify", "[crypto][verify]")
{
    struct Vector {
        const char* curve;
        Hash hash;
        const char* point;
        const char* rs;
    };
    // RFC 6979 A.2.5 to A.2.7, message "sample".
    const std::array<Vector, 3> vectors{
        {{"P-256",
          Hash::sha256,
          "04 60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
          "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299",
          "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
          "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"},
         {"P-384",
          Hash::sha384,
          "04 EC3A4E415B4E19A4568618029F427FA5DA9A8BC4AE92E02E06AAE5286B300C64"
          "DEF8F0EA9055866064A254515480BC13"
          "8015D9B72D7D57244EA8EF9AC0C621896708A59367F9DFB9F54CA84B3F1C9DB1"
          "288B231C3AE0D4FE7344FD2533264720",
          "94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C"
          "81A648152E44ACF96E36DD1E80FABE46"
          "99EF4AEB15F178CEA1FE40DB2603138F130E740A19624526203B6351D0A3A94F"
          "A329C145786E679E7B82C71A38628AC8"},
         {"P-521",
          Hash::sha512,
          "04 01894550D0785932E00EAA23B694F213F8C3121F86DC97A04E5A7167DB4E5BCD37"
          "1123D46E45DB6B5D5370A7F20FB633155D38FFA16D2BD761DCAC474B9A2F5023A4"
          "00493101C962CD4D2FDDF782285E64584139C2F91B47F87FF82354D6630F746A28"
          "A0DB25741B5B34A828008B22ACC23F924FAAFBD4D33F81EA66956DFEAA2BFDFCF5",
          "00C328FAFCBD79DD77850370C46325D987CB525569FB63C5D3BC53950E6D4C5F17"
          "4E25A1EE9017B5D450606ADD152B534931D7D4E8455CC91F9B15BF05EC36E377FA"
          "00617CCE7CF5064806C467F678D3B4080D6F1CC50AF26CA209417308281B68AF28"
          "2623EAA63E5B5C0723D8B8C37FF0777B1A20F8CCB1DCCC43997F1EE0E44DA4A67A"}}};
    const auto context = make_context();
    for (const auto& vector : vectors) {
        CAPTURE(vector.curve);
        const auto point = hex(vector.point);
        const auto key = public_key(*context, OpensslKey::ec_from(vector.curve, point).spki());
        CHECK(copy(key.ec_point()) == point);
        const auto hash = digest(*context, vector.hash, text_bytes("sample"));
        REQUIRE(hash);
        CHECK(verified(*context, key, Ecdsa{}, *hash, hex(vector.rs)));
        CHECK_FALSE(verified(*context, key, Ecdsa{}, ByteView{*hash}.first(20), hex(vector.rs)));
        check_flips_are_false(*context, key, Ecdsa{}, *hash, hex(vector.rs));
    }
}

TEST_CASE("an ECDSA input of any length can be verified", "[crypto][verify]")
{
    const auto context = make_context();
    const auto signer = OpensslKey::ec("P-521");
    const auto key = public_key(*context, signer.spki());
    for (const std::size_t size : {1U, 36U, 65U, 66U, 67U, 127U, 128U, 129U, 1000U}) {
        CAPTURE(size);
        const Bytes input(size, 0xC3);
        const auto rs = ecdsa_from_der(signer.sign(Ecdsa{}, input), 66);
        REQUIRE(rs);
        CHECK(verified(*context, key, Ecdsa{}, input, *rs));
    }
    const auto nothing = verify(*context, key, Ecdsa{}, {}, Bytes(132, 0x01));
    REQUIRE(nothing);
    CHECK_FALSE(*nothing);
}

TEST_CASE("a scheme that is not the key's is unsupported", "[crypto][verify]")
{
    const auto context = make_context();
    const auto rsa = public_key(*context, OpensslKey::rsa(1024).spki());
    const auto ec = public_key(*context, OpensslKey::ec("P-256").spki());
    CHECK(error_of(verify(*context, rsa, Ecdsa{}, {}, Bytes(128))) == Errc::unsupported);
    CHECK(error_of(verify(*context, ec, Pkcs1{}, {}, Bytes(64))) == Errc::unsupported);
    CHECK(error_of(verify(*context, ec, Pss{}, {}, Bytes(64))) == Errc::unsupported);
}

TEST_CASE("threads verify with one context and one key", "[crypto][verify]")
{
    const auto context = make_context();
    const auto signer = OpensslKey::ec("P-384");
    const auto key = public_key(*context, signer.spki());
    const Bytes input(48, 0x48);
    const auto rs = ecdsa_from_der(signer.sign(Ecdsa{}, input), 48);
    REQUIRE(rs);
    std::array<int, 4> good{};
    std::vector<std::thread> threads;
    for (auto& count : good) {
        threads.emplace_back([&] {
            for (int i = 0; i < 25; ++i) {
                const auto result = verify(*context, key, Ecdsa{}, input, *rs);
                count += result && *result ? 1 : 0;
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    CHECK(good == std::array<int, 4>{25, 25, 25, 25});
}
