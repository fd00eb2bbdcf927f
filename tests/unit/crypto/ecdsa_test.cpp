// SPDX-License-Identifier: Apache-2.0
#include "crypto/ecdsa.hpp"
#include "crypto/verify.hpp"
#include "openssl_key.hpp"
#include "support.hpp"

#include <algorithm>
#include <array>
#include <vector>

using namespace openbeid;
using namespace openbeid::crypto;

namespace {

// What applet 1.8 takes where the hash is not specified.
constexpr std::array<std::size_t, 5> card_lengths{20, 28, 32, 48, 64};

Bytes counting(std::size_t size)
{
    Bytes bytes(size);
    std::generate(bytes.begin(), bytes.end(), [n = 0U]() mutable {
        return static_cast<std::uint8_t>(0xFF - n++);
    });
    return bytes;
}

struct Row {
    std::size_t input;
    std::size_t fitted; // 0: refused
};

void check_lengths(std::size_t order_bits, const std::vector<Row>& rows)
{
    for (const auto& row : rows) {
        CAPTURE(order_bits, row.input);
        const auto input = counting(row.input);
        const auto fitted = fit_to_lengths(input, order_bits, card_lengths);
        if (row.fitted == 0) {
            CHECK(error_of(fitted) == Errc::bad_length);
            continue;
        }
        REQUIRE(fitted);
        REQUIRE(fitted->size() == row.fitted);
        const auto kept = std::min(row.input, row.fitted);
        Bytes expected(row.fitted - kept, 0x00);
        expected.insert(expected.end(), input.begin(), input.begin() + std::ptrdiff_t(kept));
        CHECK(*fitted == expected);
    }
}

} // namespace

TEST_CASE("r and s become DER and come back", "[crypto][ecdsa]")
{
    const auto rs = hex("0000007F 00800001");
    const auto der = ecdsa_to_der(rs);
    REQUIRE(der);
    CHECK(to_hex(*der) == "300902017F020400800001");
    const auto back = ecdsa_from_der(*der, 4);
    REQUIRE(back);
    CHECK(*back == rs);
    const auto zero = ecdsa_to_der(Bytes(2 * 66));
    REQUIRE(zero);
    CHECK(to_hex(*zero) == "3006020100020100");
    const auto longest = ecdsa_to_der(Bytes(2 * 66, 0xFF));
    REQUIRE(longest);
    CHECK(ecdsa_from_der(*longest, 66));
}

TEST_CASE("halves of unequal or no length are refused", "[crypto][ecdsa]")
{
    CHECK(error_of(ecdsa_to_der({})) == Errc::bad_length);
    CHECK(error_of(ecdsa_to_der(Bytes(95, 1))) == Errc::bad_length);
    CHECK(error_of(ecdsa_to_der(Bytes(2 * 67, 1))) == Errc::bad_length);
}

TEST_CASE("only one whole DER signature that fits the order is read", "[crypto][ecdsa]")
{
    const auto der = hex("3008 0201 7F 0203 008001");
    CHECK(ecdsa_from_der(der, 2));
    CHECK(error_of(ecdsa_from_der(der, 1)) == Errc::malformed);
    CHECK(error_of(ecdsa_from_der(der, 0)) == Errc::bad_length);
    CHECK(error_of(ecdsa_from_der(der, 67)) == Errc::bad_length);
    for (std::size_t size = 0; size < der.size(); ++size) {
        CHECK(error_of(ecdsa_from_der(ByteView{der}.first(size), 2)) == Errc::malformed);
    }
    for (const auto* const wrong : {"3008 0201 7F 0203 008001 00", // one byte more
                                    "3006 0201 7F 0201 80",        // negative
                                    "3007 0202 007F 0201 01",      // a zero byte too many
                                    "3080 0201 7F 0201 01 0000",   // BER
                                    "308106 0201 7F 0201 01",      // a length too long
                                    "3106 0201 7F 0201 01",
                                    "3003 0201 7F",
                                    "3009 0201 7F 0201 01 0201 01",
                                    "3000"}) {
        CAPTURE(wrong);
        CHECK(error_of(ecdsa_from_der(hex(wrong), 66)) == Errc::malformed);
    }
    CHECK(error_of(ecdsa_from_der(Bytes(100000, 0x30), 66)) == Errc::malformed);
}

TEST_CASE("halves that begin with zero bytes keep their length", "[crypto][ecdsa]")
{
    const auto context = make_context();
    const auto signer = OpensslKey::ec("P-256");
    const auto key = public_key(*context, signer.spki());
    const Bytes hash(32, 0x5A);
    bool short_r = false;
    bool short_s = false;
    for (int i = 0; i < 20000 && !(short_r && short_s); ++i) {
        const auto der = signer.sign(Ecdsa{}, hash);
        const auto rs = ecdsa_from_der(der, 32);
        REQUIRE(rs);
        REQUIRE(rs->size() == 64);
        if (rs->at(0) == 0 || rs->at(32) == 0) {
            short_r = short_r || rs->at(0) == 0;
            short_s = short_s || rs->at(32) == 0;
            const auto back = ecdsa_to_der(*rs);
            REQUIRE(back);
            CHECK(*back == der);
            const auto verified = verify(*context, key, Ecdsa{}, hash, *rs);
            REQUIRE(verified);
            CHECK(*verified);
        }
    }
    CHECK(short_r);
    CHECK(short_s);
}

TEST_CASE("an input is cut or padded to a length that the card takes", "[crypto][ecdsa]")
{
    check_lengths(256,
                  {{0, 0}, {1, 20}, {20, 20}, {21, 28}, {32, 32}, {33, 32}, {48, 32}, {128, 32}});
    check_lengths(384, {{0, 0}, {16, 20}, {32, 32}, {36, 48}, {48, 48}, {49, 48}, {64, 48}});
    check_lengths(512, {{0, 0}, {36, 48}, {49, 64}, {64, 64}, {65, 64}, {128, 64}});
    check_lengths(521,
                  {{0, 0}, {20, 20}, {36, 48}, {49, 64}, {64, 64}, {65, 0}, {66, 0}, {128, 0}});
}

TEST_CASE("lengths that the card would cut, or none at all, are not used", "[crypto][ecdsa]")
{
    constexpr std::array<std::size_t, 2> too_long{66, 64};
    CHECK(error_of(fit_to_lengths(Bytes(48, 1), 384, too_long)) == Errc::bad_length);
    CHECK(error_of(fit_to_lengths(Bytes(65, 1), 521, too_long)) == Errc::bad_length);
    CHECK(fit_to_lengths(Bytes(50, 1), 521, too_long)->size() == 64);
    CHECK(error_of(fit_to_lengths(Bytes(32, 1), 256, {})) == Errc::bad_length);
    CHECK(error_of(fit_to_lengths(Bytes(32, 1), 0, card_lengths)) == Errc::bad_length);
    constexpr std::array<std::size_t, 1> none{0};
    CHECK(error_of(fit_to_lengths({}, 256, none)) == Errc::bad_length);
}

TEST_CASE("a signature over the fitted input is one over the input", "[crypto][ecdsa]")
{
    const auto context = make_context();
    for (const auto* const curve : {"P-256", "P-384", "P-521", "brainpoolP512r1"}) {
        const auto signer = OpensslKey::ec(curve);
        const auto key = public_key(*context, signer.spki());
        for (const std::size_t size :
             {1U, 20U, 31U, 36U, 47U, 48U, 49U, 63U, 64U, 66U, 100U, 200U}) {
            CAPTURE(curve, size);
            const auto input = counting(size);
            const auto fitted = fit_to_lengths(input, key.order_bits(), card_lengths);
            if (key.order_bits() == 521 && size > 64) {
                CHECK_FALSE(fitted);
                continue;
            }
            REQUIRE(fitted);
            const auto rs = ecdsa_from_der(signer.sign(Ecdsa{}, *fitted), key.signature_size() / 2);
            REQUIRE(rs);
            const auto verified = verify(*context, key, Ecdsa{}, input, *rs);
            REQUIRE(verified);
            CHECK(*verified);
        }
    }
}
