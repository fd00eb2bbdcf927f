// SPDX-License-Identifier: Apache-2.0
// Section 7 of the statement: what each object answers.
#include "fixture.hpp"
#include "suites/suites.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace openbeid::conformance {

void run_searches(Environment& env);
std::vector<CheckInfo> search_suite_checks();
void run_token_names(Environment& env);
std::vector<CheckInfo> token_name_checks();

namespace {

constexpr const char* clause = "3.1 4";

/// What one rule compares with: the object's own certificate and key where it has them.
struct Subject {
    const CertificateFacts* certificate{nullptr};
    const KeyObject* key{nullptr};
    const TokenFacts* token{nullptr};
    bool belgian{false};
};

using Expected = std::optional<Bytes> (*)(const Subject& subject);

/// `firm`: the standard leaves no choice, another value is a failure for every module.
struct Rule {
    CK_OBJECT_CLASS object_class;
    CK_ATTRIBUTE_TYPE type;
    bool firm;
    const char* what;
    /// Nothing: any value will do. An empty `expected` pointer: it must be refused or absent.
    Expected expected;
};

template <CK_ULONG Value>
std::optional<Bytes> number(const Subject&)
{
    Bytes bytes(sizeof(CK_ULONG));
    const CK_ULONG value = Value;
    std::copy_n(reinterpret_cast<const CK_BYTE*>(&value), sizeof(value), bytes.begin());
    return bytes;
}

std::optional<Bytes> yes(const Subject&)
{
    return Bytes{CK_TRUE};
}

std::optional<Bytes> no(const Subject&)
{
    return Bytes{CK_FALSE};
}

std::optional<Bytes> any(const Subject&)
{
    return std::nullopt;
}

template <Bytes CertificateFacts::*Member>
std::optional<Bytes> of_certificate(const Subject& subject)
{
    return subject.certificate == nullptr ? std::nullopt
                                          : std::optional{subject.certificate->*Member};
}

template <std::string CertificateFacts::*Member>
std::optional<Bytes> date_of(const Subject& subject)
{
    if (subject.certificate == nullptr) {
        return std::nullopt;
    }
    const auto& text = subject.certificate->*Member;
    return Bytes{text.begin(), text.end()};
}

template <Bytes (PublicKey::*Member)() const>
std::optional<Bytes> of_key(const Subject& subject)
{
    if (subject.certificate != nullptr && subject.key == nullptr) {
        return (subject.certificate->key.*Member)();
    }
    return subject.key == nullptr ? std::nullopt : std::optional{(subject.key->key.*Member)()};
}

std::optional<Bytes> check_value(const Subject& subject)
{
    if (subject.certificate == nullptr) {
        return std::nullopt;
    }
    auto hash = digest(CKM_SHA_1, subject.certificate->der);
    hash.resize(3);
    return hash;
}

std::optional<Bytes> category(const Subject& subject)
{
    if (subject.certificate == nullptr) {
        return std::nullopt;
    }
    return subject.certificate->authority ? number<2>(subject) : number<1>(subject);
}

std::optional<Bytes> modulus_bits(const Subject& subject)
{
    const CK_ULONG bits = subject.key == nullptr ? 0 : subject.key->key.bits();
    Bytes bytes(sizeof(bits));
    std::copy_n(reinterpret_cast<const CK_BYTE*>(&bits), sizeof(bits), bytes.begin());
    return bytes;
}

std::optional<Bytes> key_type(const Subject& subject)
{
    return subject.key != nullptr && subject.key->key.type() == CKK_EC ? number<CKK_EC>(subject)
                                                                       : number<CKK_RSA>(subject);
}

std::optional<Bytes> id_of_key(const Subject& subject)
{
    return subject.key == nullptr ? std::nullopt : std::optional{subject.key->id};
}

constexpr CK_OBJECT_CLASS every = ~CK_OBJECT_CLASS{0};
constexpr CK_OBJECT_CLASS rsa_only = CK_OBJECT_CLASS{1} << 40U;
constexpr CK_OBJECT_CLASS ec_only = CK_OBJECT_CLASS{1} << 41U;

const std::vector<Rule>& common_rules()
{
    static const std::vector<Rule> rules{
        {every, CKA_TOKEN, true, "TRUE", yes},
        {every, CKA_MODIFIABLE, false, "FALSE", no},
        {every, CKA_COPYABLE, false, "FALSE", no},
        {every, CKA_DESTROYABLE, false, "FALSE", no},
        {every, CKA_LABEL, false, "a label", any},
        {CKO_CERTIFICATE, CKA_PRIVATE, true, "FALSE", no},
        {CKO_CERTIFICATE, CKA_CERTIFICATE_TYPE, true, "CKC_X_509", number<CKC_X_509>},
        {CKO_CERTIFICATE, CKA_CERTIFICATE_CATEGORY, false, "1 token user or 2 authority", category},
        {CKO_CERTIFICATE, CKA_VALUE, true, "the DER", of_certificate<&CertificateFacts::der>},
        {CKO_CERTIFICATE,
         CKA_SUBJECT,
         true,
         "that of the DER",
         of_certificate<&CertificateFacts::subject>},
        {CKO_CERTIFICATE,
         CKA_ISSUER,
         false,
         "that of the DER",
         of_certificate<&CertificateFacts::issuer>},
        {CKO_CERTIFICATE,
         CKA_SERIAL_NUMBER,
         false,
         "DER INTEGER with its tag",
         of_certificate<&CertificateFacts::serial>},
        {CKO_CERTIFICATE, CKA_ID, false, "an ID", any},
        {CKO_CERTIFICATE,
         CKA_START_DATE,
         false,
         "notBefore as 8 digits",
         date_of<&CertificateFacts::start_date>},
        {CKO_CERTIFICATE,
         CKA_END_DATE,
         false,
         "notAfter as 8 digits",
         date_of<&CertificateFacts::end_date>},
        {CKO_CERTIFICATE, CKA_CHECK_VALUE, false, "3 bytes of the SHA-1 of the DER", check_value},
        {CKO_CERTIFICATE,
         CKA_PUBLIC_KEY_INFO,
         false,
         "the SubjectPublicKeyInfo",
         of_key<&PublicKey::info>},
        {CKO_CERTIFICATE, CKA_TRUSTED, false, "FALSE", no},
        {CKO_PROFILE, CKA_PRIVATE, false, "FALSE", no},
        {CKO_PROFILE, CKA_PROFILE_ID, true, "a profile", any},
    };
    return rules;
}

const std::vector<Rule>& key_rules()
{
    static const std::vector<Rule> rules{
        {CKO_PUBLIC_KEY, CKA_PRIVATE, false, "FALSE", no},
        {CKO_PUBLIC_KEY, CKA_KEY_TYPE, true, "that of the certificate", key_type},
        {CKO_PUBLIC_KEY, CKA_ID, true, "the ID of the pair", id_of_key},
        {CKO_PUBLIC_KEY,
         CKA_SUBJECT,
         false,
         "that of the certificate",
         of_certificate<&CertificateFacts::subject>},
        {CKO_PUBLIC_KEY, CKA_VERIFY, false, "TRUE", yes},
        {CKO_PUBLIC_KEY, CKA_ENCRYPT, false, "FALSE", no},
        {CKO_PUBLIC_KEY, CKA_WRAP, false, "FALSE", no},
        {CKO_PUBLIC_KEY, CKA_VERIFY_RECOVER, false, "FALSE", no},
        {CKO_PUBLIC_KEY, CKA_DERIVE, false, "FALSE", no},
        {CKO_PUBLIC_KEY, CKA_LOCAL, false, "TRUE", yes},
        {CKO_PUBLIC_KEY,
         CKA_PUBLIC_KEY_INFO,
         false,
         "the SubjectPublicKeyInfo",
         of_key<&PublicKey::info>},
        {CKO_PUBLIC_KEY | rsa_only,
         CKA_MODULUS,
         true,
         "without leading zero",
         of_key<&PublicKey::modulus>},
        {CKO_PUBLIC_KEY | rsa_only,
         CKA_MODULUS_BITS,
         true,
         "the size of the modulus",
         modulus_bits},
        {CKO_PUBLIC_KEY | rsa_only,
         CKA_PUBLIC_EXPONENT,
         true,
         "without leading zero",
         of_key<&PublicKey::public_exponent>},
        {CKO_PUBLIC_KEY | ec_only,
         CKA_EC_PARAMS,
         true,
         "the curve's OID",
         of_key<&PublicKey::ec_params>},
        {CKO_PUBLIC_KEY | ec_only,
         CKA_EC_POINT,
         true,
         "DER OCTET STRING of the point",
         of_key<&PublicKey::ec_point>},
        {CKO_PRIVATE_KEY, CKA_PRIVATE, false, "TRUE", yes},
        {CKO_PRIVATE_KEY, CKA_KEY_TYPE, true, "that of the certificate", key_type},
        {CKO_PRIVATE_KEY, CKA_ID, true, "the ID of the pair", id_of_key},
        {CKO_PRIVATE_KEY,
         CKA_SUBJECT,
         false,
         "that of the certificate",
         of_certificate<&CertificateFacts::subject>},
        {CKO_PRIVATE_KEY, CKA_SENSITIVE, true, "TRUE", yes},
        {CKO_PRIVATE_KEY, CKA_ALWAYS_SENSITIVE, false, "TRUE", yes},
        {CKO_PRIVATE_KEY, CKA_NEVER_EXTRACTABLE, false, "TRUE", yes},
        {CKO_PRIVATE_KEY, CKA_EXTRACTABLE, true, "FALSE", no},
        {CKO_PRIVATE_KEY, CKA_LOCAL, false, "TRUE", yes},
        {CKO_PRIVATE_KEY, CKA_SIGN, true, "TRUE", yes},
        {CKO_PRIVATE_KEY, CKA_DECRYPT, false, "FALSE", no},
        {CKO_PRIVATE_KEY, CKA_UNWRAP, false, "FALSE", no},
        {CKO_PRIVATE_KEY, CKA_DERIVE, false, "FALSE", no},
        {CKO_PRIVATE_KEY, CKA_SIGN_RECOVER, false, "FALSE", no},
        {CKO_PRIVATE_KEY, CKA_ALWAYS_AUTHENTICATE, false, "a boolean", any},
        {CKO_PRIVATE_KEY, CKA_KEY_GEN_MECHANISM, false, "a mechanism", any},
        {CKO_PRIVATE_KEY,
         CKA_PUBLIC_KEY_INFO,
         false,
         "the SubjectPublicKeyInfo",
         of_key<&PublicKey::info>},
        {CKO_PRIVATE_KEY | rsa_only,
         CKA_MODULUS,
         true,
         "without leading zero",
         of_key<&PublicKey::modulus>},
        {CKO_PRIVATE_KEY | rsa_only,
         CKA_PUBLIC_EXPONENT,
         false,
         "without leading zero",
         of_key<&PublicKey::public_exponent>},
        {CKO_PRIVATE_KEY | rsa_only,
         CKA_PRIVATE_EXPONENT,
         true,
         "CKR_ATTRIBUTE_SENSITIVE",
         nullptr},
        {CKO_PRIVATE_KEY | rsa_only, CKA_PRIME_1, false, "CKR_ATTRIBUTE_SENSITIVE", nullptr},
        {CKO_PRIVATE_KEY | ec_only,
         CKA_EC_PARAMS,
         true,
         "the curve's OID",
         of_key<&PublicKey::ec_params>},
        {CKO_PRIVATE_KEY | ec_only, CKA_VALUE, true, "CKR_ATTRIBUTE_SENSITIVE", nullptr},
    };
    return rules;
}

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
    return rule.object_class == every || (rule.object_class & 0xFFFFFFFFU) == named.object_class;
}

bool fits_key(const Rule& rule, const Subject& subject)
{
    const bool ec = subject.key != nullptr && subject.key->key.type() == CKK_EC;
    return rule.object_class == every || ((rule.object_class & (ec ? rsa_only : ec_only)) == 0);
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
    Subject subject{nullptr, nullptr, &env.token, env.token.belgian};
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
    for (const auto* rules : {&common_rules(), &key_rules()}) {
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
        for (const auto* rules : {&common_rules(), &key_rules()}) {
            for (const auto& rule : *rules) {
                if (applies(rule, named)) {
                    checks.push_back({id_of(named, rule), clause, rule.what});
                }
            }
        }
    }
    checks.push_back({"unique-id", "3.1 4.4.1", "printable, unique, finds its object"});
    for (const auto& more : {search_suite_checks(), token_name_checks()}) {
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
