// SPDX-License-Identifier: Apache-2.0
// Cards that refuse, lack or garble what every genuine card gives: the rest is given, and the
// verdict says what is missing.
#include "states.hpp"
#include "virtual_card/certificate.hpp"

#include <algorithm>
#include <string>

using namespace openbeid;
using namespace openbeid::test;
using virtual_card::Authority;
using virtual_card::FaultKind;
using virtual_card::PrivateKey;

namespace {

constexpr std::uint8_t select_file = 0xA4;
constexpr std::uint8_t read_binary = 0xB0;
constexpr std::uint8_t internal_authenticate = 0x88;

std::string outcome_of(const IdentityDocument& document, Check check)
{
    const auto& result = document.verification.result(check);
    return std::string{name_of(result.outcome)} + ": " + name_of(result.reason);
}

/// A card whose identity, but neither address nor photo, was read: what is read next is one of
/// these.
struct IdentityWasRead : CardInReader {
    explicit IdentityWasRead(std::string_view persona) : CardInReader{persona}, opened{open()}
    {
        roots = test_roots(opened);
        REQUIRE(read({.address = false, .photo = false}).verification.authentic());
    }

    [[nodiscard]] IdentityDocument read(IdentityOptions options)
    {
        options.test_roots = roots;
        return value_of(opened.read_identity(options));
    }

    Card opened;
    std::vector<Bytes> roots;
};

constexpr IdentityOptions with_address{.address = true, .photo = false};
constexpr IdentityOptions with_photo{.address = false, .photo = true};

/// Everything that can be read.
IdentityDocument read_all(const CardInReader& state)
{
    auto card = state.open();
    return value_of(card.read_identity(
        {.prove_chip = true, .certificates = true, .test_roots = test_roots(card)}));
}

PrivateKey key_of_register()
{
    auto key = PrivateKey::generate_ec("P-384");
    REQUIRE(key);
    return *std::move(key);
}

Authority certify(const char* name, const char* extensions, const Authority* issuer)
{
    const auto key = key_of_register();
    auto certificate =
        virtual_card::issue({.subject = {{"C", "BE"}, {"CN", name}},
                             .validity = {-1, 1},
                             .extensions = std::string{"[extensions]\n"} + extensions,
                             .digest = "SHA384"},
                            key,
                            issuer);
    REQUIRE(certificate);
    return {key, *std::move(certificate)};
}

Bytes signed_by(const Authority& signer, ByteView data)
{
    auto signature = signer.key.sign_ecdsa(virtual_card::digest("SHA384", data));
    REQUIRE(signature);
    return *std::move(signature);
}

} // namespace

TEST_CASE("a file that the card refuses half-way costs that file alone, and only this time",
          "[api][identity]")
{
    IdentityWasRead state{GENERATE("v17-citizen", "v18-citizen")};
    const auto status = GENERATE(as<std::uint16_t>{}, 0x6982, 0x6985, 0x6400, 0x6581, 0x6F00);
    CAPTURE(state.card->persona_name(), status);
    SECTION("the photo")
    {
        state.card->inject(
            {.kind = FaultKind::status, .after = 2, .ins = read_binary, .status = status});
        const auto document = state.read(with_photo);
        CHECK(document.photo.empty());
        CHECK(outcome_of(document, Check::photo_hash) == "failed: refused");
        CHECK_FALSE(document.verification.authentic());
        CHECK_FALSE(document.identity.surname.empty());
        CHECK(state.read(with_photo).verification.authentic());
    }
    SECTION("the login certificate")
    {
        state.card->inject(
            {.kind = FaultKind::status, .after = 2, .ins = read_binary, .status = status});
        const IdentityOptions options{.address = false, .photo = false, .certificates = true};
        const auto document = state.read(options);
        CHECK(outcome_of(document, Check::authentication_certificate) == "failed: refused");
        CHECK_FALSE(document.verification.authentic());
        CHECK(state.read(options).verification.authentic());
    }
}

TEST_CASE("a file that the card refuses from the start is no file that it lacks by right",
          "[api][identity]")
{
    struct Case {
        IdentityOptions options;
        Check check;
    };
    const auto [options, check] =
        GENERATE(Case{with_address, Check::address_signature}, Case{with_photo, Check::photo_hash});
    const auto [ins, status] = GENERATE(
        values<std::pair<std::uint8_t, std::uint16_t>>({{read_binary, std::uint16_t{0x6982}},
                                                        {read_binary, std::uint16_t{0x6985}},
                                                        {read_binary, std::uint16_t{0x6F00}},
                                                        {select_file, std::uint16_t{0x6283}},
                                                        {select_file, std::uint16_t{0x6985}},
                                                        {select_file, std::uint16_t{0x6400}}}));
    IdentityWasRead state{GENERATE("v17-citizen", "v18-citizen")};
    CAPTURE(state.card->persona_name(), name_of(check), ins, status);
    state.card->inject({.kind = FaultKind::status, .ins = ins, .status = status});
    const auto document = state.read(options);
    CHECK_FALSE(document.address);
    CHECK(document.photo.empty());
    CHECK(document.verification.result(check).outcome == Outcome::failed);
    CHECK_FALSE(document.verification.authentic());
    CHECK_FALSE(document.identity.surname.empty());
}

TEST_CASE("a card that refuses the identity file gives nothing", "[api][identity]")
{
    const CardInReader state{"v17-citizen"};
    auto card = state.open();
    // The register's certificate comes first.
    const auto certificate = state.card->file("3F00DF00503C").value();
    const auto size = std::size_t{4} + (std::size_t{certificate[2]} << 8U) + certificate[3];
    const auto blocks = static_cast<unsigned>((size + 255) / 256);
    state.card->inject(
        {.kind = FaultKind::status, .after = blocks + 1, .ins = read_binary, .status = 0x6F00});
    CHECK(code_of(card.read_identity()) == "unexpected_status");
    CHECK(card.read_identity());
}

TEST_CASE("files that are on every genuine card must be there", "[api][identity]")
{
    struct Case {
        const char* path;
        Check check;
    };
    const auto [path, check] = GENERATE(values<Case>({{"3F00DF014033", Check::address_signature},
                                                      {"3F00DF014034", Check::address_signature},
                                                      {"3F00DF014035", Check::photo_hash}}));
    const CardInReader state{GENERATE("v11-citizen", "v17-citizen", "v18-citizen")};
    CAPTURE(state.card->persona_name(), path);
    SECTION("not at all")
    {
        state.card->erase_file(path);
    }
    SECTION("only by name")
    {
        state.card->set_file(path, Bytes{});
    }
    SECTION("one of them, without an address")
    {
        state.card->set_file("3F00DF014033", Bytes(121));
        state.card->erase_file(path);
    }
    const auto document = read_all(state);
    CHECK(outcome_of(document, check) == "failed: not_on_card");
    CHECK_FALSE(document.verification.authentic());
}

TEST_CASE("an address without content is none, as one of zeros is", "[api][identity]")
{
    const CardInReader state{GENERATE("v17-citizen", "v18-citizen")};
    auto address = Bytes{0x01, 0x00, 0x02, 0x00, 0x03, 0x00};
    address.resize(121);
    state.card->set_file("3F00DF014033", address);
    state.card->set_file("3F00DF014034", Bytes(256));
    const auto document = read_all(state);
    CHECK_FALSE(document.address);
    CHECK(outcome_of(document, Check::address_signature) == "absent: not_on_card");
    CHECK(document.verification.authentic());
}

TEST_CASE("a certificate that is garbage is no certificate that the card does not have",
          "[api][identity]")
{
    struct Case {
        const char* path;
        Check check;
        std::optional<CertificateId> id;
    };
    const auto [path, check, id] = GENERATE(
        Case{
            "3F00DF00503C", Check::national_register_certificate, CertificateId::national_register},
        Case{"3F00DF005038", Check::authentication_certificate, CertificateId::authentication},
        Case{"3F00DF005039", Check::signature_certificate, CertificateId::signature},
        Case{"3F00DF00503B", Check::root_certificate, CertificateId::root});
    const auto bad =
        GENERATE(Bytes(1500, 0xFF), Bytes{0x30, 0x82, 0x05}, Bytes{0x30, 0x03, 0x02, 0x01, 0x01});
    const CardInReader state{GENERATE("v17-citizen", "v18-citizen")};
    CAPTURE(state.card->persona_name(), path);
    const auto good = state.card->file(path).value();
    auto reading = state.open();
    const auto roots = test_roots(reading);

    state.card->set_file(path, bad);
    auto card = state.open();
    const auto document = value_of(card.read_identity({.certificates = true, .test_roots = roots}));
    CHECK(outcome_of(document, check) == "failed: malformed");
    CHECK_FALSE(document.verification.authentic());
    CHECK(code_of(card.certificate(*id)) == "malformed");

    if (check == Check::national_register_certificate && bad.size() != 5) {
        // Nothing whole was read, and it may have been the reader: the card is asked again.
        state.card->set_file(path, good);
        CHECK(value_of(card.read_identity({.test_roots = roots})).verification.authentic());
    }
}

TEST_CASE("a login certificate whose CA is not on the card is not in order", "[api][identity]")
{
    const CardInReader state{"v17-citizen"};
    state.card->set_file("3F00DF00503A", Bytes(1300));
    const auto document = read_all(state);
    CHECK(outcome_of(document, Check::authentication_certificate) == "failed: no_key");
    CHECK_FALSE(document.verification.authentic());
}

TEST_CASE("a line that fails is no verdict on the card", "[api][identity]")
{
    IdentityWasRead state{"v17-citizen"};
    for (int attempt = 0; attempt < 8; ++attempt) {
        state.card->inject({.kind = FaultKind::drop_before, .ins = read_binary});
    }
    const IdentityOptions options{
        .address = false, .photo = false, .certificates = true, .test_roots = state.roots};
    CHECK(code_of(state.opened.read_identity(options)) == "io");
    state.card->clear_faults();
    CHECK(value_of(state.opened.read_identity(options)).verification.authentic());
}

TEST_CASE("a chip that does not answer the challenge is not proven", "[api][identity]")
{
    const CardInReader state{"v18-citizen"};
    const auto status = GENERATE(as<std::uint16_t>{}, 0x6A88, 0x6D00, 0x6985, 0x6400, 0x6F00);
    CAPTURE(status);
    for (int attempt = 0; attempt < 2; ++attempt) {
        state.card->inject(
            {.kind = FaultKind::status, .ins = internal_authenticate, .status = status});
    }
    const auto document = read_all(state);
    CHECK(outcome_of(document, Check::chip_proof) == "failed: refused");
    CHECK(outcome_of(document, Check::basic_key_hash) == "passed: none");
    CHECK_FALSE(document.verification.authentic());
}

TEST_CASE("a chip that answers with a wrong signature is not proven", "[api][identity]")
{
    const CardInReader state{"v18-citizen"};
    state.card->inject({.kind = FaultKind::flip, .ins = std::uint8_t{0xC0}, .count = 100});
    CHECK(outcome_of(read_all(state), Check::chip_proof) == "failed: mismatch");
}

TEST_CASE("a key of the chip that the register vouches for and that is none proves nothing",
          "[api][identity]")
{
    const CardInReader state{"v18-citizen"};
    const auto root =
        certify("Root", "basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign\n", nullptr);
    const auto registrar = certify("Test RRN", "keyUsage=digitalSignature\n", &root);
    const Bytes no_key(120, 0x5A);
    const auto hash = virtual_card::digest("SHA384", no_key);
    auto identity = state.card->file("3F00DF014031").value();
    const Bytes tag{0x1A, 0x30};
    const auto field = std::search(identity.begin(), identity.end(), tag.begin(), tag.end());
    REQUIRE(field != identity.end());
    std::ranges::copy(hash, field + 2);
    state.card->set_file("3F00DF014031", identity);
    state.card->set_file("3F00DF014032", signed_by(registrar, identity));
    state.card->set_file("3F00DF00503C", registrar.certificate);
    state.card->set_file("3F00DF014040", no_key);

    auto card = state.open();
    const IdentityOptions options{
        .address = false, .prove_chip = true, .test_roots = {*root.key.public_key()}};
    const auto document = value_of(card.read_identity(options));
    CHECK(outcome_of(document, Check::identity_signature) == "passed: none");
    CHECK(outcome_of(document, Check::basic_key_hash) == "passed: none");
    CHECK(outcome_of(document, Check::chip_proof) == "failed: no_key");
    CHECK_FALSE(document.verification.authentic());
}
