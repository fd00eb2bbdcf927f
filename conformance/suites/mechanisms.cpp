// SPDX-License-Identifier: Apache-2.0
// Section 8 of the statement: every listed mechanism signs what OpenSSL verifies, and refuses
// what the card can't do before anybody is asked for a PIN.
#include "suites/parts.hpp"
#include "suites/suites.hpp"

#include <algorithm>
#include <array>

namespace openbeid::conformance {

namespace {

constexpr std::array digests{CKM_SHA_1, CKM_SHA224, CKM_SHA256, CKM_SHA384, CKM_SHA512};

/// What C_Sign gets: the caller's digest or its DigestInfo for the raw mechanisms.
Bytes input_for(const MechanismSpec& spec, CK_MECHANISM_TYPE hash, const Bytes& message)
{
    if (spec.hash != 0) {
        return message;
    }
    return spec.scheme == Scheme::rsa_pkcs1 ? digest_info(hash, message) : digest(hash, message);
}

/// From C_Initialize on, so that an operation that a failure leaves behind spoils nothing else.
void check_signature(Environment& env,
                     const KeyObject& key,
                     const MechanismSpec& spec,
                     const Bytes& data,
                     CK_MECHANISM_TYPE raw_hash,
                     Parts parts,
                     const std::string& what)
{
    Fixture fixture{env, State::ro_user};
    if (!fixture.ready()) {
        return;
    }
    PssMechanism mechanism{spec, raw_hash};
    const auto signing = sign(fixture, key, mechanism.mechanism(), data, parts);
    const bool good = signing.ok() && signing.signature.size() == key.key.signature_size() &&
                      key.key.verify(spec, &mechanism.params, data, signing.signature);
    env.report.that(parts == Parts::multi ? "signs-parts" : "signs",
                    good,
                    std::to_string(key.key.signature_size()) + " bytes that OpenSSL verifies",
                    signing.text() + (signing.ok() ? ", does not verify" : ""),
                    key.label + ", " + mechanism_name(spec.type) + ", " + what);
}

void check_hashing(Environment& env, const KeyObject& key, const MechanismSpec& spec)
{
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{1}, std::size_t{391}, std::size_t{70000}}) {
        check_signature(
            env, key, spec, random_bytes(size), 0, Parts::single, std::to_string(size) + " bytes");
    }
    for (const std::size_t size : {std::size_t{2}, std::size_t{391}}) {
        check_signature(
            env, key, spec, random_bytes(size), 0, Parts::multi, std::to_string(size) + " bytes");
    }
}

bool pss_hash_works(Environment& env,
                    const KeyObject& key,
                    const MechanismSpec& spec,
                    CK_MECHANISM_TYPE hash)
{
    const Fixture fixture{env, State::ro_user};
    if (!fixture.ready()) {
        return false;
    }
    PssMechanism mechanism{spec, hash};
    auto pss = mechanism.mechanism();
    const CK_RV code =
        fixture.f->C_SignInit(fixture.session, &pss, fixture.key(CKO_PRIVATE_KEY, key));
    if (code != CKR_OK) {
        env.report.code("pss-hash",
                        {{CKR_MECHANISM_PARAM_INVALID}},
                        code,
                        key.label + ", " + mechanism_name(hash));
    }
    return code == CKR_OK;
}

void check_raw(Environment& env, const KeyObject& key, const MechanismSpec& spec)
{
    const auto message = random_bytes(100);
    for (const auto hash : digests) {
        if (spec.scheme == Scheme::rsa_pss && !pss_hash_works(env, key, spec, hash)) {
            continue;
        }
        check_signature(env,
                        key,
                        spec,
                        input_for(spec, hash, message),
                        hash,
                        Parts::single,
                        mechanism_name(hash));
    }
    if (spec.scheme == Scheme::rsa_pkcs1) {
        check_signature(env, key, spec, random_bytes(36), 0, Parts::single, "36 bytes of TLS 1.0");
        check_signature(env,
                        key,
                        spec,
                        random_bytes(key.key.signature_size() - 11),
                        0,
                        Parts::single,
                        "the longest input");
    }
    // Friendly to callers that always use parts; the standard names no code for refusing it.
    const auto data = input_for(spec, CKM_SHA256, message);
    PssMechanism mechanism{spec};
    Fixture fixture{env, State::ro_user};
    if (!fixture.ready()) {
        return;
    }
    const auto signing = sign(fixture, key, mechanism.mechanism(), data, Parts::multi);
    env.report.prefer("collects-parts",
                      signing.ok() &&
                          key.key.verify(spec, &mechanism.params, data, signing.signature),
                      "a signature that OpenSSL verifies",
                      signing.text(),
                      "a single-part mechanism may refuse parts",
                      key.label + ", " + mechanism_name(spec.type));
}

void check_key(Environment& env, const KeyObject& key)
{
    for (const auto& listed : env.token.mechanisms) {
        const auto* spec = spec_of(listed.type);
        if (spec == nullptr || (listed.info.flags & CKF_SIGN) == 0 ||
            spec->key_type() != key.key.type()) {
            continue;
        }
        if (spec->hash == 0) {
            check_raw(env, key, *spec);
            continue;
        }
        check_hashing(env, key, *spec);
    }
}

/// ECDSA values that begin with a zero byte: each about 1 in 256, so look for both for a while.
void check_leading_zero(Environment& env)
{
    const auto* key = env.signing_key();
    const auto type = key == nullptr || key->key.type() != CKK_EC
                          ? std::nullopt
                          : env.token.signing_mechanism(*key, true);
    if (!type || env.card == nullptr) {
        env.report.skip("leading-zero",
                        "only for EC keys and with --virtual-card: about a thousand signatures");
        return;
    }
    Fixture fixture{env, State::ro_user};
    bool r = false;
    bool s = false;
    bool good = fixture.ready();
    for (int i = 0; good && i < 3000 && !(r && s); ++i) {
        const auto data = random_bytes(48);
        const auto signing = sign(fixture, *key, {*type, nullptr, 0}, data, Parts::single);
        good = signing.ok() && signing.signature.size() == key->key.signature_size() &&
               key->key.verify(*spec_of(*type), nullptr, data, signing.signature);
        r = r || (good && signing.signature.front() == 0);
        s = s || (good && signing.signature[signing.signature.size() / 2] == 0);
    }
    env.report.that("leading-zero",
                    good && r && s,
                    "both halves padded to full length",
                    good ? "none seen" : "a signature fails");
}

/// FIPS 180 examples are OpenSSL's business; here both must agree, in one part and in several.
void check_digests(Environment& env)
{
    const Fixture fixture{env, State::ro};
    for (const auto type : digests) {
        if (!fixture.ready() || env.token.mechanism(type) == nullptr) {
            env.report.prefer("digests",
                              false,
                              "listed",
                              "not listed",
                              "digests are optional",
                              mechanism_name(type));
            continue;
        }
        for (const std::size_t size : {std::size_t{0}, std::size_t{3}, std::size_t{100000}}) {
            auto data = random_bytes(size);
            data.reserve(1);
            Bytes one(digest_size(type));
            Bytes parts(digest_size(type));
            CK_ULONG length = one.size();
            CK_MECHANISM mechanism{type, nullptr, 0};
            fixture.f->C_DigestInit(fixture.session, &mechanism);
            const CK_RV a =
                fixture.f->C_Digest(fixture.session, data.data(), data.size(), one.data(), &length);
            fixture.f->C_DigestInit(fixture.session, &mechanism);
            fixture.f->C_DigestUpdate(fixture.session, data.data(), size / 3);
            fixture.f->C_DigestUpdate(fixture.session, data.data() + size / 3, size - size / 3);
            length = parts.size();
            const CK_RV b = fixture.f->C_DigestFinal(fixture.session, parts.data(), &length);
            const auto expected = digest(type, data);
            env.report.that("digests",
                            one == expected && parts == expected,
                            "the digest of OpenSSL",
                            code_name(a) + ", " + code_name(b),
                            mechanism_name(type) + ", " + std::to_string(size) + " bytes");
        }
    }
}

} // namespace

std::vector<CheckInfo> mechanisms_checks()
{
    std::vector<CheckInfo> checks{
        {"signs",
         mechanism_clause,
         "C_Sign: a signature of the right length that OpenSSL verifies"},
        {"signs-parts", mechanism_clause, "C_SignUpdate, C_SignFinal: the same"},
        {"collects-parts", mechanism_clause, "single-part mechanisms collect the parts"},
        {"pss-hash",
         mechanism_clause,
         "a hash that the card can't do: CKR_MECHANISM_PARAM_INVALID at once"},
        {"leading-zero", mechanism_clause, "r and s are padded to the length of the order"},
        {"digests", mechanism_clause, "digests are those of OpenSSL"},
    };
    for (const auto& more : {mechanism_list_checks(), mechanism_limit_checks()}) {
        checks.insert(checks.end(), more.begin(), more.end());
    }
    return checks;
}

void run_mechanisms(Environment& env)
{
    check_digests(env);
    if (const auto reason = env.no_login(); reason.empty()) {
        for (const auto& key : env.token.keys) {
            if (key.has_private && key.key.valid()) {
                check_key(env, key);
            }
        }
        check_leading_zero(env);
        env.report.skip_rest("no key of this token has such a mechanism");
    } else {
        env.report.skip_rest(reason);
    }
    run_mechanism_list(env);
    run_mechanism_limits(env);
}

} // namespace openbeid::conformance
