// SPDX-License-Identifier: Apache-2.0
// Section 7 of the statement: what each object answers.
#include "suites/attribute_rules.hpp"
#include "suites/parts.hpp"
#include "suites/suites.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace openbeid::conformance {

namespace {

constexpr const char* attribute_clause = "3.1 4";

std::string hex(const Bytes& bytes)
{
    constexpr std::size_t most = 12;
    std::string text;
    for (std::size_t i = 0; i < std::min(bytes.size(), most); ++i) {
        constexpr const char* digits = "0123456789ABCDEF";
        text += digits[bytes[i] >> 4U];
        text += digits[bytes[i] & 15U];
    }
    return std::to_string(bytes.size()) + " bytes " + text + (bytes.size() > most ? "…" : "");
}

struct Named {
    CK_OBJECT_CLASS object_class;
    const char* name;
};
constexpr std::array classes{Named{CKO_CERTIFICATE, "certificate"},
                             Named{CKO_PUBLIC_KEY, "public-key"},
                             Named{CKO_PRIVATE_KEY, "private-key"},
                             Named{CKO_PROFILE, "profile"}};

std::string id_of(const Named& named, const Rule& rule)
{
    return std::string{named.name} + '.' + attribute_name(rule.type);
}

bool applies(const Rule& rule, const Named& named)
{
    return rule.object_class == every_class ||
           (rule.object_class & 0xFFFFFFFFU) == named.object_class;
}

bool fits_key(const Rule& rule, const Subject& subject)
{
    const bool ec = subject.key != nullptr && subject.key->key.type() == CKK_EC;
    return rule.object_class == every_class ||
           ((rule.object_class & (ec ? rsa_keys : ec_keys)) == 0);
}

void check_rule(const Fixture& fixture,
                const Rule& rule,
                const std::string& id,
                CK_OBJECT_HANDLE object,
                const Subject& subject,
                const std::string& instance)
{
    auto& report = fixture.env.report;
    CK_RV code = CKR_OK;
    const auto value = attribute(fixture.f, fixture.session, object, rule.type, &code);
    if (rule.expected == nullptr) {
        Codes codes{{CKR_ATTRIBUTE_SENSITIVE}};
        if (!rule.firm) {
            codes.allowed = {CKR_ATTRIBUTE_TYPE_INVALID};
        }
        report.code(id, codes, code, instance);
        return;
    }
    const auto expected = rule.expected(subject);
    const bool holds = value && (!expected || *value == *expected);
    const auto got = value ? hex(*value) : code_name(code);
    if (rule.firm) {
        report.that(id, holds, rule.what, got, instance);
    } else {
        report.prefer(id, holds, rule.what, got, "a choice of the token, or optional", instance);
    }
}

Subject subject_of(const Environment& env, const Bytes& id, CK_OBJECT_CLASS object_class)
{
    Subject subject;
    for (const auto& certificate : env.token.certificates) {
        if (certificate.id == id && certificate.facts) {
            subject.certificate = &*certificate.facts;
        }
    }
    for (const auto& key : env.token.keys) {
        if (key.id == id && (object_class == CKO_PUBLIC_KEY || object_class == CKO_PRIVATE_KEY)) {
            subject.key = &key;
        }
    }
    return subject;
}

void check_object(const Fixture& fixture, const Named& named, CK_OBJECT_HANDLE object)
{
    const auto id = attribute(fixture.f, fixture.session, object, CKA_ID).value_or(Bytes{});
    const auto label = attribute(fixture.f, fixture.session, object, CKA_LABEL).value_or(Bytes{});
    const auto subject = subject_of(fixture.env, id, named.object_class);
    const bool is_key =
        named.object_class == CKO_PUBLIC_KEY || named.object_class == CKO_PRIVATE_KEY;
    if (is_key && (subject.key == nullptr || !subject.key->key.valid())) {
        return;
    }
    const std::string instance{label.begin(), label.end()};
    for (const auto* rules : {&common_attribute_rules(), &key_attribute_rules()}) {
        for (const auto& rule : *rules) {
            if (applies(rule, named) && fits_key(rule, subject)) {
                check_rule(fixture, rule, id_of(named, rule), object, subject, instance);
            }
        }
    }
}

/// Present, printable, different for each object, and found by it alone.
void check_unique_ids(const Fixture& fixture)
{
    std::set<Bytes> seen;
    const auto all = find(fixture.f, fixture.session, {});
    for (const auto object : all.objects) {
        CK_RV code = CKR_OK;
        const auto value = attribute(fixture.f, fixture.session, object, CKA_UNIQUE_ID, &code);
        const bool printable =
            value && !value->empty() && std::all_of(value->begin(), value->end(), [](CK_BYTE b) {
                return b >= 0x20 && b < 0x7F;
            });
        const bool fresh = value && seen.insert(*value).second;
        const auto found =
            value
                ? find(fixture.f, fixture.session, Template{}.bytes(CKA_UNIQUE_ID, *value)).objects
                : std::vector<CK_OBJECT_HANDLE>{};
        fixture.env.report.prefer("unique-id",
                                  printable && fresh && found == std::vector{object},
                                  "printable, unique, finds this object",
                                  value ? "not so" : code_name(code),
                                  "CKA_UNIQUE_ID is new in 3.0",
                                  "object " + std::to_string(object));
    }
}

} // namespace

std::vector<CheckInfo> attributes_checks()
{
    std::vector<CheckInfo> checks;
    for (const auto& named : classes) {
        for (const auto* rules : {&common_attribute_rules(), &key_attribute_rules()}) {
            for (const auto& rule : *rules) {
                if (applies(rule, named)) {
                    checks.push_back({id_of(named, rule), attribute_clause, rule.what});
                }
            }
        }
    }
    checks.push_back({"unique-id", "3.1 4.4.1", "printable, unique, finds its object"});
    for (const auto& more : {search_checks(), token_name_checks()}) {
        checks.insert(checks.end(), more.begin(), more.end());
    }
    return checks;
}

void run_attributes(Environment& env)
{
    {
        const Fixture fixture{env, env.no_login().empty() ? State::ro_user : State::ro};
        if (!fixture.ready()) {
            return;
        }
        for (const auto& named : classes) {
            const auto found =
                find(fixture.f, fixture.session, Template{}.number(CKA_CLASS, named.object_class));
            for (const auto object : found.objects) {
                check_object(fixture, named, object);
            }
        }
        check_unique_ids(fixture);
    }
    run_searches(env);
    run_token_names(env);
    env.report.skip_rest("the token has no such object");
}

} // namespace openbeid::conformance
