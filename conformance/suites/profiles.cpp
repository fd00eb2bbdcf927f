// SPDX-License-Identifier: Apache-2.0
// The suites bl, ext and auth: mandatory cases of the Baseline Provider, Extended Provider and
// Authentication Token profiles.
#include "fixture.hpp"
#include "suites/profile.hpp"
#include "suites/suites.hpp"

#include <algorithm>
#include <array>

namespace openbeid::conformance {

namespace {

void append(std::vector<CheckInfo>& to, std::vector<CheckInfo> more)
{
    to.insert(to.end(), more.begin(), more.end());
}

std::vector<CheckInfo> search_checks(const char* clause)
{
    return {
        {"open", clause, "C_OpenSession: CKR_OK"},
        {"find", clause, "a search for CKA_TOKEN TRUE, at most 1 handle: CKR_OK"},
        {"find-final", clause, "C_FindObjectsFinal: CKR_OK"},
        {"profile-object", clause, "a CKO_PROFILE object claims the profile"},
    };
}

void check_mechanisms(Environment& env, const ProfileCase& run)
{
    auto& report = env.report;
    CK_ULONG count = 0;
    const CK_RV code = env.f->C_GetMechanismList(env.slot, nullptr, &count);
    if (!report.code("mechanism-count", {{CKR_OK}}, code, run.instance()) || count > 4096) {
        return;
    }
    std::vector<CK_MECHANISM_TYPE> types(count);
    report.code("mechanism-list",
                {{CKR_OK}},
                env.f->C_GetMechanismList(env.slot, types.data(), &count),
                run.instance());
    bool signs = false;
    for (const auto type : types) {
        CK_MECHANISM_INFO info{};
        report.code("mechanism-info",
                    {{CKR_OK}},
                    env.f->C_GetMechanismInfo(env.slot, type, &info),
                    mechanism_name(type));
        signs = signs || (info.flags & CKF_SIGN) != 0;
    }
    report.that("mechanism-signs", signs, "one with CKF_SIGN", "none", run.instance());
}

void run_ext_case(Environment& env, bool login_user)
{
    ProfileCase run{env, login_user ? "C_LoginUser" : "C_Login"};
    if (!run.prologue()) {
        return;
    }
    run.token_block();
    check_mechanisms(env, run);
    if (!run.open(CKF_RW_SESSION)) {
        return;
    }
    if (const auto reason = env.no_login(); !reason.empty()) {
        env.report.skip_rest(reason);
        return;
    }
    const CK_RV code =
        login_user ? env.f3->C_LoginUser(
                         run.session(), CKU_USER, env.pin->data(), env.pin->size(), nullptr, 0)
                   : env.login(run.session());
    if (run.step("login", code)) {
        static_cast<void>(run.search("find", Template{}.boolean(CKA_TOKEN, true), 1));
        run.profile_object(CKP_EXTENDED_PROVIDER);
        run.step("logout", env.f->C_Logout(run.session()));
    }
    run.epilogue();
}

/// The two attributes that the case reads with buffers of 1024 bytes.
void check_public_key(Environment& env,
                      const ProfileCase& run,
                      const KeyObject& key,
                      CK_OBJECT_HANDLE object)
{
    const bool rsa = key.key.type() == CKK_RSA;
    std::array<CK_BYTE, 1024> first{};
    std::array<CK_BYTE, 1024> second{};
    std::array<CK_ATTRIBUTE, 2> query{{
        {rsa ? CKA_MODULUS : CKA_EC_PARAMS, first.data(), first.size()},
        {rsa ? CKA_PUBLIC_EXPONENT : CKA_EC_POINT, second.data(), second.size()},
    }};
    const CK_RV code =
        env.f->C_GetAttributeValue(run.session(), object, query.data(), query.size());
    const auto a = rsa ? key.key.modulus() : key.key.ec_params();
    const auto b = rsa ? key.key.public_exponent() : key.key.ec_point();
    const bool equal = code == CKR_OK && query[0].ulValueLen == a.size() &&
                       query[1].ulValueLen == b.size() &&
                       std::equal(a.begin(), a.end(), first.begin()) &&
                       std::equal(b.begin(), b.end(), second.begin());
    env.report.that("public-value",
                    equal,
                    "the key of the certificate, lengths " + std::to_string(a.size()) + " and " +
                        std::to_string(b.size()),
                    code_name(code) + ", lengths " + std::to_string(query[0].ulValueLen) + " and " +
                        std::to_string(query[1].ulValueLen),
                    run.instance());
}

void check_signature(Environment& env,
                     const ProfileCase& run,
                     const KeyObject& key,
                     CK_OBJECT_HANDLE object,
                     CK_MECHANISM_TYPE type)
{
    constexpr std::size_t example_size = 391;
    CK_MECHANISM mechanism{type, nullptr, 0};
    const auto instance = run.instance() + ", " + mechanism_name(type);
    auto data = random_bytes(example_size);
    if (!env.report.code("sign-init",
                         {{CKR_OK}},
                         env.f->C_SignInit(run.session(), &mechanism, object),
                         instance)) {
        return;
    }
    if (key.always_authenticate) {
        env.report.code(
            "context-login", {{CKR_OK}}, env.login(run.session(), CKU_CONTEXT_SPECIFIC), instance);
    }
    Bytes signature(key.key.signature_size());
    CK_ULONG size = signature.size();
    env.report.code("sign",
                    {{CKR_OK}},
                    env.f->C_Sign(run.session(), data.data(), data.size(), signature.data(), &size),
                    instance);
    signature.resize(std::min<std::size_t>(size, signature.size()));
    env.report.that("verify",
                    key.key.verify(*spec_of(type), nullptr, data, signature),
                    "OpenSSL verifies the signature",
                    "it does not verify, " + std::to_string(size) + " bytes",
                    instance);
}

std::vector<CK_MECHANISM_TYPE> case_mechanisms(const Environment& env, const KeyObject& key)
{
    if (key.key.type() == CKK_RSA) {
        return {CKM_SHA256_RSA_PKCS};
    }
    std::vector<CK_MECHANISM_TYPE> types;
    for (const auto type : {CKM_ECDSA_SHA256, CKM_ECDSA_SHA384}) {
        if (env.token.mechanism(type) != nullptr) {
            types.push_back(type);
        }
    }
    return types.empty() ? std::vector<CK_MECHANISM_TYPE>{CKM_ECDSA_SHA256} : types;
}

void run_auth_case(Environment& env, const KeyObject& key)
{
    const bool ecc = key.key.type() == CKK_EC;
    ProfileCase run{env, key.label + (ecc ? ", ECC transcription" : "")};
    if (!run.prologue() || !run.open(CKF_RW_SESSION) ||
        !run.step("login", env.login(run.session()))) {
        return;
    }
    const auto by_label = [&](CK_OBJECT_CLASS object_class) {
        return Template{}
            .boolean(CKA_TOKEN, true)
            .text(CKA_LABEL, key.label)
            .number(CKA_CLASS, object_class);
    };
    const auto publics = run.search("find-public", by_label(CKO_PUBLIC_KEY), 1);
    env.report.that(
        "public-found", publics.size() == 1, "1", std::to_string(publics.size()), run.instance());
    if (!publics.empty()) {
        check_public_key(env, run, key, publics.front());
    }
    const auto privates = run.search("find-private", by_label(CKO_PRIVATE_KEY), 1);
    env.report.that("private-found",
                    privates.size() == 1,
                    "1",
                    std::to_string(privates.size()),
                    run.instance());
    if (!privates.empty()) {
        for (const auto type : case_mechanisms(env, key)) {
            check_signature(env, run, key, privates.front(), type);
        }
    }
    run.profile_object(CKP_AUTHENTICATION_TOKEN);
    run.step("logout", env.f->C_Logout(run.session()));
    run.epilogue();
}

} // namespace

std::vector<CheckInfo> bl_checks()
{
    constexpr const char* clause = "Profiles BL-M-1";
    auto checks = prologue_checks(clause);
    append(checks, token_block_checks(clause));
    append(checks, search_checks(clause));
    append(checks, epilogue_checks(clause));
    return checks;
}

void run_bl(Environment& env)
{
    ProfileCase run{env, ""};
    if (!run.prologue()) {
        return;
    }
    run.token_block();
    if (run.open(0)) {
        static_cast<void>(run.search("find", Template{}.boolean(CKA_TOKEN, true), 1));
        run.profile_object(CKP_BASELINE_PROVIDER);
    }
    run.epilogue();
}

std::vector<CheckInfo> ext_checks()
{
    constexpr const char* clause = "Profiles EXT-M-1";
    auto checks = prologue_checks(clause);
    append(checks, token_block_checks(clause));
    append(checks,
           {{"mechanism-count", clause, "C_GetMechanismList(NULL): CKR_OK"},
            {"mechanism-list", clause, "C_GetMechanismList(list): CKR_OK"},
            {"mechanism-info", clause, "C_GetMechanismInfo of each: CKR_OK"},
            {"mechanism-signs", clause, "at least one has CKF_SIGN"},
            {"login", clause, "C_Login or C_LoginUser: CKR_OK"},
            {"logout", clause, "C_Logout: CKR_OK"}});
    append(checks, search_checks(clause));
    append(checks, epilogue_checks(clause));
    return checks;
}

void run_ext(Environment& env)
{
    run_ext_case(env, false);
    if (env.f3 != nullptr) {
        run_ext_case(env, true);
    }
}

std::vector<CheckInfo> auth_checks()
{
    constexpr const char* clause = "Profiles AUTH-M-1";
    auto checks = prologue_checks(clause);
    append(checks,
           {{"open", clause, "C_OpenSession, read/write: CKR_OK"},
            {"login", clause, "C_Login: CKR_OK"},
            {"find-public", clause, "a search for the public key by label: CKR_OK"},
            {"find-public-final", clause, "C_FindObjectsFinal: CKR_OK"},
            {"public-found", clause, "exactly 1 handle"},
            {"public-value", clause, "buffers of 1024 bytes: the exact lengths and values"},
            {"find-private", clause, "a search for the private key by label: CKR_OK"},
            {"find-private-final", clause, "C_FindObjectsFinal: CKR_OK"},
            {"private-found", clause, "exactly 1 handle"},
            {"sign-init", clause, "C_SignInit: CKR_OK"},
            {"context-login", clause, "C_Login(CKU_CONTEXT_SPECIFIC) where wanted: CKR_OK"},
            {"sign", clause, "C_Sign of 391 bytes: CKR_OK"},
            {"verify", clause, "OpenSSL verifies the signature"},
            {"profile-object", clause, "a CKO_PROFILE object claims the profile"},
            {"logout", clause, "C_Logout: CKR_OK"}});
    append(checks, epilogue_checks(clause));
    return checks;
}

void run_auth(Environment& env)
{
    if (const auto reason = env.no_login(); !reason.empty()) {
        env.report.skip_rest(reason);
        return;
    }
    bool any = false;
    bool always = false;
    for (const auto& key : env.token.keys) {
        if (key.has_private && key.key.valid()) {
            run_auth_case(env, key);
            any = true;
            always = always || key.always_authenticate;
        }
    }
    if (!any) {
        env.report.skip_rest("the token has no key that signs");
    } else if (!always) {
        env.report.skip("context-login", "no key has CKA_ALWAYS_AUTHENTICATE");
    }
}

} // namespace openbeid::conformance
