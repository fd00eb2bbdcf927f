// SPDX-License-Identifier: Apache-2.0
#include "base/hex.hpp"
#include "states.hpp"

#include <openbeid/log.hpp>

#include <set>
#include <string>

using namespace openbeid;
using namespace openbeid::test;

namespace {

IdentityOptions everything(Card& card)
{
    return {.prove_chip = true, .certificates = true, .test_roots = test_roots(card)};
}

} // namespace

TEST_CASE("the identity of a virtual card is authentic by its own root, and says so",
          "[api][identity]")
{
    const CardInReader state{
        GENERATE("v11-citizen", "v17-citizen", "v17-rekeyed", "v18-citizen", "v18-foreigner")};
    CAPTURE(state.card->persona_name());
    auto card = state.open();
    const auto document = value_of(card.read_identity(everything(card)));
    CHECK(document.verification.authentic());
    CHECK(document.verification.relies_on_test_root());
    CHECK_FALSE(document.identity.surname.empty());
    CHECK(document.identity.birth_date.value.has_value());
    CHECK(document.identity.chip_number ==
          Bytes(card.info().serial_number.begin(), card.info().serial_number.end()));
    REQUIRE(document.address);
    CHECK(document.address->zip.size() == 4);
    REQUIRE(document.photo.size() > 2);
    CHECK(document.photo[0] == 0xFF);
    CHECK(document.photo[1] == 0xD8);
    const auto proof = document.verification.result(Check::chip_proof).outcome;
    CHECK((proof == Outcome::passed) == (card.info().applet_version == 0x18));
    CHECK(state.card->counters().verify_commands == 0);
}

TEST_CASE("without its root a virtual card is not authentic", "[api][identity]")
{
    const CardInReader state{GENERATE("v17-citizen", "v18-citizen")};
    auto card = state.open();
    const auto document = value_of(card.read_identity());
    CHECK_FALSE(document.verification.authentic());
    CHECK(document.verification.first_failure() == Check::national_register_certificate);
    CHECK_FALSE(document.identity.surname.empty()); // shown, but not vouched for
}

TEST_CASE("a file that was changed is named", "[api][identity]")
{
    struct Case {
        const char* path;
        Check check;
    };
    const auto [path, check] = GENERATE(values<Case>({{"3F00DF014031", Check::identity_signature},
                                                      {"3F00DF014033", Check::address_signature},
                                                      {"3F00DF014035", Check::photo_hash}}));
    const CardInReader state{GENERATE("v17-citizen", "v18-citizen")};
    CAPTURE(state.card->persona_name(), path);
    auto file = state.card->file(path).value();
    file.at(12) ^= 0x01U;
    state.card->set_file(path, file);
    auto card = state.open();
    const auto document = card.read_identity(everything(card));
    if (document) {
        CHECK_FALSE(document->verification.authentic());
        CHECK(document->verification.result(check).outcome == Outcome::failed);
    } else {
        CHECK(code_of(document) == "malformed");
    }
}

TEST_CASE("a copied card does not pass the chip proof", "[api][identity]")
{
    const CardInReader state{"v18-citizen"};
    const auto other = make_card("v18-foreigner");
    for (const auto* const path : {"3F00DF014031",
                                   "3F00DF014032",
                                   "3F00DF014033",
                                   "3F00DF014034",
                                   "3F00DF014035",
                                   "3F00DF00503C",
                                   "3F00DF014040"}) {
        state.card->set_file(path, other->file(path).value());
    }
    auto card = state.open();
    const auto document = value_of(card.read_identity(everything(card)));
    CHECK_FALSE(document.verification.authentic());
    CHECK(document.verification.result(Check::chip_number).outcome == Outcome::failed);
    CHECK(document.verification.result(Check::chip_proof).outcome == Outcome::failed);
}

TEST_CASE("a copied card does not pass by leaving out what would betray it", "[api][identity]")
{
    struct Case {
        const char* path;
        Check check;
    };
    const auto [path, check] =
        GENERATE(values<Case>({{"3F00DF014034", Check::address_signature},
                               {"3F00DF014032", Check::identity_signature},
                               {"3F00DF00503C", Check::national_register_certificate},
                               {"3F00DF014040", Check::chip_proof},
                               {"3F00DF014040", Check::basic_key_hash}}));
    CAPTURE(path);
    const CardInReader state{"v18-citizen"};
    state.card->erase_file(path);
    auto card = state.open();
    const auto document = value_of(card.read_identity(everything(card)));
    CHECK_FALSE(document.verification.authentic());
    CHECK(document.verification.result(check).outcome == Outcome::failed);
    CHECK(document.verification.result(check).reason == Reason::not_on_card);
}

TEST_CASE("a chip that refuses to prove itself has not", "[api][identity]")
{
    const CardInReader state{"v18-citizen"};
    state.card->inject({.kind = virtual_card::FaultKind::status, .ins = 0x88, .status = 0x6985});
    auto card = state.open();
    const auto document = value_of(card.read_identity(everything(card)));
    CHECK_FALSE(document.verification.authentic());
    CHECK(document.verification.result(Check::chip_proof).outcome == Outcome::failed);
    CHECK_FALSE(document.identity.surname.empty());
}

TEST_CASE("one bad file does not take the others along", "[api][identity]")
{
    const CardInReader state{GENERATE("v17-citizen", "v18-citizen")};
    const auto bad = GENERATE(Bytes{}, Bytes(1500, 0xFF), Bytes{0x30, 0x82, 0x05});
    SECTION("the register's certificate")
    {
        state.card->set_file("3F00DF00503C", bad);
        auto card = state.open();
        const auto document = value_of(card.read_identity(everything(card)));
        CHECK_FALSE(document.verification.authentic());
        CHECK_FALSE(document.identity.surname.empty());
        CHECK(document.address);
        CHECK_FALSE(document.photo.empty());
    }
    SECTION("the address")
    {
        state.card->set_file("3F00DF014033", Bytes{0x01, 0x30, 0x41});
        auto card = state.open();
        const auto document = value_of(card.read_identity(everything(card)));
        CHECK_FALSE(document.address);
        CHECK(document.verification.result(Check::address_signature).outcome == Outcome::failed);
        CHECK_FALSE(document.photo.empty());
    }
}

TEST_CASE("certificates that a card does not have are absent", "[api][identity]")
{
    const CardInReader state{"v18-minor"};
    auto card = state.open();
    const auto document = value_of(card.read_identity(everything(card)));
    CHECK(document.verification.authentic());
    const auto& result = document.verification.result(Check::signature_certificate);
    CHECK(result.outcome == Outcome::absent);
    CHECK(result.reason == Reason::not_on_card);
}

TEST_CASE("only what was asked for is read, in as few exchanges as the files need",
          "[api][identity]")
{
    const CardInReader state{GENERATE("v17-citizen", "v18-citizen")};
    CAPTURE(state.card->persona_name());
    auto card = state.open();
    const auto size = [&](const char* path) { return state.card->file(path).value().size(); };
    const auto blocks = [](std::size_t bytes) { return (bytes + 255) / 256; };
    const auto rn = state.card->file("3F00DF00503C").value();
    const auto der = std::size_t{4} + (std::size_t{rn[2]} << 8U) + rn[3];
    const bool is_rsa = state.card->persona_name() == "v17-citizen";

    auto start = state.apdus();
    static_cast<void>(value_of(card.read_identity({.address = false, .photo = false})));
    // Certificate; identity of unknown length; signature, known for RSA (product decision).
    const auto identity = blocks(size("3F00DF014031")) + 2;
    CHECK(state.apdus() - start == blocks(der) + 1 + identity + (is_rsa ? 2 : 3));

    start = state.apdus();
    static_cast<void>(value_of(card.read_identity({.photo = false})));
    CHECK(state.apdus() - start == 3U + (is_rsa ? 2 : 3));

    start = state.apdus();
    static_cast<void>(value_of(card.read_identity()));
    CHECK(state.apdus() - start == blocks(size("3F00DF014035")) + 2);

    start = state.apdus();
    static_cast<void>(value_of(card.read_identity()));
    CHECK(state.apdus() == start);
}

TEST_CASE("a long reading tells where it is and can be ended", "[api][identity]")
{
    const CardInReader state{GENERATE("v11-citizen", "v17-citizen", "v18-citizen")};
    auto card = state.open();
    std::set<std::string> files;
    const auto note = [&](const Progress& progress) {
        files.insert(progress.file);
        return progress.file != std::string{"photo"} || progress.bytes < 512;
    };
    CHECK(code_of(card.read_identity({}, note)) == "cancelled");
    CHECK(files.count("identity") == 1);
    CHECK(files.count("photo") == 1);
    // The card is free again, and what was read is kept.
    const OtherProgram other{state.stack, first_reader};
    CHECK(value_of(card.read_identity({.test_roots = test_roots(card)})).verification.authentic());
}

TEST_CASE("a card without identity says so", "[api][identity]")
{
    const CardInReader state{"v17-citizen"};
    state.card->erase_file("3F00DF014031");
    CHECK(code_of(state.open().read_identity()) == "not_found");
}

TEST_CASE("a card without address is authentic without one", "[api][identity]")
{
    const CardInReader state{"v17-citizen"};
    state.card->set_file("3F00DF014033", Bytes(121));
    state.card->set_file("3F00DF014034", Bytes(256));
    auto card = state.open();
    const auto document = value_of(card.read_identity({.test_roots = test_roots(card)}));
    CHECK_FALSE(document.address);
    CHECK(document.verification.authentic());
}

TEST_CASE("no line of the log holds anything personal, whatever is done", "[api][identity][log]")
{
    const CardInReader state{GENERATE("v11-citizen", "v17-citizen", "v18-citizen")};
    std::string log;
    set_log_sink(LogLevel::debug, [&](LogLevel, std::string_view line) {
        log += line;
        log += '\n';
    });
    IdentityDocument document;
    {
        auto card = state.open();
        document = value_of(card.read_identity(everything(card)));
        Holder holder;
        const auto scheme = value_of(card.schemes(KeyId::signature)).front();
        const Bytes hash(size_of(scheme.hash), 0x5A);
        CHECK(card.sign(KeyId::authentication, scheme, hash, holder.callback()));
        CHECK(card.sign(KeyId::signature, scheme, hash, holder.callback()));
        CHECK(card.log_out());
        CHECK_FALSE(card.log_in(pin_of("987654321")));
    }
    set_log_sink(LogLevel::debug, {});
    CHECK(log.find("APDU 00 B0") != std::string::npos); // it was written, down to the commands
    const auto& who = document.identity;
    const auto& home = document.address.value();
    for (const auto& personal : {who.surname,
                                 who.first_names,
                                 who.national_number,
                                 who.card_number,
                                 who.birth_date.text,
                                 who.birth_place,
                                 home.street_and_number,
                                 to_hex(who.chip_number),
                                 std::string{"987654321"},
                                 std::string{"24 12 34"},
                                 std::string{"241234"}}) {
        CAPTURE(personal);
        REQUIRE_FALSE(personal.empty());
        CHECK(log.find(personal) == std::string::npos);
    }
}
