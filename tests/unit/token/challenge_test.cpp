// SPDX-License-Identifier: Apache-2.0
// The basic key, which proves the chip (card reference §5.12).
#include "fixture.hpp"

using namespace openbeid;
using namespace openbeid::test;

namespace {

const Bytes challenge(48, 0xC4);
const auto internal_authenticate = "00 88 02 81 32 94 30" + to_hex(challenge);

std::uint8_t size_of(const Bytes& spki)
{
    return static_cast<std::uint8_t>(spki.size());
}

/// A 1.8 card that gives its basic key.
struct CardWithKey : ConnectedToken {
    explicit CardWithKey(const Bytes& spki)
        : ConnectedToken{0x18,
                         {{"begin", ""},
                          {"00 A4 08 0C 06 3F 00 DF 01 40 40", "9000"},
                          {"00B0000000", "6C" + to_hex(Bytes{size_of(spki)})},
                          {"00B00000" + to_hex(Bytes{size_of(spki)}), to_hex(spki) + "9000"},
                          {"end", ""}}}
    {
    }
};

} // namespace

TEST_CASE("a chip proves itself without a PIN", "[token][challenge]")
{
    const auto key = SpecimenKey::ec("P-384");
    const auto expected = key.ecdsa(challenge);
    CardWithKey card{key.spki()};
    card.script.append({{"begin", ""},
                        {internal_authenticate, "6160"},
                        {"00C0000060", to_hex(expected) + "9000"},
                        {"end", ""}});
    const auto signature = card.token.sign_challenge(challenge);
    REQUIRE(signature);
    CHECK(*signature == expected);
    CHECK(card.token.sign_challenge(Bytes(32)).error().code == Errc::bad_length);
}

TEST_CASE("a chip that can't prove itself is told", "[token][challenge]")
{
    const auto key = SpecimenKey::ec("P-384");
    CardWithKey card{key.spki()};
    const auto other = SpecimenKey::ec("P-384").ecdsa(challenge);
    card.script.append({{"begin", ""},
                        {internal_authenticate, to_hex(other) + "9000"},
                        {"end", ""}, //
                        {"begin", ""},
                        {internal_authenticate, "6985"},
                        {"end", ""}});
    CHECK(card.token.sign_challenge(challenge).error().code == Errc::signature_invalid);
    CHECK(card.token.sign_challenge(challenge).error().code == Errc::unexpected_status);
}

TEST_CASE("a key of the chip that is not where the card is is looked for in DF(BELPIC)",
          "[token][challenge]")
{
    const auto key = SpecimenKey::ec("P-384");
    const auto expected = key.ecdsa(challenge);
    const auto* const refusal = GENERATE("6A88", "6A82", "6D00", "6E00");
    CardWithKey card{key.spki()};
    card.script.append({{"begin", ""},
                        {internal_authenticate, refusal},
                        {"00 A4 08 0C 04 3F 00 DF 00", "9000"},
                        {internal_authenticate, to_hex(expected) + "9000"},
                        {"end", ""}});
    const auto signature = card.token.sign_challenge(challenge);
    REQUIRE(signature);
    CHECK(*signature == expected);
}

TEST_CASE("a card without a basic key has none to use", "[token][challenge]")
{
    ConnectedToken old{0x17, {}};
    CHECK(old.token.sign_challenge(challenge).error().code == Errc::not_found);
    CardWithKey of_another_kind{SpecimenKey::rsa(1024).spki()};
    CHECK(of_another_kind.token.sign_challenge(challenge).error().code == Errc::not_found);
}
