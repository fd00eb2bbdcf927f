// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate.hpp"
#include "crypto/digest.hpp"
#include "data.hpp"
#include "support.hpp"

#include <algorithm>
#include <random>

using namespace openbeid;
using namespace openbeid::crypto;

namespace {

Certificate certificate(const Context& context, std::string_view base64_der)
{
    auto result = Certificate::parse(context, base64(base64_der));
    REQUIRE(result);
    return *std::move(result);
}

} // namespace

TEST_CASE("a certificate of the register tells its fields", "[crypto][certificate]")
{
    const auto context = make_context();
    const auto der = base64(data::rrn_2017);
    const auto parsed = certificate(*context, data::rrn_2017);
    CHECK(copy(parsed.der()) == der);
    CHECK(to_hex(*digest(*context, Hash::sha256, parsed.der())) ==
          "38D9F5E1C455026E4302CF942FE134381DB5E6BD07DF6CEADDA9169EA2F1B543");
    CHECK(to_hex(parsed.issuer()) == "3028310B30090603550406130242453119301706035504030C10"
                                     "654944205445535420526F6F74204341");
    CHECK(to_hex(parsed.subject()) ==
          "3033310B3009060355040613024245310D300B060355040A0C04544553543115301306035504030C0C"
          "654944205445535420"
          "52524E");
    CHECK(to_hex(parsed.serial_number()) == "0208660EF11653F8536A");
    CHECK(parsed.not_before() ==
          UtcTime{.year = 2007, .month = 4, .day = 30, .hour = 22, .minute = 0, .second = 20});
    CHECK(parsed.not_after() ==
          UtcTime{.year = 2057, .month = 4, .day = 17, .hour = 22, .minute = 0, .second = 20});
    CHECK(parsed.not_before() < parsed.not_after());
    CHECK_FALSE(parsed.is_authority());
    const auto& key = parsed.public_key();
    REQUIRE(key);
    CHECK((*key)->type() == KeyType::rsa);
    CHECK((*key)->modulus_bits() == 2048);
    CHECK(to_hex((*key)->public_exponent()) == "010001");
    CHECK(copy((*key)->spki()) == copy(parsed.spki()));
}

TEST_CASE("an authority is told by its basic constraints", "[crypto][certificate]")
{
    const auto context = make_context();
    const auto parsed = certificate(*context, data::ca);
    CHECK(parsed.is_authority());
    CHECK(to_hex(parsed.serial_number()) == "02020080");
    CHECK(copy(parsed.subject()) == copy(parsed.issuer()));
    REQUIRE(parsed.public_key());
    CHECK((*parsed.public_key())->type() == KeyType::ec);
    CHECK((*parsed.public_key())->order_bits() == 384);
    CHECK_FALSE(certificate(*context, data::rrn_2009).is_authority());
}

TEST_CASE("a certificate with a key that we can't use is still shown", "[crypto][certificate]")
{
    const auto context = make_context();
    const auto parsed = certificate(*context, data::ed25519);
    CHECK(parsed.der().size() == 225);
    CHECK_FALSE(parsed.is_authority());
    CHECK(error_of(parsed.public_key()) == Errc::unsupported);
}

TEST_CASE("a certificate keeps its key and bytes when it is copied or moved",
          "[crypto][certificate]")
{
    const auto context = make_context();
    auto first = certificate(*context, data::ca);
    const auto second = first;
    const auto third = std::move(first);
    CHECK(copy(second.der()) == copy(third.der()));
    CHECK(second.der().data() != third.der().data());
    CHECK(*second.public_key() == *third.public_key());
}

TEST_CASE("a certificate needs no context once it is parsed", "[crypto][certificate]")
{
    auto context = make_context();
    const auto parsed = certificate(*context, data::ca);
    context.reset();
    CHECK(parsed.der().size() == 416);
    CHECK((*parsed.public_key())->signature_size() == 96);
}

TEST_CASE("a certificate cut anywhere, or with a byte after it, is malformed",
          "[crypto][certificate]")
{
    const auto context = make_context();
    for (const auto text : {data::rrn_2017, data::ca, data::ed25519}) {
        const auto der = base64(text);
        for (std::size_t size = 0; size < der.size(); ++size) {
            const auto cut = copy(ByteView{der}.first(size));
            CHECK(error_of(Certificate::parse(*context, cut)) == Errc::malformed);
        }
        for (const std::size_t more : {1U, 50U, 1100U}) {
            auto padded = der;
            padded.resize(der.size() + more);
            CHECK(error_of(Certificate::parse(*context, padded)) == Errc::malformed);
        }
    }
}

TEST_CASE("a certificate in BER is malformed", "[crypto][certificate]")
{
    const auto context = make_context();
    const auto der = base64(data::ed25519); // 30 81 DE ...
    REQUIRE(der.at(1) == 0x81);
    auto indefinite = der;
    indefinite.at(1) = 0x80;
    indefinite.erase(indefinite.begin() + 2);
    indefinite.resize(indefinite.size() + 2);
    CHECK(error_of(Certificate::parse(*context, indefinite)) == Errc::malformed);
    auto long_length = der;
    long_length.at(1) = 0x82;
    long_length.insert(long_length.begin() + 2, 0x00);
    CHECK(error_of(Certificate::parse(*context, long_length)) == Errc::malformed);
}

TEST_CASE("times that are none make a certificate malformed", "[crypto][certificate]")
{
    const auto context = make_context();
    const auto der = base64(data::ed25519);
    const std::string_view from{"261122104335Z"};
    const auto at = std::search(der.begin(), der.end(), from.begin(), from.end()) - der.begin();
    REQUIRE(at < std::ssize(der));
    const auto with_time = [&](std::string_view time) {
        auto changed = der;
        std::copy(time.begin(), time.end(), changed.begin() + at);
        return Certificate::parse(*context, changed);
    };
    REQUIRE(with_time("500101000000Z"));
    CHECK(with_time("500101000000Z")->not_before().year == 1950);
    CHECK(with_time("491231235959Z")->not_before().year == 2049);
    CHECK(with_time("240229000000Z"));
    for (const auto* const wrong : {"230229000000Z",
                                    "261322104335Z",
                                    "260022104335Z",
                                    "261100104335Z",
                                    "261122240000Z",
                                    "261122106000Z",
                                    "261122104360Z",
                                    "26112210433:Z",
                                    "-61122104335Z",
                                    "2611221043350"}) {
        CAPTURE(wrong);
        CHECK(error_of(with_time(wrong)) == Errc::malformed);
    }
}

TEST_CASE("basic constraints that can't be read make no authority", "[crypto][certificate]")
{
    const auto context = make_context();
    auto der = base64(data::ca);
    const auto flag = hex("30030101FF");
    const auto found = std::search(der.begin(), der.end(), flag.begin(), flag.end());
    REQUIRE(found != der.end());
    *(found + 4) = 0x00;
    CHECK_FALSE(Certificate::parse(*context, der)->is_authority());
    *(found + 2) = 0x04;
    *(found + 4) = 0xFF;
    CHECK_FALSE(Certificate::parse(*context, der)->is_authority());
}

TEST_CASE("no flipped bit makes a certificate worse than malformed", "[crypto][certificate]")
{
    const auto context = make_context();
    for (const auto text : {data::rrn_2009, data::ca}) {
        const auto der = base64(text);
        for (std::size_t bit = 0; bit < der.size() * 8; ++bit) {
            auto flipped = der;
            flipped[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
            const auto parsed = Certificate::parse(*context, flipped);
            CHECK((parsed || parsed.error().code == Errc::malformed));
        }
    }
}

TEST_CASE("garbage is malformed", "[crypto][certificate]")
{
    const auto context = make_context();
    CHECK(error_of(Certificate::parse(*context, {})) == Errc::malformed);
    CHECK(error_of(Certificate::parse(*context, Bytes(1300, 0x00))) == Errc::malformed);
    CHECK(error_of(Certificate::parse(*context, Bytes(70000, 0x30))) == Errc::malformed);
    std::mt19937 random{1}; // NOLINT(cert-msc32-c,cert-msc51-cpp): the same bytes in every run
    for (int i = 0; i < 500; ++i) {
        Bytes bytes(random() % 400);
        for (auto& byte : bytes) {
            byte = static_cast<std::uint8_t>(random());
        }
        if (bytes.size() > 4) {
            bytes[0] = 0x30;
            bytes[1] = 0x82;
        }
        CHECK(error_of(Certificate::parse(*context, bytes)) == Errc::malformed);
    }
}
