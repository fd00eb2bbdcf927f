// SPDX-License-Identifier: Apache-2.0
#include "states.hpp"
#include "support/in_child.hpp"

#include <algorithm>
#include <string_view>

using namespace openbeid;
using namespace openbeid::test;

TEST_CASE("a card tells its number and generation when it is opened", "[api][card]")
{
    struct Case {
        const char* persona;
        std::uint8_t version;
        std::uint64_t exchanges;
    };
    const auto [persona, version, exchanges] = GENERATE(values<Case>(
        {{"v11-citizen", 0x11, 1}, {"v17-citizen", 0x17, 1}, {"v18-citizen", 0x18, 2}}));
    CAPTURE(persona);
    const CardInReader state{persona};
    const auto card = state.open();
    CHECK(card.info().applet_version == version);
    CHECK(card.info().atr == state.card->atr());
    const auto& data = card.info().card_data;
    CHECK(data.size() >= 28);
    CHECK(std::equal(
        card.info().serial_number.begin(), card.info().serial_number.end(), data.begin()));
    CHECK(state.apdus() == exchanges);
}

TEST_CASE("certificates tell whose they are and until when", "[api][card]")
{
    const CardInReader state{GENERATE("v11-citizen", "v17-citizen", "v18-citizen")};
    CAPTURE(state.card->persona_name());
    auto card = state.open();
    for (const auto id : {CertificateId::authentication,
                          CertificateId::signature,
                          CertificateId::ca,
                          CertificateId::root,
                          CertificateId::national_register}) {
        CAPTURE(static_cast<int>(id));
        const auto certificate = value_of(card.certificate(id));
        REQUIRE(certificate);
        CHECK(certificate->der.front() == 0x30);
        CHECK_FALSE(certificate->subject.empty());
        CHECK_FALSE(certificate->issuer.empty());
        CHECK_FALSE(certificate->serial_number.empty());
        CHECK(certificate->not_before < certificate->not_after);
        CHECK(certificate->key_bits >= 384);
    }
    const auto reads = state.apdus();
    static_cast<void>(value_of(card.certificate(CertificateId::authentication)));
    CHECK(state.apdus() == reads); // from memory
}

TEST_CASE("a minor has no signature certificate, and that is no error", "[api][card]")
{
    const CardInReader state{GENERATE("v17-minor", "v18-minor")};
    auto card = state.open();
    CHECK(value_of(card.certificate(CertificateId::authentication)).has_value());
    CHECK_FALSE(value_of(card.certificate(CertificateId::signature)).has_value());
    CHECK(value_of(card.schemes(KeyId::signature)).empty());
}

TEST_CASE("the PIN's state is told without spending a try", "[api][card]")
{
    struct Case {
        const char* persona;
        std::optional<std::uint8_t> tries;
    };
    const auto [persona, tries] = GENERATE(values<Case>({{"v11-citizen", std::nullopt},
                                                         {"v17-citizen", 3},
                                                         {"v18-citizen", 3},
                                                         {"v17-last-try", 1},
                                                         {"v17-blocked", 0}}));
    CAPTURE(persona);
    const CardInReader state{persona};
    const auto before = state.card->tries_left();
    auto card = state.open();
    const auto status = value_of(card.pin_status());
    CHECK(status.exists);
    CHECK_FALSE(status.verified);
    CHECK(status.tries_left == tries);
    CHECK(state.card->tries_left() == before);
}

TEST_CASE("the PIN's state is asked for again when a reset came between", "[api][card]")
{
    CardInReader state{GENERATE("v17-citizen", "v18-citizen")};
    auto card = state.open();
    state.stack.fail_transmit(1, Errc::card_reset);
    CHECK(value_of(card.pin_status()).tries_left == 3);
    CHECK(state.card->tries_left() == 3);
}

TEST_CASE("a card that was never activated has no PIN, and says so", "[api][card]")
{
    const CardInReader state{GENERATE("v17-unactivated", "v18-unactivated")};
    CAPTURE(state.card->persona_name());
    auto card = state.open();
    const auto status = value_of(card.pin_status());
    CHECK_FALSE(status.exists);
    CHECK_FALSE(status.tries_left.has_value());
    CHECK(code_of(card.log_in(pin_of("1234"))) == "not_activated"); // and nothing is sent
    CHECK(state.card->counters().verify_pins == 0);
}

TEST_CASE("a login lasts until it is ended, and is not made twice", "[api][card]")
{
    const CardInReader state{GENERATE("v17-citizen", "v18-citizen")};
    auto card = state.open();
    CHECK(value_of(card.log_in(pin_of("1234"))));
    CHECK(value_of(card.pin_status()).verified);
    const auto verifies = state.card->counters().verify_commands;
    CHECK_FALSE(value_of(card.log_in(pin_of("9999")))); // not looked at, and said so
    // The second one only asked, with an empty VERIFY at the most.
    CHECK(state.card->counters().verify_commands <= verifies + 1);
    CHECK(code_of(card.log_out()) == "ok");
    CHECK_FALSE(state.card->authentication_right());
}

TEST_CASE("the end of a card object ends its login", "[api][card]")
{
    const CardInReader state{GENERATE("v11-citizen", "v17-citizen", "v18-citizen")};
    {
        auto card = state.open();
        REQUIRE(code_of(card.log_in(pin_of("1234"))) == "ok");
        CHECK(state.card->authentication_right());
    }
    CHECK_FALSE(state.card->authentication_right());
}

TEST_CASE("the end of a card object in a forked process leaves the parent's alone", "[api][card]")
{
    CardInReader state{GENERATE("v17-citizen", "v18-citizen")};
    auto card = state.open();
    REQUIRE(value_of(card.log_in(pin_of("1234"))));
    CHECK(in_child([&] {
        const auto before = state.apdus();
        { // in every way that ends one
            const auto moved = std::move(card);
            auto other = std::move(state.readers);
        }
        return state.apdus() == before;
    }));
    CHECK(value_of(card.pin_status()).verified);
}

TEST_CASE("a name that is no UTF-8 is made one", "[api][card]")
{
    const CardInReader state{"v18-citizen"};
    auto certificate = state.card->file("3F00DF005038").value();
    const std::string_view name{"(Authentication)"};
    const auto at = std::search(certificate.begin(), certificate.end(), name.begin(), name.end());
    REQUIRE(at != certificate.end());
    *at = 0x9B; // CSI, to some terminals
    state.card->set_file("3F00DF005038", certificate);
    auto card = state.open();
    const auto subject = value_of(card.certificate(CertificateId::authentication))->subject;
    CHECK(subject.ends_with("\xEF\xBF\xBD"
                            "Authentication)"));
}

TEST_CASE("a wrong PIN costs one try, and is not sent again", "[api][card]")
{
    const CardInReader state{GENERATE("v17-citizen", "v18-citizen")};
    auto card = state.open();
    const auto refused = card.log_in(pin_of("9999"));
    REQUIRE(code_of(refused) == "pin_incorrect");
    CHECK(refused.error().tries_left == 2);
    CHECK_FALSE(card.log_in(pin_of("9999")));
    CHECK(state.card->tries_left() == 2);
    CHECK(code_of(card.log_in(pin_of("1234"))) == "ok");
    CHECK(state.card->tries_left() == 3);
}

TEST_CASE("a PIN that can't be one does not become an object", "[api][card]")
{
    for (const std::string_view digits : {"", "123", "1234567890123", "12a4", "12 4"}) {
        CHECK(code_of(Pin::from(Bytes{digits.begin(), digits.end()})) == "pin_malformed");
    }
}

TEST_CASE("the PIN is changed", "[api][card]")
{
    const CardInReader state{GENERATE("v17-citizen", "v18-citizen")};
    auto card = state.open();
    CHECK(code_of(card.change_pin(pin_of("9999"), pin_of("56789"))) == "pin_incorrect");
    CHECK(code_of(card.change_pin(pin_of("1234"), pin_of("56789"))) == "ok");
    CHECK(state.card->pin() == "56789");
    CHECK_FALSE(state.card->authentication_right()); // a change is no login
    CHECK(code_of(card.log_in(pin_of("56789"))) == "ok");
}

TEST_CASE("a card that is taken out is told, and stays gone", "[api][card]")
{
    CardInReader state{"v18-citizen"};
    auto card = state.open();
    state.stack.remove(first_reader);
    CHECK(code_of(card.certificate(CertificateId::authentication)) == "card_removed");
    state.stack.insert(first_reader, state.card);
    CHECK(code_of(card.pin_status()) == "card_removed");
    CHECK(value_of(state.open().pin_status()).tries_left == 3);
}
