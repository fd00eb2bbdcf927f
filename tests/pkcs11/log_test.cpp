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
