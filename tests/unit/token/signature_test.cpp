// SPDX-License-Identifier: Apache-2.0
#include "fixture.hpp"

using namespace openbeid;
using namespace openbeid::test;
using crypto::Ecdsa;
using crypto::Pkcs1;
using token::CertificateId;

namespace {

constexpr auto mse_sha384 = "00 22 41 B6 05 04 80 02 84 82";

/// A 1.8 card with its certificate read and a login.
struct SigningCard : ConnectedToken {
    SigningCard() : ConnectedToken{0x18, {}}
    {
        read_certificate(CertificateId::authentication, ec_key().certificate());
        log_in();
    }
};

} // namespace

TEST_CASE("a signature is MSE SET, the signature and its fetching", "[token][signature]")
{
    SigningCard card;
    const auto expected = ec_key().ecdsa(digest);
    card.script.append({{"begin", ""},
                        {mse_sha384, "9000"},
                        {cds, "6160"},
                        {"00C0000060", to_hex(expected) + "9000"},
                        {"end", ""}});
    const auto signature = card.token.sign(Ecdsa{}, digest);
    REQUIRE(signature);
    CHECK(*signature == expected);
    CHECK(card.token.logged_in());
}

TEST_CASE("an RSA card signs a DigestInfo as it is", "[token][signature]")
{
    const auto key = SpecimenKey::rsa(2048);
    const auto info = hex("3031300D060960864801650304020105000420" + repeated(0x42, 32));
    const auto expected = key.pkcs1(info);
    ConnectedToken card{0x17, {}};
    card.read_certificate(CertificateId::authentication, key.certificate());
    card.log_in();
    card.script.append({{"begin", ""},
                        {mse_82, "9000"},
                        {"00 2A 9E 9A 33" + to_hex(info), "6100"},
                        {"00C0000000", to_hex(expected) + "9000"},
                        {"end", ""}});
    const auto signature = card.token.sign(Pkcs1{}, info);
    REQUIRE(signature);
    CHECK(*signature == expected);
}

TEST_CASE("a signature without a login asks the card for nothing that counts", "[token][signature]")
{
    ConnectedToken card{0x18, {}};
    card.read_certificate(CertificateId::authentication, ec_key().certificate());
    card.script.append({{"begin", ""}, {"end", ""}});
    CHECK(card.token.sign(Ecdsa{}, digest).error().code == Errc::not_logged_in);
}

TEST_CASE("a signature that the card refuses for want of a PIN ends the login",
          "[token][signature]")
{
    SigningCard card;
    card.script.append({{"begin", ""}, {mse_sha384, "9000"}, {cds, "6982"}, {"end", ""}});
    CHECK(card.token.sign(Ecdsa{}, digest).error().code == Errc::not_logged_in);
    CHECK_FALSE(card.token.logged_in());
}

TEST_CASE("a signature that fails otherwise is not repeated and keeps the login",
          "[token][signature]")
{
    SigningCard card;
    card.script.append({{"begin", ""},
                        {mse_sha384, "9000"},
                        {cds, "6985"},
                        {"end", ""}, //
                        {"begin", ""},
                        {mse_sha384, "9000"},
                        {cds, Errc::io},
                        {"end", ""}});
    CHECK(card.token.sign(Ecdsa{}, digest).error().code == Errc::unexpected_status);
    CHECK(card.token.sign(Ecdsa{}, digest).error().code == Errc::io);
    CHECK(card.token.logged_in());
}

TEST_CASE("a wrong signature never leaves, and is not made again", "[token][signature]")
{
    SigningCard card;
    const auto wrong = GENERATE(Bytes(96, 0x00),  // no signature at all
                                Bytes(40, 0x11)); // cut
    const auto certificate = ec_key().certificate();
    card.script.append(
        {{"begin", ""}, {mse_sha384, "9000"}, {cds, to_hex(wrong) + "9000"}, {"end", ""}});
    // The certificate is read afresh: it is the same one.
    CHECK(card.token.certificate(CertificateId::authentication));
    const auto known = *card.token.certificate(CertificateId::authentication);
    const auto der = known->der();
    card.script.append({{"begin", ""}, {"00A4080C063F00DF005038", "9000"}});
    card.script.append({{"00B0000000", to_hex(der.first(256)) + "9000"}});
    const auto rest = der.subspan(256);
    card.script.append({{"00B00100" + to_hex(Bytes{static_cast<std::uint8_t>(rest.size())}),
                         to_hex(rest) + "9000"},
                        {"end", ""}});
    CHECK(card.token.sign(Ecdsa{}, digest).error().code == Errc::signature_invalid);
}

TEST_CASE("an answer without a signature is none", "[token][signature]")
{
    SigningCard card;
    card.script.append({{"begin", ""}, {mse_sha384, "9000"}, {cds, "9000"}, {"end", ""}});
    CHECK(card.token.sign(Ecdsa{}, digest).error().code == Errc::malformed);
}

TEST_CASE("a certificate that was renewed meanwhile proves the signature", "[token][signature]")
{
    SigningCard card;
    const auto renewed = SpecimenKey::ec("P-384");
    const auto der = renewed.certificate();
    const auto rest = ByteView{der}.subspan(256);
    const auto expected = renewed.ecdsa(digest);
    card.script.append({{"begin", ""},
                        {mse_sha384, "9000"},
                        {cds, to_hex(expected) + "9000"},
                        {"end", ""},
                        {"begin", ""},
                        {"00A4080C063F00DF005038", "9000"},
                        {"00B0000000", to_hex(ByteView{der}.first(256)) + "9000"},
                        {"00B00100" + to_hex(Bytes{static_cast<std::uint8_t>(rest.size())}),
                         to_hex(rest) + "9000"},
                        {"end", ""}});
    const auto signature = card.token.sign(Ecdsa{}, digest);
    REQUIRE(signature);
    CHECK(*signature == expected);
}

TEST_CASE("what can't be signed does not reach the card", "[token][signature]")
{
    SigningCard card;
    CHECK(card.token.sign(Pkcs1{}, digest).error().code == Errc::unsupported);
    CHECK(card.token.sign(Ecdsa{}, {}).error().code == Errc::bad_length);
}

TEST_CASE("a certificate is read once, an absent one too", "[token][certificate]")
{
    ConnectedToken card{0x18,
                        {{"begin", ""},
                         {"00A4080C063F00DF005039", "6A82"},
                         {"00A4080C043F00DF00", "9000"}, // so the file is what is not there
                         {"end", ""}}};
    for (int i = 0; i < 2; ++i) {
        const auto absent = card.token.certificate(CertificateId::signature);
        REQUIRE(absent);
        CHECK(*absent == nullptr);
    }
    card.read_certificate(CertificateId::authentication, ec_key().certificate());
    const auto again = card.token.certificate(CertificateId::authentication);
    REQUIRE(again);
    CHECK(std::ranges::equal((*again)->der(),
                             (*card.token.certificate(CertificateId::authentication))->der()));
}
