// SPDX-License-Identifier: Apache-2.0
// What an application sees of each card, frozen in tests/data/surface: slot, token, mechanisms,
// objects and attributes. What differs between two cards of a kind (keys, names, numbers) stands
// there as its length or as "bytes". A change fails here until the file and CHANGELOG.md say so.
#include "base/hex.hpp"
#include "states.hpp"
#include "support/catch.hpp"

#include <fmt/core.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace openbeid;
using namespace openbeid::test;

namespace {

/// How a value is written down.
enum class Form { number, numbers, boolean, text, hex, length, bytes };

struct Known {
    CK_ATTRIBUTE_TYPE type;
    const char* name;
    Form form;
};
#define OPENBEID_ATTRIBUTE(name, form)                                                             \
    Known                                                                                          \
    {                                                                                              \
        name, #name, Form::form                                                                    \
    }
constexpr std::array attributes{OPENBEID_ATTRIBUTE(CKA_CLASS, number),
                                OPENBEID_ATTRIBUTE(CKA_TOKEN, boolean),
                                OPENBEID_ATTRIBUTE(CKA_PRIVATE, boolean),
                                OPENBEID_ATTRIBUTE(CKA_LABEL, text),
                                OPENBEID_ATTRIBUTE(CKA_UNIQUE_ID, length),
                                OPENBEID_ATTRIBUTE(CKA_APPLICATION, text),
                                OPENBEID_ATTRIBUTE(CKA_VALUE, bytes),
                                OPENBEID_ATTRIBUTE(CKA_OBJECT_ID, hex),
                                OPENBEID_ATTRIBUTE(CKA_CERTIFICATE_TYPE, number),
                                OPENBEID_ATTRIBUTE(CKA_ISSUER, bytes),
                                OPENBEID_ATTRIBUTE(CKA_SERIAL_NUMBER, bytes),
                                OPENBEID_ATTRIBUTE(CKA_TRUSTED, boolean),
                                OPENBEID_ATTRIBUTE(CKA_CERTIFICATE_CATEGORY, number),
                                OPENBEID_ATTRIBUTE(CKA_JAVA_MIDP_SECURITY_DOMAIN, number),
                                OPENBEID_ATTRIBUTE(CKA_URL, text),
                                OPENBEID_ATTRIBUTE(CKA_HASH_OF_SUBJECT_PUBLIC_KEY, hex),
                                OPENBEID_ATTRIBUTE(CKA_HASH_OF_ISSUER_PUBLIC_KEY, hex),
                                OPENBEID_ATTRIBUTE(CKA_CHECK_VALUE, length),
                                OPENBEID_ATTRIBUTE(CKA_KEY_TYPE, number),
                                OPENBEID_ATTRIBUTE(CKA_SUBJECT, bytes),
                                OPENBEID_ATTRIBUTE(CKA_ID, hex),
                                OPENBEID_ATTRIBUTE(CKA_SENSITIVE, boolean),
                                OPENBEID_ATTRIBUTE(CKA_ENCRYPT, boolean),
                                OPENBEID_ATTRIBUTE(CKA_DECRYPT, boolean),
                                OPENBEID_ATTRIBUTE(CKA_WRAP, boolean),
                                OPENBEID_ATTRIBUTE(CKA_UNWRAP, boolean),
                                OPENBEID_ATTRIBUTE(CKA_SIGN, boolean),
                                OPENBEID_ATTRIBUTE(CKA_SIGN_RECOVER, boolean),
                                OPENBEID_ATTRIBUTE(CKA_VERIFY, boolean),
                                OPENBEID_ATTRIBUTE(CKA_VERIFY_RECOVER, boolean),
                                OPENBEID_ATTRIBUTE(CKA_DERIVE, boolean),
                                OPENBEID_ATTRIBUTE(CKA_START_DATE, length),
                                OPENBEID_ATTRIBUTE(CKA_END_DATE, length),
                                OPENBEID_ATTRIBUTE(CKA_MODULUS, length),
                                OPENBEID_ATTRIBUTE(CKA_MODULUS_BITS, number),
                                OPENBEID_ATTRIBUTE(CKA_PUBLIC_EXPONENT, hex),
                                OPENBEID_ATTRIBUTE(CKA_PRIVATE_EXPONENT, length),
                                OPENBEID_ATTRIBUTE(CKA_PRIME_1, length),
                                OPENBEID_ATTRIBUTE(CKA_PUBLIC_KEY_INFO, length),
                                OPENBEID_ATTRIBUTE(CKA_EXTRACTABLE, boolean),
                                OPENBEID_ATTRIBUTE(CKA_LOCAL, boolean),
                                OPENBEID_ATTRIBUTE(CKA_NEVER_EXTRACTABLE, boolean),
                                OPENBEID_ATTRIBUTE(CKA_ALWAYS_SENSITIVE, boolean),
                                OPENBEID_ATTRIBUTE(CKA_KEY_GEN_MECHANISM, number),
                                OPENBEID_ATTRIBUTE(CKA_MODIFIABLE, boolean),
                                OPENBEID_ATTRIBUTE(CKA_COPYABLE, boolean),
                                OPENBEID_ATTRIBUTE(CKA_DESTROYABLE, boolean),
                                OPENBEID_ATTRIBUTE(CKA_EC_PARAMS, hex),
                                OPENBEID_ATTRIBUTE(CKA_EC_POINT, length),
                                OPENBEID_ATTRIBUTE(CKA_ALWAYS_AUTHENTICATE, boolean),
                                OPENBEID_ATTRIBUTE(CKA_WRAP_WITH_TRUSTED, boolean),
                                OPENBEID_ATTRIBUTE(CKA_ALLOWED_MECHANISMS, numbers),
                                OPENBEID_ATTRIBUTE(CKA_PROFILE_ID, number)};
#undef OPENBEID_ATTRIBUTE

/// Of an array of CK_ULONG, with a space between them.
std::string numbers_in(const Bytes& value)
{
    std::string text;
    REQUIRE(value.size() % sizeof(CK_ULONG) == 0);
    for (std::size_t at = 0; at < value.size(); at += sizeof(CK_ULONG)) {
        CK_ULONG number = 0;
        std::memcpy(&number, &value[at], sizeof number);
        text += fmt::format("{}{:#x}", text.empty() ? "" : " ", number);
    }
    return text;
}

std::string written(Form form, const Bytes& value)
{
    switch (form) {
    case Form::number: REQUIRE(value.size() == sizeof(CK_ULONG)); return numbers_in(value);
    case Form::numbers: return numbers_in(value);
    case Form::boolean: return value == Bytes{CK_TRUE} ? "true" : "false";
    case Form::text: return fmt::format("\"{}\"", std::string{value.begin(), value.end()});
    case Form::hex: return to_hex(value);
    case Form::length: return fmt::format("{} bytes", value.size());
    case Form::bytes: return value.empty() ? "empty" : "bytes";
    }
    return {};
}

template <std::size_t size>
std::string text_in(const unsigned char (&field)[size])
{
    std::string text{std::begin(field), std::end(field)};
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
}

std::string token_surface()
{
    CK_INFO library{};
    CK_SLOT_INFO slot{};
    CK_TOKEN_INFO token{};
    REQUIRE(Rv{p11().C_GetInfo(&library)} == Rv{CKR_OK});
    REQUIRE(Rv{p11().C_GetSlotInfo(0, &slot)} == Rv{CKR_OK});
    REQUIRE(Rv{p11().C_GetTokenInfo(0, &token)} == Rv{CKR_OK});
    std::string text = fmt::format("library {} / {} cryptoki {}.{} flags {:#x}\n",
                                   text_in(library.manufacturerID),
                                   text_in(library.libraryDescription),
                                   library.cryptokiVersion.major,
                                   library.cryptokiVersion.minor,
                                   library.flags);
    text += fmt::format("slot flags {:#x}\n", slot.flags);
    text +=
        fmt::format("token {} / {} / {} flags {:#x} PIN {}..{} firmware {}.{} serial {} digits\n",
                    text_in(token.label),
                    text_in(token.manufacturerID),
                    text_in(token.model),
                    token.flags,
                    token.ulMinPinLen,
                    token.ulMaxPinLen,
                    token.firmwareVersion.major,
                    token.firmwareVersion.minor,
                    text_in(token.serialNumber).size());
    return text;
}

std::string mechanism_surface()
{
    std::array<CK_MECHANISM_TYPE, 64> types{};
    CK_ULONG count = types.size();
    REQUIRE(Rv{p11().C_GetMechanismList(0, types.data(), &count)} == Rv{CKR_OK});
    std::string text;
    for (CK_ULONG i = 0; i < count; ++i) {
        CK_MECHANISM_INFO info{};
        REQUIRE(Rv{p11().C_GetMechanismInfo(0, types[i], &info)} == Rv{CKR_OK});
        text += fmt::format("mechanism {:#x} {}..{} flags {:#x}\n",
                            types[i],
                            info.ulMinKeySize,
                            info.ulMaxKeySize,
                            info.flags);
    }
    return text;
}

std::string object_surface(const TestSession& session, CK_OBJECT_HANDLE object)
{
    std::string text = "object\n";
    for (const auto& known : attributes) {
        const auto got = session.attribute(object, known.type);
        if (got.rv == Rv{CKR_ATTRIBUTE_SENSITIVE}) {
            text += fmt::format("  {} sensitive\n", known.name);
        } else if (got.rv == Rv{CKR_OK}) {
            text += fmt::format("  {} {}\n", known.name, written(known.form, got.data));
        } else {
            CHECK(got.rv == Rv{CKR_ATTRIBUTE_TYPE_INVALID});
        }
    }
    return text;
}

std::string surface_of(const std::string& persona_name)
{
    const OpenSession state{persona_name};
    std::string text = token_surface() + mechanism_surface();
    const bool can_log_in = state.session.login(right_pin) == Rv{CKR_OK};
    text += can_log_in ? "login\n" : "no login\n";
    for (const auto object : state.session.find({})) {
        text += object_surface(state.session, object);
    }
    Wanted card_key;
    card_key.text(CKA_LABEL, "Card");
    for (const auto object : state.session.find(card_key)) {
        text += object_surface(state.session, object);
    }
    return text;
}

} // namespace

TEST_CASE("an application sees of each card what it has always seen", "[pkcs11][surface]")
{
    const std::string persona_name = GENERATE("v11-citizen",
                                              "v17-citizen",
                                              "v18-citizen",
                                              "v18-foreigner",
                                              "v17-minor",
                                              "v18-minor",
                                              "v17-kids",
                                              "v17-rekeyed",
                                              "v17-unactivated",
                                              "v18-future-atr");
    const std::filesystem::path folder = std::getenv("OPENBEID_SURFACES");
    const auto file = folder / (persona_name + ".surface");
    const auto now_seen = surface_of(persona_name);
    // For those who change it on purpose: OPENBEID_FREEZE=1 writes the files anew.
    if (std::getenv("OPENBEID_FREEZE") != nullptr) {
        std::ofstream{file} << now_seen;
    }
    std::ostringstream frozen;
    frozen << std::ifstream{file}.rdbuf();
    CAPTURE(persona_name);
    CHECK(now_seen == frozen.str());
}
