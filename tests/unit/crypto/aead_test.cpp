// SPDX-License-Identifier: Apache-2.0
#include "crypto/aead.hpp"
#include "support.hpp"

#include <algorithm>

using namespace openbeid;
using namespace openbeid::crypto;

namespace {

AeadKey key_of(std::string_view digits)
{
    AeadKey key{};
    std::ranges::copy(hex(digits), key.begin());
    return key;
}

const auto some_key = [] {
    AeadKey key{};
    key.fill(0x42);
    return key;
}();

} // namespace

TEST_CASE("AES-256-GCM is that of the GCM specification, appendix B", "[crypto][aead]")
{
    struct Vector {
        const char* key;
        const char* associated;
        const char* sealed; // nonce, ciphertext, tag
        const char* plain;
    };
    constexpr const char* zero_key =
        "0000000000000000000000000000000000000000000000000000000000000000";
    const std::array<Vector, 3> vectors{
        // Test cases 13, 14 and 16.
        {{zero_key, "", "000000000000000000000000 530F8AFBC74536B9A963B4F1C4CB738B", ""},
         {zero_key,
          "",
          "000000000000000000000000 CEA7403D4D606B6E074EC5D3BAF39D18"
          "D0D1C8A799996BF0265B98B5D48AB919",
          "00000000000000000000000000000000"},
         {"FEFFE9928665731C6D6A8F9467308308FEFFE9928665731C6D6A8F9467308308",
          "FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2",
          "CAFEBABEFACEDBADDECAF888"
          "522DC1F099567D07F47F37A32A84427D643A8CDCBFE5C0C97598A2BD2555D1AA"
          "8CB08E48590DBB3DA7B08B1056828838C5F61E6393BA7A0ABCC9F662"
          "76FC6ECE0F4E1768CDDF8853BB2D551B",
          "D9313225F88406E5A55909C5AFF5269A86A7A9531534F7DA2E4C303D8A318A72"
          "1C3C0C95956809532FCF0E2449A6B525B16AEDF5AA0DE657BA637B39"}}};
    const auto context = make_context();
    for (const auto& vector : vectors) {
        const auto plain =
            unseal(*context, key_of(vector.key), hex(vector.associated), hex(vector.sealed));
        REQUIRE(plain);
        CHECK(*plain == hex(vector.plain));
    }
}

TEST_CASE("what was sealed is unsealed with the same key and associated bytes", "[crypto][aead]")
{
    const auto context = make_context();
    const Bytes plain(GENERATE(0U, 1U, 15U, 16U, 17U, 1500U), 0x5A);
    const Bytes associated(GENERATE(0U, 1U, 40U), 0xA5);
    const auto sealed = seal(*context, some_key, associated, plain);
    REQUIRE(sealed);
    CHECK(sealed->size() == plain.size() + aead_overhead);
    const auto unsealed = unseal(*context, some_key, associated, *sealed);
    REQUIRE(unsealed);
    CHECK(*unsealed == plain);
    auto other_key = some_key;
    other_key[31] ^= 1U;
    CHECK(error_of(unseal(*context, other_key, associated, *sealed)) == Errc::malformed);
    auto other_associated = associated;
    other_associated.push_back(0);
    CHECK(error_of(unseal(*context, some_key, other_associated, *sealed)) == Errc::malformed);
}

TEST_CASE("sealing the same twice gives other bytes", "[crypto][aead]")
{
    const auto context = make_context();
    const auto plain = text_bytes("the same");
    const auto first = seal(*context, some_key, {}, plain);
    const auto second = seal(*context, some_key, {}, plain);
    REQUIRE(first);
    REQUIRE(second);
    CHECK(*first != *second);
}

TEST_CASE("nothing that was changed or cut is unsealed", "[crypto][aead]")
{
    const auto context = make_context();
    const auto sealed = seal(*context, some_key, text_bytes("name"), text_bytes("some content"));
    REQUIRE(sealed);
    for (std::size_t size = 0; size < sealed->size(); ++size) {
        const auto cut = ByteView{*sealed}.first(size);
        CHECK(error_of(unseal(*context, some_key, text_bytes("name"), cut)) == Errc::malformed);
    }
    for (std::size_t bit = 0; bit < 8 * sealed->size(); ++bit) {
        auto flipped = *sealed;
        flipped[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
        CHECK(error_of(unseal(*context, some_key, text_bytes("name"), flipped)) == Errc::malformed);
    }
    auto longer = *sealed;
    longer.push_back(0);
    CHECK(error_of(unseal(*context, some_key, text_bytes("name"), longer)) == Errc::malformed);
}
