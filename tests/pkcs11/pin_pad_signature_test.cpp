// SPDX-License-Identifier: Apache-2.0
// Signatures, and the PIN for them, on a reader with a PIN pad.
#include "pad_reader.hpp"
#include "support/temporary_directory.hpp"

using namespace openbeid;
using namespace openbeid::test;

TEST_CASE("a signature with the key Authentication asks nobody again", "[pkcs11][pin-pad]")
{
    PadReader token{GENERATE(values<const char*>(every_citizen))};
    token.begin_signature(authentication_id);
    CHECK(token.session.sign(some_text()).rv == Rv{CKR_OK});
    CHECK(token.asked == 0);
}

TEST_CASE("the pad asks for the signature key between its choice and the signature",
          "[pkcs11][pin-pad][signature-key]")
{
    PadReader token{GENERATE(values<const char*>(every_citizen))};
    token.begin_signature(signature_id);
    const bool context_login = GENERATE(true, false); // Java and newer NSS make none
    if (context_login) {
        CHECK(token.login(CKU_CONTEXT_SPECIFIC) == Rv{CKR_OK});
    }
    CHECK(token.session.sign_length(some_text()).rv == Rv{CKR_OK});
    CHECK(token.asked == 0);
    const Transcript transcript{token};
    CHECK(token.session.sign(some_text()).rv == Rv{CKR_OK});
    CHECK(token.asked == 1);
    CHECK(transcript.instructions() ==
          Bytes{ins_select, ins_mse, 0x83, ins_verify, ins_sign, ins_get_response});
    CHECK(token.session.state() == CKS_RW_USER_FUNCTIONS);
    CHECK(token.card->authentication_right());
}

TEST_CASE("a PIN that is given at the context login is used, and not asked for",
          "[pkcs11][pin-pad][signature-key]")
{
    PadReader token;
    token.begin_signature(signature_id);
    REQUIRE(token.session.context_login(right_pin) == Rv{CKR_OK});
    CHECK(token.session.sign(some_text()).rv == Rv{CKR_OK});
    CHECK(token.asked == 0);
}

TEST_CASE("a context login without an operation of the signature key asks nobody",
          "[pkcs11][pin-pad][signature-key]")
{
    PadReader token;
    CHECK(token.login(CKU_CONTEXT_SPECIFIC) == Rv{CKR_OPERATION_NOT_INITIALIZED});
    token.begin_signature(authentication_id);
    CHECK(token.login(CKU_CONTEXT_SPECIFIC) == Rv{CKR_OPERATION_NOT_INITIALIZED});
    CHECK(token.asked == 0);
}

TEST_CASE("a legal signature that is cancelled on the pad leaves the user logged in and no right",
          "[pkcs11][pin-pad][signature-key]")
{
    PadReader token{GENERATE(values<const char*>(every_citizen))};
    token.begin_signature(signature_id);
    REQUIRE(token.login(CKU_CONTEXT_SPECIFIC) == Rv{CKR_OK});
    const bool is_short = GENERATE(true, false);
    if (is_short) {
        token.next.pin = "12";
    } else {
        token.next.status = GENERATE(cancel_key, nobody_came);
    }
    const Meter meter{*token.card};
    const Transcript transcript{token};
    CHECK(token.session.sign(some_text()).rv ==
          Rv{is_short ? CKR_USER_NOT_LOGGED_IN : CKR_FUNCTION_CANCELED});
    CHECK(transcript.instructions() == Bytes{ins_select, ins_mse, 0x83, ins_select, ins_mse, 0x82});
    CHECK(meter.verifies() == 0);
    CHECK(meter.signatures_83() == 0);
    CHECK(token.session.state() == CKS_RW_USER_FUNCTIONS);
    CHECK(token.card->authentication_right());
    CHECK(token.session.sign(some_text()).rv == Rv{CKR_OPERATION_NOT_INITIALIZED});
}

TEST_CASE("a wrong PIN for a legal signature costs one try and ends the login",
          "[pkcs11][pin-pad][signature-key]")
{
    PadReader token{GENERATE(values<const char*>(every_citizen))};
    token.begin_signature(signature_id);
    token.next.pin = wrong_pin;
    CHECK(token.session.sign(some_text()).rv == Rv{CKR_USER_NOT_LOGGED_IN});
    CHECK(token.card->tries_left() == 2);
    CHECK(token.session.state() == CKS_RW_PUBLIC_SESSION);
    CHECK_FALSE(token.card->authentication_right());
}

TEST_CASE("a legal signature that fails after the pad's PIN is followed by LOG OFF",
          "[pkcs11][pin-pad][signature-key]")
{
    PadReader token{GENERATE(values<const char*>(every_citizen))};
    token.begin_signature(signature_id);
    const auto ins = GENERATE(ins_verify, ins_sign);
    const auto kind = GENERATE(FaultKind::drop_after, FaultKind::status_after);
    token.card->inject({.kind = kind, .ins = ins, .status = 0x6F00});
    const Transcript transcript{token};
    CHECK(token.session.sign(some_text()).rv == Rv{CKR_DEVICE_ERROR});
    CHECK(transcript.instructions().back() == ins_log_off);
    CHECK(token.session.state() == CKS_RW_PUBLIC_SESSION);
    CHECK_FALSE(token.card->authentication_right());
    CHECK(token.asked == 1);
}

TEST_CASE("a card taken out while somebody types", "[pkcs11][pin-pad]")
{
    PadReader token;
    token.readers.fit_pin_pad(
        first_reader,
        [&token](transport::PinEntry) {
            token.readers.remove(first_reader);
            return Typed{.pin = std::string{right_pin}};
        },
        whole_pad);
    CHECK(token.login() == Rv{CKR_SESSION_HANDLE_INVALID});
    CHECK(token.session.state() == CK_UNAVAILABLE_INFORMATION);
}

TEST_CASE("a program that expects the module to ask need not log in for a legal signature",
          "[pkcs11][pin-pad]")
{
    const Variable entry{"OPENBEID_PIN_ENTRY", "module"};
    PadReader token;
    const auto sign = [&] {
        REQUIRE(token.session.sign_init(token.mechanism(), token.session.key(signature_id)) ==
                Rv{CKR_OK});
        return token.session.sign(some_text()).rv;
    };
    const Meter meter{*token.card};
    CHECK(sign() == Rv{CKR_OK});
    CHECK(token.asked == 2); // for the login, and for the signature
    CHECK(sign() == Rv{CKR_OK});
    CHECK(token.asked == 3);
    CHECK(meter.signatures_83() == 2);

    token.next = {.status = cancel_key};
    token.session.logout();
    CHECK(sign() == Rv{CKR_FUNCTION_CANCELED}); // at the first question
    CHECK(token.asked == 4);
    CHECK(meter.wrong_tries() == 0);
}
