// SPDX-License-Identifier: Apache-2.0
// No right of the `Signature` key is ever left for another program.
#include "states.hpp"

using namespace openbeid;
using namespace openbeid::test;

namespace {

/// 32 bytes: a hash for ECDSA, and anything for PKCS#1.
constexpr const char* sign_32_bytes = "00 2A 9E 9A 20 "
                                      "01020304 05060708 090A0B0C 0D0E0F10 "
                                      "11121314 15161718 191A1B1C 1D1E1F20";
constexpr const char* select_belpic = "00 A4 08 0C 04 3F 00 DF 00";
constexpr const char* choose_key_83 = "00 22 41 B6 05 04 80 01 84 83";

/// A program that wants a signature with key 83 and has no PIN.
class Thief {
public:
    explicit Thief(const CardInserted& token)
        : card_{*token.card}, program_{token.readers, first_reader}
    {
    }

    /// Takes what was left in the card, first as it is, then with the environment of key 83.
    void try_everything()
    {
        const Meter meter{card_};
        static_cast<void>(program_.send(sign_32_bytes));
        static_cast<void>(program_.send(select_belpic));
        CHECK(program_.send(choose_key_83) == 0x9000);
        CHECK(program_.send(sign_32_bytes) == 0x6982);
        CHECK(meter.signatures_83() == 0);
    }

private:
    const Card& card_;
    OtherProgram program_;
};

} // namespace

TEST_CASE("between the calls of a legal signature nobody else can sign with that key",
          "[pkcs11][signature-key]")
{
    const OpenSession token{GENERATE(values<const char*>(every_citizen))};
    const auto& session = token.session;
    CAPTURE(token.card->persona_name());
    Thief thief{token};
    thief.try_everything();
    REQUIRE(session.login(right_pin) == Rv{CKR_OK});
    thief.try_everything();
    const auto key = session.key(signature_id);
    thief.try_everything();
    const bool is_ec = token.card->persona_name().starts_with("v18");
    REQUIRE(session.sign_init(is_ec ? CKM_ECDSA_SHA256 : CKM_SHA256_RSA_PKCS, key) == Rv{CKR_OK});
    thief.try_everything();
    CHECK(session.context_login(wrong_pin) == Rv{CKR_PIN_INCORRECT});
    thief.try_everything();
    REQUIRE(session.context_login(right_pin) == Rv{CKR_OK});
    thief.try_everything();
    CHECK(session.sign_length(some_text()).rv == Rv{CKR_OK});
    thief.try_everything();
    CHECK(session.sign(some_text()).rv == Rv{CKR_OK});
    thief.try_everything();
    CHECK(session.logout() == Rv{CKR_OK});
    thief.try_everything();
}

TEST_CASE("a legal signature that fails on the card leaves no right behind",
          "[pkcs11][signature-key]")
{
    const KeysFound token{GENERATE(values<const char*>(every_citizen))};
    const auto kind = GENERATE(FaultKind::status,
                               FaultKind::drop_before,
                               FaultKind::drop_after,
                               FaultKind::reset,
                               FaultKind::silent_reset);
    const auto& session = token.session;
    CAPTURE(token.card->persona_name(), static_cast<int>(kind));
    REQUIRE(session.sign_init(token.hashing_mechanism(), token.signature_key) == Rv{CKR_OK});
    REQUIRE(session.context_login(right_pin) == Rv{CKR_OK});
    Thief thief{token};
    token.card->inject({.kind = kind, .ins = ins_sign, .status = 0x6F00});
    CHECK_FALSE(session.sign(some_text()).rv == Rv{CKR_OK});
    thief.try_everything();
    CHECK(session.state() == CKS_RW_PUBLIC_SESSION);
    CHECK_FALSE(token.card->authentication_right());
}

TEST_CASE("when the card can't be told to log off it is reset", "[pkcs11][signature-key]")
{
    const KeysFound token{GENERATE("v17-citizen", "v18-citizen")};
    const auto& session = token.session;
    REQUIRE(session.sign_init(token.hashing_mechanism(), token.signature_key) == Rv{CKR_OK});
    REQUIRE(session.context_login(right_pin) == Rv{CKR_OK});
    Thief thief{token};
    token.card->inject({.kind = FaultKind::drop_before, .ins = ins_sign});
    token.card->inject({.kind = FaultKind::drop_before, .ins = ins_log_off});
    const auto resets = token.card->counters().resets;
    CHECK(session.sign(some_text()).rv == Rv{CKR_DEVICE_ERROR});
    CHECK(token.card->counters().resets == resets + 1);
    thief.try_everything();
    CHECK(session.state() == CKS_RW_PUBLIC_SESSION);
    REQUIRE(session.login(right_pin) == Rv{CKR_OK}); // all goes on afterwards
    CHECK(token.sign_legally().rv == Rv{CKR_OK});
}

TEST_CASE("a VERIFY that was answered by nobody leaves no right behind", "[pkcs11][signature-key]")
{
    const KeysFound token{GENERATE("v17-citizen", "v18-citizen")};
    const auto& session = token.session;
    REQUIRE(session.sign_init(token.hashing_mechanism(), token.signature_key) == Rv{CKR_OK});
    REQUIRE(session.context_login(right_pin) == Rv{CKR_OK});
    Thief thief{token};
    token.card->inject({.kind = FaultKind::drop_after, .ins = ins_verify});
    const Meter meter{*token.card};
    CHECK(session.sign(some_text()).rv == Rv{CKR_DEVICE_ERROR});
    CHECK(meter.verifies() == 1); // never repeated
    thief.try_everything();
    CHECK(session.state() == CKS_RW_PUBLIC_SESSION);
}

TEST_CASE("another program's choice of the signature key does not turn our login into its right",
          "[pkcs11][signature-key]")
{
    const OpenSession token{GENERATE("v17-citizen", "v18-citizen")};
    Thief thief{token};
    thief.try_everything(); // leaves key 83 chosen
    REQUIRE(token.session.login(right_pin) == Rv{CKR_OK});
    CHECK(token.card->authentication_right());
    thief.try_everything();
    REQUIRE(token.session.set_pin(right_pin, "4321") == Rv{CKR_OK});
    thief.try_everything();
}

TEST_CASE("the certificate of the signature key is there before its PIN is asked for",
          "[pkcs11][signature-key]")
{
    const LoggedIn token{"v17-citizen"};
    const auto key = token.session.key(signature_id);
    REQUIRE(token.session.sign_init(CKM_SHA256_RSA_PKCS, key) == Rv{CKR_OK});
    const Meter meter{*token.card};
    REQUIRE(token.session.context_login(right_pin) == Rv{CKR_OK});
    REQUIRE(token.session.sign(some_text()).rv == Rv{CKR_OK});
    CHECK(meter.commands(ins_read_binary) == 0);
}
