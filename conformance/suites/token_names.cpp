// SPDX-License-Identifier: Apache-2.0
// Part of the suite attributes: what programs for the Belgian eID look for by name.
#include "suites/parts.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace openbeid::conformance {

namespace {

constexpr const char* name_clause = "Belgian eID, names";

template <std::size_t Size>
std::string field(const unsigned char (&text)[Size])
{
    return {std::begin(text), std::end(text)};
}

std::string padded(std::string_view text, std::size_t size)
{
    std::string field{text};
    field.resize(size, ' ');
    return field;
}

void check_token(Environment& env)
{
    const auto& info = env.token.info;
    const auto same = [&](const char* id, const std::string& expected, const std::string& got) {
        env.report.prefer(id, expected == got, expected, got, "names of this module");
    };
    same("token-label", padded("BELPIC", 32), field(info.label));
    same("token-manufacturer", padded("Belgium Government", 32), field(info.manufacturerID));
    same("token-model", padded("Belgium eID", 16), field(info.model));
    const auto serial = field(info.serialNumber);
    const bool hex = std::all_of(serial.begin(), serial.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');
    });
    env.report.prefer(
        "token-serial", hex, "16 upper case hexadecimal digits", serial, "names of this module");
    env.report.prefer("token-pin-length",
                      info.ulMinPinLen == 4 && info.ulMaxPinLen == 12,
                      "4 to 12",
                      std::to_string(info.ulMinPinLen) + " to " + std::to_string(info.ulMaxPinLen),
                      "limits of this module");
}

struct Name {
    const char* label;
    CK_BYTE id;
    bool key;
};
constexpr std::array names{Name{"Authentication", 2, true},
                           Name{"Signature", 3, true},
                           Name{"CA", 4, false},
                           Name{"Root", 6, false}};

const Name* name_of_label(const std::string& label)
{
    const auto* found =
        std::find_if(names.begin(), names.end(), [&](const Name& n) { return n.label == label; });
    return found == names.end() ? nullptr : found;
}

Bytes long_id(CK_BYTE id)
{
    return {id, 0, 0, 0, 0, 0, 0, 0};
}

void check_objects(Environment& env)
{
    for (const auto& certificate : env.token.certificates) {
        const auto* name = name_of_label(certificate.label);
        env.report.prefer("certificate-label",
                          name != nullptr,
                          "Authentication, Signature, CA or Root",
                          certificate.label,
                          "names of this module",
                          certificate.label);
        env.report.prefer("certificate-id",
                          name != nullptr && certificate.id == long_id(name->id),
                          "8 bytes, little endian",
                          std::to_string(certificate.id.size()) + " bytes",
                          "names of this module",
                          certificate.label);
    }
    for (const auto& key : env.token.keys) {
        const auto* name = name_of_label(key.label);
        env.report.prefer("key-id",
                          name != nullptr && name->key && key.id == long_id(name->id),
                          "that of its certificate",
                          key.label,
                          "names of this module",
                          key.label);
        env.report.prefer("always-authenticate",
                          !key.has_private || key.always_authenticate == (key.label == "Signature"),
                          "TRUE for Signature only",
                          key.always_authenticate ? "TRUE" : "FALSE",
                          "a choice of this module",
                          key.label);
    }
}

/// Group "carddata": nothing personal is in it.
void check_data(Environment& env)
{
    const Fixture fixture{env, State::ro};
    if (!fixture.ready()) {
        return;
    }
    const auto found = find(fixture.f,
                            fixture.session,
                            Template{}.number(CKA_CLASS, CKO_DATA).text(CKA_OBJECT_ID, "carddata"));
    if (found.code == CKR_OK && found.objects.empty()) {
        env.report.skip("data-group", "this module has no data objects");
        env.report.skip("data-values", "this module has no data objects");
        return;
    }
    env.report.code("data-group", {{CKR_OK}}, found.code);
    bool good = true;
    for (const auto object : found.objects) {
        const auto group = attribute(fixture.f, fixture.session, object, CKA_OBJECT_ID);
        const auto value = attribute(fixture.f, fixture.session, object, CKA_VALUE);
        const auto hidden = attribute_boolean(fixture.f, fixture.session, object, CKA_PRIVATE);
        good = good && value && hidden == false &&
               group == Bytes{'c', 'a', 'r', 'd', 'd', 'a', 't', 'a'};
    }
    env.report.that("data-values", good, "group, value, CKA_PRIVATE FALSE", "one without");
}

/// The basic key of applet 1.8: listed only if asked for by ID or label.
void check_card_key(Environment& env)
{
    const Fixture fixture{env, State::ro};
    const auto named = fixture.ready()
                           ? find(fixture.f, fixture.session, Template{}.text(CKA_LABEL, "Card"))
                           : Found{};
    if (named.objects.empty()) {
        env.report.skip("card-key", "this card has no basic key");
        return;
    }
    const auto listed = find(fixture.f, fixture.session, {});
    const bool hidden = std::none_of(named.objects.begin(), named.objects.end(), [&](auto object) {
        return std::count(listed.objects.begin(), listed.objects.end(), object) != 0;
    });
    const auto by_id = find(fixture.f, fixture.session, Template{}.bytes(CKA_ID, long_id(1)));
    env.report.prefer("card-key",
                      hidden && by_id.objects == named.objects && named.objects.size() == 2,
                      "key pair Card, found by label and by ID only",
                      std::to_string(named.objects.size()) + " objects",
                      "a declared deviation of OpenBeID");
}

} // namespace

std::vector<CheckInfo> token_name_checks()
{
    return {
        {"token-label", name_clause, "BELPIC"},
        {"token-manufacturer", name_clause, "Belgium Government"},
        {"token-model", name_clause, "Belgium eID"},
        {"token-serial", name_clause, "16 hexadecimal digits of the chip serial number"},
        {"token-pin-length", name_clause, "4 to 12"},
        {"certificate-label", name_clause, "Authentication, Signature, CA or Root"},
        {"certificate-id", name_clause, "02, 03, 04 or 06 and seven zero bytes"},
        {"key-id", name_clause, "that of its certificate"},
        {"always-authenticate", name_clause, "CKA_ALWAYS_AUTHENTICATE TRUE for Signature only"},
        {"data-group", name_clause, "data objects found by group"},
        {"data-values", name_clause, "each has group and value, and is public"},
        {"card-key", name_clause, "the basic key only for searches that name it"},
    };
}

void run_token_names(Environment& env)
{
    if (!env.token.belgian) {
        for (const auto& check : token_name_checks()) {
            env.report.skip(check.id, "not a Belgian eID");
        }
        return;
    }
    check_token(env);
    check_objects(env);
    check_data(env);
    check_card_key(env);
}

} // namespace openbeid::conformance
