// SPDX-License-Identifier: Apache-2.0
// Mandatory case of the Public Certificates Token profile, and its rules for every certificate.
#include "fixture.hpp"
#include "suites/profile.hpp"
#include "suites/suites.hpp"

namespace openbeid::conformance {

namespace {

constexpr const char* certificate_clause = "Profiles CERT-M-1";
constexpr const char* rules = "Profiles, Public Certificates Token";

void check_reads(Environment& env, ProfileCase& run)
{
    const auto objects = run.search("find", Template{}.boolean(CKA_TOKEN, true), 5, true);
    env.report.that("objects", objects.size() >= 2, "2 or more", std::to_string(objects.size()));
    if (objects.size() >= 2) {
        CK_RV code = CKR_OK;
        const auto label = attribute(env.f, run.session(), objects[0], CKA_LABEL, &code);
        env.report.that("label", label.has_value(), "a label", code_name(code));
        const auto value = attribute(env.f, run.session(), objects[1], CKA_VALUE, &code);
        env.report.that("value",
                        value && parse_certificate(*value),
                        "exactly one X.509 certificate",
                        value ? std::to_string(value->size()) + " bytes that are not"
                              : code_name(code));
    }
    env.report.code("find-final", {{CKR_OK}}, env.f->C_FindObjectsFinal(run.session()));
}

/// Rules (a), (b), (c) of the profile, before login.
void check_public_rules(Environment& env)
{
    const Fixture fixture{env, State::ro};
    if (!fixture.ready()) {
        return;
    }
    for (const auto& certificate : env.token.certificates) {
        const auto& label = certificate.label;
        env.report.that("readable",
                        certificate.facts.has_value(),
                        "DER of one certificate, nothing behind it",
                        std::to_string(certificate.value.size()) + " bytes that are not",
                        label);
    }
    for (const auto& key : env.token.keys) {
        if (!key.has_certificate) {
            continue;
        }
        const auto object = fixture.key(CKO_PUBLIC_KEY, key);
        env.report.that(
            "public-key", object != CK_INVALID_HANDLE, "found by CKA_ID", "not found", key.label);
        const auto certificate = fixture.key(CKO_CERTIFICATE, key);
        const auto a = attribute(env.f, fixture.session, certificate, CKA_SUBJECT);
        const auto b = attribute(env.f, fixture.session, object, CKA_SUBJECT);
        env.report.prefer("subject",
                          a && b && *a == *b,
                          "that of the certificate",
                          b ? "another one" : "none",
                          "CKA_SUBJECT of a key is optional",
                          key.label);
    }
}

void check_private_rules(Environment& env)
{
    Fixture fixture{env, State::ro_user};
    if (!fixture.ready()) {
        env.report.skip("private-key", fixture.problem());
        return;
    }
    for (const auto& key : env.token.keys) {
        if (key.has_certificate) {
            env.report.that("private-key",
                            fixture.key(CKO_PRIVATE_KEY, key) != CK_INVALID_HANDLE,
                            "found by CKA_ID",
                            "not found",
                            key.label);
        }
    }
}

} // namespace

std::vector<CheckInfo> cert_checks()
{
    auto checks = prologue_checks(certificate_clause);
    const std::vector<CheckInfo> own{
        {"open", certificate_clause, "C_OpenSession, no login: CKR_OK"},
        {"find", certificate_clause, "a search for CKA_TOKEN TRUE, at most 5 handles: CKR_OK"},
        {"objects", certificate_clause, "2 handles or more"},
        {"label", certificate_clause, "CKA_LABEL of the first, with the search still active"},
        {"value", certificate_clause, "CKA_VALUE of the second: one X.509 certificate"},
        {"find-final", certificate_clause, "C_FindObjectsFinal: CKR_OK"},
        {"profile-object", certificate_clause, "a CKO_PROFILE object claims the profile"},
        {"readable", rules, "each certificate is readable without login, without padding"},
        {"public-key", rules, "its public key is found by CKA_ID without login"},
        {"subject", rules, "certificate and public key have the same CKA_SUBJECT"},
        {"private-key", rules, "its private key is found by CKA_ID after login"},
    };
    checks.insert(checks.end(), own.begin(), own.end());
    const auto last = epilogue_checks(certificate_clause);
    checks.insert(checks.end(), last.begin(), last.end());
    return checks;
}

void run_cert(Environment& env)
{
    {
        ProfileCase run{env, ""};
        if (!run.prologue() || !run.open(0)) {
            return;
        }
        if (env.token.certificates.empty()) {
            for (const auto* id : {"find", "objects", "label", "value", "find-final"}) {
                env.report.skip(id, "the token has no certificate");
            }
        } else {
            check_reads(env, run);
        }
        run.profile_object(CKP_PUBLIC_CERTIFICATES_TOKEN);
        run.epilogue();
    }
    env.report.skip_rest("the token has no certificate with a key");
    check_public_rules(env);
    check_private_rules(env);
}

} // namespace openbeid::conformance
