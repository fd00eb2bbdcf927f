// SPDX-License-Identifier: Apache-2.0
#include "crypto/digest.hpp"
#include "support.hpp"

#include <algorithm>
#include <array>

using namespace openbeid;
using namespace openbeid::crypto;

namespace {

struct Vector {
    Hash hash;
    const char* of_abc;
    const char* of_nothing;
};

// FIPS 180-4 examples ("abc"), and NIST's short message vectors of length 0.
constexpr std::array<Vector, 5> published{
    {{Hash::sha1,
      "A9993E364706816ABA3E25717850C26C9CD0D89D",
      "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709"},
     {Hash::sha224,
      "23097D223405D8228642A477BDA255B32AADBCE4BDA0B3F7E36C9DA7",
      "D14A028C2A3A2BC9476102BB288234C415A2B01F828EA62AC5B3E42F"},
     {Hash::sha256,
      "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
      "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855"},
     {Hash::sha384,
      "CB00753F45A35E8BB5A03D699AC65007272C32AB0EDED1631A8B605A43FF5BED"
      "8086072BA1E7CC2358BAECA134C825A7",
      "38B060A751AC96384CD9327EB1B1E36A21FDB71114BE07434C0CC7BF63F6E1DA"
      "274EDEBFE76F65FBD51AD2F14898B95B"},
     {Hash::sha512,
      "DDAF35A193617ABACC417349AE20413112E6FA4E89A97EA20A9EEEE64B55D39A"
      "2192992A274FC1A836BA3C23A3FEEBBD454D4423643CE80E2A9AC94FA54CA49F",
      "CF83E1357EEFB8BDF1542850D66D8007D620E4050B5715DC83F4A921D36CE9CE"
      "47D0D13C5D85F2B0FF8318D2877EEC2F63B931BD47417A81A538327AF927DA3E"}}};

} // namespace

TEST_CASE("digests are those of FIPS 180-4", "[crypto][digest]")
{
    const auto context = make_context();
    for (const auto& vector : published) {
        const auto of_abc = digest(*context, vector.hash, text_bytes("abc"));
        const auto of_nothing = digest(*context, vector.hash, {});
        REQUIRE(of_abc);
        REQUIRE(of_nothing);
        CHECK(to_hex(*of_abc) == vector.of_abc);
        CHECK(to_hex(*of_nothing) == vector.of_nothing);
        CHECK(of_abc->size() == size_of(vector.hash));
    }
}

TEST_CASE("a digest does not depend on how its data is cut", "[crypto][digest]")
{
    const auto context = make_context();
    Bytes data(1000);
    std::generate(data.begin(), data.end(), [n = 0U]() mutable {
        return static_cast<std::uint8_t>(n++ * 7);
    });
    const auto whole = digest(*context, Hash::sha384, data);
    REQUIRE(whole);
    for (const std::size_t step : {1U, 63U, 128U, 999U}) {
        auto parts = Digest::start(*context, Hash::sha384);
        REQUIRE(parts);
        for (std::size_t at = 0; at < data.size(); at += step) {
            REQUIRE(parts->update(ByteView{data}.subspan(at, std::min(step, data.size() - at))));
            REQUIRE(parts->update({}));
        }
        const auto value = parts->finish();
        REQUIRE(value);
        CHECK(*value == *whole);
    }
}

TEST_CASE("a digest moves, and gives its value once", "[crypto][digest]")
{
    const auto context = make_context();
    auto first = Digest::start(*context, Hash::sha256);
    REQUIRE(first);
    CHECK(first->hash() == Hash::sha256);
    REQUIRE(first->update(text_bytes("a")));
    Digest second = *std::move(first);
    CHECK(error_of(first->update({})) == Errc::crypto_failure);
    REQUIRE(second.update(text_bytes("bc")));
    const auto value = second.finish();
    REQUIRE(value);
    CHECK(to_hex(*value) == published.at(2).of_abc);
    CHECK(error_of(second.update(text_bytes("d"))) == Errc::crypto_failure);
    CHECK(error_of(second.finish()) == Errc::crypto_failure);
}

TEST_CASE("a number that names no hash starts no digest", "[crypto][digest]")
{
    const auto context = make_context();
    CHECK(error_of(Digest::start(*context, static_cast<Hash>(5))) == Errc::crypto_failure);
    CHECK(error_of(digest(*context, static_cast<Hash>(255), {})) == Errc::crypto_failure);
    CHECK(size_of(static_cast<Hash>(5)) == 0);
}
