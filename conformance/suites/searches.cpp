// SPDX-License-Identifier: Apache-2.0
// Part of the suite attributes: the search templates that clients use, before and after login.
#include "suites/parts.hpp"

#include <algorithm>
#include <array>

namespace openbeid::conformance {

namespace {

constexpr const char* search_clause = "3.1 5.7 C_FindObjectsInit";
constexpr CK_ATTRIBUTE_TYPE vendor_attribute = 0xCE534352;

void check_count(const Fixture& fixture,
                 const char* id,
                 Template what,
                 std::size_t least,
                 std::size_t most,
                 const std::string& instance = "")
{
    const auto found = find(fixture.f, fixture.session, std::move(what));
    const auto n = found.objects.size();
    const auto range = least == most ? std::to_string(least) : std::to_string(least) + " or more";
    fixture.env.report.that(id,
                            found.code == CKR_OK && n >= least && n <= most,
                            "CKR_OK, " + range,
                            code_name(found.code) + ", " + std::to_string(n),
                            instance);
}

/// Every attribute that can name a certificate finds it.
void check_certificates(const Fixture& fixture)
{
    for (const auto& certificate : fixture.env.token.certificates) {
        if (!certificate.facts) {
            continue;
        }
        const auto& facts = *certificate.facts;
        const auto by = [&](const char* name, Template what) {
            what.number(CKA_CLASS, CKO_CERTIFICATE);
            check_count(fixture,
                        "find-certificate",
                        std::move(what),
                        1,
                        1,
                        certificate.label + ", " + name);
        };
        by("ID", Template{}.bytes(CKA_ID, certificate.id));
        by("label", Template{}.text(CKA_LABEL, certificate.label));
        by("ID, label, type",
           Template{}
               .bytes(CKA_ID, certificate.id)
               .text(CKA_LABEL, certificate.label)
               .number(CKA_CERTIFICATE_TYPE, CKC_X_509));
        by("value", Template{}.bytes(CKA_VALUE, facts.der));
        by("token, subject", Template{}.boolean(CKA_TOKEN, true).bytes(CKA_SUBJECT, facts.subject));
        by("issuer, serial number",
           Template{}.bytes(CKA_ISSUER, facts.issuer).bytes(CKA_SERIAL_NUMBER, facts.serial));
    }
}

void check_keys(const Fixture& fixture, CK_OBJECT_CLASS object_class, const char* name)
{
    for (const auto& key : fixture.env.token.keys) {
        const bool there = object_class == CKO_PUBLIC_KEY ? key.has_public : key.has_private;
        if (!there) {
            continue;
        }
        const auto by = [&](const char* how, Template what) {
            what.number(CKA_CLASS, object_class);
            check_count(
                fixture, "find-key", std::move(what), 1, 1, key.label + ", " + name + ", " + how);
        };
        by("ID", Template{}.bytes(CKA_ID, key.id));
        by("token, ID", Template{}.boolean(CKA_TOKEN, true).bytes(CKA_ID, key.id));
        by("label, ID", Template{}.text(CKA_LABEL, key.label).bytes(CKA_ID, key.id));
        by("ID, usage",
           Template{}
               .bytes(CKA_ID, key.id)
               .boolean(object_class == CKO_PUBLIC_KEY ? CKA_VERIFY : CKA_SIGN, true));
        by("ID, type", Template{}.bytes(CKA_ID, key.id).number(CKA_KEY_TYPE, key.key.type()));
    }
}

void check_nothing(const Fixture& fixture)
{
    const auto none = [&](const char* instance, Template what) {
        check_count(fixture, "find-nothing", std::move(what), 0, 0, instance);
    };
    none("CKA_TOKEN false", Template{}.boolean(CKA_TOKEN, false));
    none("vendor attribute",
         Template{}.number(CKA_CLASS, CKO_CERTIFICATE).text(vendor_attribute, "a@b.be"));
    none("vendor class", Template{}.number(CKA_CLASS, 0xCE534353));
    none("class of the list of root certificates", Template{}.number(CKA_CLASS, 0xCE534352));
    none("secret keys", Template{}.boolean(CKA_TOKEN, true).number(CKA_CLASS, CKO_SECRET_KEY));
    none("unknown label", Template{}.text(CKA_LABEL, "no such label"));
    none("unknown ID", Template{}.text(CKA_ID, "no such id"));
    none("value of another length", Template{}.bytes(CKA_CLASS, {1, 0, 0, 0}));
    none("contradiction",
         Template{}.number(CKA_CLASS, CKO_CERTIFICATE).number(CKA_CLASS, CKO_PUBLIC_KEY));
    none("empty ID", Template{}.number(CKA_CLASS, CKO_CERTIFICATE).bytes(CKA_ID, {}));
}

std::vector<CK_OBJECT_CLASS> classes_of(const Fixture& fixture, const Found& found)
{
    std::vector<CK_OBJECT_CLASS> classes;
    for (const auto object : found.objects) {
        classes.push_back(
            attribute_number(fixture.f, fixture.session, object, CKA_CLASS).value_or(~CK_ULONG{0}));
    }
    return classes;
}

/// Certificates, public keys, private keys, data, profiles: readers of the first object rely on it.
std::size_t rank(CK_OBJECT_CLASS object_class)
{
    constexpr std::array order{CKO_CERTIFICATE, CKO_PUBLIC_KEY, CKO_PRIVATE_KEY, CKO_DATA};
    const auto* at = std::find(order.begin(), order.end(), object_class);
    return static_cast<std::size_t>(at - order.begin());
}

void check_all(const Fixture& fixture)
{
    auto& report = fixture.env.report;
    const auto classes = classes_of(fixture, find(fixture.f, fixture.session, {}));
    report.prefer("order",
                  std::is_sorted(classes.begin(),
                                 classes.end(),
                                 [](auto a, auto b) { return rank(a) < rank(b); }),
                  "certificates, public keys, private keys, others",
                  "another order",
                  "the order is free");
    report.prefer("no-data",
                  std::count(classes.begin(), classes.end(), CKO_DATA) == 0,
                  "no data object without naming the class",
                  "data objects",
                  "a declared deviation of OpenBeID: personal data only on request");
}

void check_private_hidden(Environment& env)
{
    const Fixture fixture{env, State::ro};
    if (!fixture.ready()) {
        return;
    }
    if (!env.token.flag(CKF_LOGIN_REQUIRED)) {
        env.report.skip("private-hidden", "this token needs no login");
        return;
    }
    const auto found =
        find(fixture.f,
             fixture.session,
             Template{}.number(CKA_CLASS, CKO_PRIVATE_KEY).boolean(CKA_PRIVATE, true));
    env.report.that("private-hidden",
                    found.code == CKR_OK && found.objects.empty(),
                    "CKR_OK, 0",
                    code_name(found.code) + ", " + std::to_string(found.objects.size()));
}

} // namespace

std::vector<CheckInfo> search_checks()
{
    return {
        {"find-certificate",
         search_clause,
         "each attribute that names a certificate finds it alone"},
        {"find-key", search_clause, "each attribute that names a key finds it alone"},
        {"find-nothing", search_clause, "CKR_OK and no object"},
        {"order", "our order", "certificates, public keys, private keys, others"},
        {"no-data", "our privacy rule", "an empty template returns no data object"},
        {"private-hidden", "3.1 4.4", "no private object before login"},
    };
}

void run_searches(Environment& env)
{
    check_private_hidden(env);
    {
        const Fixture fixture{env, State::ro};
        if (!fixture.ready()) {
            return;
        }
        check_certificates(fixture);
        check_keys(fixture, CKO_PUBLIC_KEY, "public");
        check_nothing(fixture);
        check_all(fixture);
    }
    const Fixture fixture{env, State::ro_user};
    if (fixture.ready()) {
        check_keys(fixture, CKO_PRIVATE_KEY, "private");
        check_all(fixture);
    }
}

} // namespace openbeid::conformance
