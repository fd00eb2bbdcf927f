// SPDX-License-Identifier: Apache-2.0
#include "states.hpp"
#include "support/temporary_directory.hpp"

#include <algorithm>
#include <cctype>
#include <string>

using namespace openbeid;
using namespace openbeid::test;

namespace {

// Long enough that nothing else in a log looks like them.
constexpr std::string_view first_pin = "739182645031";
constexpr std::string_view second_pin = "518264907335";
constexpr std::string_view refused_pin = "640918273550";

/// `log` without all that may stand between the digits of bytes that are written in hexadecimal.
std::string digits_of(std::string log)
{
    std::erase_if(log, [](unsigned char c) { return std::isdigit(c) == 0; });
    return log;
}

/// As the card gets it: two digits to a byte.
std::string packed(std::string_view pin)
{
    std::string bytes;
    for (std::size_t i = 0; i < pin.size(); i += 2) {
        bytes.push_back(static_cast<char>((pin[i] - '0') << 4 | (pin[i + 1] - '0')));
    }
    return bytes;
}

} // namespace

TEST_CASE("no PIN is in the log, however much is logged", "[pkcs11][pin][log]")
{
    const TemporaryDirectory folder;
    const auto file = folder / "log";
    const Variable level{"OPENBEID_LOG", "debug"};
    const Variable log_file{"OPENBEID_LOG_FILE", file.string()};
    {
        const auto* const name = GENERATE(values<const char*>(every_citizen));
        const auto card = make_card(name);
        card->set_pin(std::string{first_pin});
        const OpenSession token{card};
        CHECK(token.session.login(refused_pin) == Rv{CKR_PIN_INCORRECT});
        CHECK(token.session.login(refused_pin) == Rv{CKR_PIN_INCORRECT}); // by the module
        CHECK(token.session.login("73918264503a") == Rv{CKR_PIN_INCORRECT});
        CHECK(token.session.set_pin(first_pin, second_pin) == Rv{CKR_OK});
        card->inject({.kind = FaultKind::drop_before, .ins = ins_verify});
        CHECK(token.session.login(second_pin) == Rv{CKR_DEVICE_ERROR});
        CHECK(token.session.login(second_pin) == Rv{CKR_OK});
        const auto key = token.session.key(signature_id);
        const auto mechanism =
            std::string_view{name}.starts_with("v18") ? CKM_ECDSA_SHA256 : CKM_SHA256_RSA_PKCS;
        REQUIRE(token.session.sign_init(mechanism, key) == Rv{CKR_OK});
        CHECK(token.session.context_login(second_pin) == Rv{CKR_OK});
        CHECK(token.session.sign(some_text()).rv == Rv{CKR_OK});
    }
    const auto log = content_of(file);
    REQUIRE(log.find("APDU 00 20 00 01") != std::string::npos); // it tells of each VERIFY
    const auto digits = digits_of(log);
    for (const auto pin : {first_pin, second_pin, refused_pin}) {
        CHECK(digits.find(pin) == std::string::npos);
        CHECK(log.find(packed(pin)) == std::string::npos);
    }
    CHECK(log.find("73918264503a") == std::string::npos);
}

TEST_CASE("an RSA-PSS scheme that is refused is in the log, and what the card has instead",
          "[pkcs11][log]")
{
    struct Case {
        Mechanism mechanism;
        std::string_view wanted;
    };
    const auto refused = GENERATE(values<Case>({
        // By the card
        {{CKM_RSA_PKCS_PSS, {CKM_SHA384, CKG_MGF1_SHA384, 48}},
         "hash SHA-384, MGF1 of SHA-384 and a salt of 48 bytes"},
        {{CKM_SHA256_RSA_PKCS_PSS, {CKM_SHA256, CKG_MGF1_SHA1, 20}},
         "hash SHA-256, MGF1 of SHA-1 and a salt of 20 bytes"},
        // By the standard
        {{CKM_SHA256_RSA_PKCS_PSS, {CKM_SHA512, CKG_MGF1_SHA512, 64}},
         "hash SHA-512, MGF1 of SHA-512 and a salt of 64 bytes"},
        {{CKM_RSA_PKCS_PSS, {CKM_MD5, 0x77, 16}}, "hash 0x210, MGF1 of 0x77 and a salt of 16"},
        {{CKM_RSA_PKCS_PSS, {}}, "without its parameters"},
    }));
    const TemporaryDirectory folder;
    const auto file = folder / "log";
    const Variable level{"OPENBEID_LOG", "info"};
    const Variable log_file{"OPENBEID_LOG_FILE", file.string()};
    {
        const KeysFound token{"v17-citizen"};
        const Meter meter{*token.card};
        CHECK(token.session.sign_init(refused.mechanism, token.authentication_key) ==
              Rv{CKR_MECHANISM_PARAM_INVALID});
        CHECK(meter.apdus() == 0);
    }
    const auto log = content_of(file);
    CAPTURE(log);
    const auto line = log.find("RSA-PSS");
    REQUIRE(line != std::string::npos);
    CHECK(log.find("RSA-PSS", line + 1) == std::string::npos);
    CHECK(log.find(refused.wanted, line) != std::string::npos);
    CHECK(log.find("this card has SHA-1 with a salt of 20 bytes and SHA-256 with one of 32",
                   line) != std::string::npos);
}
