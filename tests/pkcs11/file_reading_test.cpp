// SPDX-License-Identifier: Apache-2.0
// Certificates through readers that make mistakes, and files that are none.
#include "states.hpp"

#include <random>

using namespace openbeid;
using namespace openbeid::test;

namespace {

Bytes der_on(const Card& card, std::uint8_t id)
{
    auto file = card.file(path_of(id)).value();
    file.resize(der_size(file));
    return file;
}

} // namespace

TEST_CASE("the mistakes that readers make in the middle of a file are survived", "[pkcs11][files]")
{
    struct Glitch {
        FaultKind kind;
        std::uint16_t status;
    };
    const auto [kind, status] = GENERATE(values<Glitch>({{FaultKind::status, 0x6986},
                                                         {FaultKind::status, 0x6B00},
                                                         {FaultKind::status, 0x6D00},
                                                         {FaultKind::empty, 0},
                                                         {FaultKind::cut, 0},
                                                         {FaultKind::drop_before, 0}}));
    const OpenSession token{GENERATE(values<const char*>(every_citizen))};
    const auto nth = GENERATE(1U, 2U, 3U);
    CAPTURE(token.card->persona_name(), static_cast<int>(kind), status, nth);
    token.card->inject(
        {.kind = kind, .after = nth, .ins = ins_read_binary, .status = status, .count = 10});
    const auto certificate = token.session.certificate(authentication_id);
    CHECK(certificate == der_on(*token.card, authentication_id));
    CHECK(token.card->waiting_faults() == 0);
}

TEST_CASE("a path that is refused by mistake is tried again", "[pkcs11][files]")
{
    const OpenSession token{GENERATE(values<const char*>(every_citizen))};
    const auto status = GENERATE(std::uint16_t{0x6A87}, std::uint16_t{0x6D00});
    token.card->inject({.kind = FaultKind::status, .ins = ins_select, .status = status});
    CHECK(token.session.certificate(authentication_id) == der_on(*token.card, authentication_id));
}

TEST_CASE("a reader that never gets it right gives an error, and can be tried again",
          "[pkcs11][files]")
{
    const OpenSession token;
    constexpr int many = 12;
    for (int i = 0; i < many; ++i) {
        token.card->inject({.kind = FaultKind::status, .ins = ins_read_binary, .status = 0x6986});
    }
    CHECK(token.session.find_init(Wanted{CKO_CERTIFICATE}) == Rv{CKR_DEVICE_ERROR});
    token.card->clear_faults();
    CHECK(token.session.find(Wanted{CKO_CERTIFICATE}).size() == 4);
}

TEST_CASE("readers with smaller blocks, and those that work with APDUs, are used alike",
          "[pkcs11][files]")
{
    const OpenSession token{GENERATE(values<const char*>(every_citizen))};
    virtual_card::Quirks quirks;
    SECTION("231 bytes at once")
    {
        quirks.read_binary_max = 231;
    }
    SECTION("eight bytes at once")
    {
        quirks.read_binary_max = 8;
    }
    SECTION("GET RESPONSE by the reader")
    {
        quirks.apdu_level_reader = true;
    }
    SECTION("short reads at the end")
    {
        quirks.short_read_past_end = true;
    }
    token.card->set_quirks(quirks);
    for (const auto id : {authentication_id, signature_id, ca_id, root_id}) {
        CHECK(token.session.certificate(id) == der_on(*token.card, id));
    }
    REQUIRE(token.session.login(right_pin) == Rv{CKR_OK});
    CHECK(token.session.key(authentication_id) != CK_INVALID_HANDLE);
}

TEST_CASE("a certificate that is cut short is not shown", "[pkcs11][files]")
{
    const OpenSession token{GENERATE(values<const char*>(every_citizen))};
    auto der = der_on(*token.card, authentication_id);
    const auto size = GENERATE(0U, 1U, 3U, 4U, 100U, 256U, 257U, 700U);
    CAPTURE(token.card->persona_name(), size);
    der.resize(size);
    token.card->set_file(path_of(authentication_id), der);
    CHECK(token.session.find({CKO_CERTIFICATE, authentication_id}).empty());
    CHECK(token.session.find(Wanted{CKO_CERTIFICATE}).size() == 3);
}

TEST_CASE("a file that is no certificate is not shown, and leaves the others alone",
          "[pkcs11][files]")
{
    const OpenSession token;
    Bytes content(900, 0x41);
    SECTION("text") {}
    SECTION("a sequence of nothing sensible")
    {
        content[0] = 0x30;
        content[1] = 0x82;
        content[2] = 0x03;
        content[3] = 0x00;
    }
    SECTION("a sequence that is empty")
    {
        content = {0x30, 0x00};
    }
    SECTION("a sequence without end")
    {
        content = {0x30, 0x80, 0x02, 0x01, 0x00};
    }
    SECTION("a length of four gigabytes")
    {
        content = {0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF};
    }
    SECTION("a length that is not the shortest")
    {
        content = der_on(*token.card, authentication_id);
        content.insert(content.begin() + 2, 0x00);
        content[1] = 0x83;
    }
    token.card->set_file(path_of(signature_id), content);
    CHECK(token.session.certificate(authentication_id) == der_on(*token.card, authentication_id));
    CHECK(token.session.find({CKO_CERTIFICATE, signature_id}).empty());
    CHECK(token.session.find(Wanted{CKO_CERTIFICATE}).size() == 3);
}

TEST_CASE("a certificate with any byte damaged is shown as it is or not at all", "[pkcs11][files]")
{
    std::mt19937 random{20240229}; // NOLINT(cert-msc51-cpp): the same bytes in every run
    OpenSession token;
    const auto der = der_on(*token.card, ca_id);
    for (int round = 0; round < 60; ++round) {
        auto damaged = der;
        damaged[random() % damaged.size()] ^= static_cast<std::uint8_t>(1U + random() % 255);
        token.card->set_file(path_of(ca_id), damaged);
        token.readers.exchange(first_reader, token.card);
        TestSession session;
        REQUIRE(token.open(session, 0) == Rv{CKR_OK});
        CAPTURE(round);
        if (session.find_init({CKO_CERTIFICATE, ca_id}) == Rv{CKR_OK}) {
            std::vector<CK_OBJECT_HANDLE> found;
            CHECK(session.find_some(found, 4) == Rv{CKR_OK});
            CHECK(session.find_final() == Rv{CKR_OK});
            if (!found.empty()) {
                CHECK(session.attribute(found.front(), CKA_VALUE).data == damaged);
            }
        }
        static_cast<void>(session.close());
    }
}

TEST_CASE("a communication error by the reader in a search is survived", "[pkcs11][files]")
{
    OpenSession token;
    token.readers.fail_transmit(GENERATE(1U, 2U, 5U), Errc::io);
    const auto rv = token.session.find_init({CKO_CERTIFICATE, authentication_id});
    CHECK((rv == Rv{CKR_OK} || rv == Rv{CKR_DEVICE_ERROR}));
    static_cast<void>(token.session.find_final());
    CHECK(token.session.certificate(authentication_id) == der_on(*token.card, authentication_id));
}
