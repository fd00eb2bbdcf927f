// SPDX-License-Identifier: Apache-2.0
#include "base/hex.hpp"
#include "card/card.hpp"
#include "data.hpp"

using namespace openbeid;
using namespace card::data;
using card::AlgorithmReference;
using card::KeyReference;
using test::hex;
using test::repeated;
using test::ScriptedTransport;

namespace {

constexpr auto mse_82 = "00 22 41 B6 05 04 80 01 84 82";
const auto digest = repeated(0xAB, 32);
const auto cds = "00 2A 9E 9A 20" + digest;

Result<void> mse_with(const char* answer)
{
    ScriptedTransport transport{{mse_82, answer}};
    return card_of(0x17).set_security_environment(
        transport, KeyReference::authentication, AlgorithmReference::pkcs1_as_given);
}

Errc signature_error(std::uint8_t version, const char* answer)
{
    ScriptedTransport transport{{cds, answer}};
    const auto signature = card_of(version).compute_signature(transport, hex(digest));
    REQUIRE_FALSE(signature);
    return signature.error().code;
}

} // namespace

TEST_CASE("a security environment names algorithm and key", "[card][mse]")
{
    struct Vector {
        KeyReference key;
        AlgorithmReference algorithm;
        const char* sent;
    };
    using enum AlgorithmReference;
    const auto authentication = KeyReference::authentication;
    const auto signature = KeyReference::signature;
    const auto vector =
        GENERATE_COPY(Vector{authentication, pkcs1_as_given, "00 22 41 B6 05 04 80 01 84 82"},
                      Vector{signature, pss_sha1, "00 22 41 B6 05 04 80 10 84 83"},
                      Vector{authentication, pss_sha256, "00 22 41 B6 05 04 80 20 84 82"},
                      Vector{signature, ecdsa_sha256, "00 22 41 B6 05 04 80 01 84 83"},
                      Vector{authentication, ecdsa_sha384, "00 22 41 B6 05 04 80 02 84 82"},
                      Vector{signature, ecdsa_any_hash, "00 22 41 B6 05 04 80 40 84 83"});
    ScriptedTransport transport{{vector.sent, "9000"}};
    CHECK(card_of(0x18).set_security_environment(transport, vector.key, vector.algorithm));
}

TEST_CASE("a refused security environment says why", "[card][mse]")
{
    struct Meaning {
        const char* answer;
        Errc code;
    };
    const auto meaning = GENERATE(Meaning{"6A88", Errc::not_found},
                                  Meaning{"6A82", Errc::not_found},
                                  Meaning{"6985", Errc::not_activated},
                                  Meaning{"6A80", Errc::unsupported},
                                  Meaning{"9484", Errc::unsupported},
                                  Meaning{"9481", Errc::unsupported},
                                  Meaning{"6A81", Errc::unsupported},
                                  Meaning{"6700", Errc::unexpected_status},
                                  Meaning{"6B00", Errc::unexpected_status},
                                  Meaning{"6400", Errc::unexpected_status},
                                  Meaning{"6581", Errc::unexpected_status},
                                  Meaning{"6D00", Errc::unexpected_status});
    CAPTURE(meaning.answer);
    const auto refused = mse_with(meaning.answer);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == meaning.code);
    CHECK(to_hex(Bytes{static_cast<std::uint8_t>(refused.error().sw >> 8U),
                       static_cast<std::uint8_t>(refused.error().sw & 0xFFU)}) == meaning.answer);
}

TEST_CASE("a signature is fetched in a second exchange", "[card][signature]")
{
    struct Size {
        const char* announced;
        const char* fetch;
        std::size_t bytes;
    };
    const auto size = GENERATE(Size{"6180", "00 C0 00 00 80", 128}, // RSA-1024
                               Size{"6100", "00 C0 00 00 00", 256}, // RSA-2048
                               Size{"6160", "00 C0 00 00 60", 96}); // P-384
    const auto expected = repeated(0x5C, size.bytes);
    ScriptedTransport transport{{cds, size.announced}, {size.fetch, expected + "9000"}};
    const auto signature = card_of(0x17).compute_signature(transport, hex(digest));
    REQUIRE(signature);
    CHECK(*signature == hex(expected));
}

TEST_CASE("a signature that a reader has fetched itself is taken as well", "[card][signature]")
{
    const auto expected = repeated(0x5C, 96);
    ScriptedTransport transport{{cds, expected + "9000"}};
    CHECK(*card_of(0x18).compute_signature(transport, hex(digest)) == hex(expected));
}

TEST_CASE("a signature without the PIN's right is 'not logged in'", "[card][signature]")
{
    for (const std::uint8_t version : Bytes{0x01, 0x11, 0x17, 0x18}) {
        CHECK(signature_error(version, "6982") == Errc::not_logged_in);
    }
}

TEST_CASE("6400 means a missing right on old applets only", "[card][signature]")
{
    CHECK(signature_error(0x01, "6400") == Errc::not_logged_in);
    CHECK(signature_error(0x11, "6400") == Errc::not_logged_in);
    CHECK(signature_error(0x17, "6400") == Errc::unexpected_status);
    CHECK(signature_error(0x18, "6400") == Errc::unexpected_status);
}

TEST_CASE("any other refusal of a signature is unexpected", "[card][signature]")
{
    const auto* const answer =
        GENERATE("6700", "6985", "6A80", "6B00", "6581", "6C60", "6D00", "6E00", "6983");
    CHECK(signature_error(0x18, answer) == Errc::unexpected_status);
}

TEST_CASE("a signature is never computed twice when the line fails", "[card][signature]")
{
    const auto code = GENERATE(Errc::io, Errc::card_reset, Errc::card_removed);
    ScriptedTransport transport{{cds, code}, {cds, "6160"}, {"00 C0 00 00 60", code}};
    auto card = card_of(0x18);
    CHECK(card.compute_signature(transport, hex(digest)).error().code == code);
    CHECK(card.compute_signature(transport, hex(digest)).error().code == code);
}

TEST_CASE("the basic key signs a challenge in its envelope", "[card][internal-authenticate]")
{
    const auto challenge = repeated(0xC4, 48);
    const auto command = "00 88 02 81 32 94 30" + challenge;
    const auto expected = repeated(0x5C, 96);
    ScriptedTransport transport{
        {command, "6160"}, {"00 C0 00 00 60", expected + "9000"}, {command, "6985"}};
    auto card = card_of(0x18);
    const auto answer =
        card.internal_authenticate(transport, AlgorithmReference::ecdsa_sha384, hex(challenge));
    REQUIRE(answer);
    CHECK(*answer == hex(expected));
    const auto exhausted =
        card.internal_authenticate(transport, AlgorithmReference::ecdsa_sha384, hex(challenge));
    REQUIRE_FALSE(exhausted);
    CHECK(exhausted.error().code == Errc::unexpected_status);
}

TEST_CASE("LOG OFF is four bytes", "[card][log-off]")
{
    ScriptedTransport transport{
        {"80 E6 00 00", "9000"}, {"80 E6 00 00", "6D00"}, {"80 E6 00 00", Errc::io}};
    auto card = card_of(0x17);
    CHECK(card.log_off(transport));
    CHECK(card.log_off(transport).error().code == Errc::unexpected_status);
    CHECK(card.log_off(transport).error().code == Errc::io);
}

TEST_CASE("the keys' directory is selected by its path", "[card][select]")
{
    ScriptedTransport transport{{select_df_belpic, "9000"}, {select_df_belpic, "6400"}};
    auto card = card_of(0x17);
    CHECK(card.select_belpic(transport));
    CHECK(card.select_belpic(transport).error().code == Errc::unexpected_status);
}

TEST_CASE("a glitch at the keys' directory does no harm", "[card][select]")
{
    ScriptedTransport transport{{select_df_belpic, "9000"},
                                {select_df_belpic, "6A87"},
                                {select_df_belpic, "9000"},
                                {select_df_belpic, Errc::io},
                                {select_df_belpic, "9000"},
                                {select_df_belpic, "6D00"},
                                {select_df_belpic, "9000"}};
    auto card = card_of(0x17);
    for (int i = 0; i < 4; ++i) {
        CHECK(card.select_belpic(transport));
    }
}

TEST_CASE("without the keys' directory the applet is selected, once", "[card][select]")
{
    ScriptedTransport transport{{select_df_belpic, "9000"},
                                {select_df_belpic, "6A82"},
                                {select_df_belpic, "6A82"},
                                {select_applet, "9000"},
                                {select_df_belpic, "9000"},
                                {select_df_belpic, "6A82"},
                                {select_df_belpic, "6A82"},
                                {select_applet, "6A82"}};
    auto card = card_of(0x17);
    CHECK(card.select_belpic(transport));
    CHECK(card.select_belpic(transport));
    CHECK(card.select_belpic(transport).error().code == Errc::reader_busy);
}
