// SPDX-License-Identifier: Apache-2.0
// Part of the suite mechanisms: the list, its flags and sizes, and what must be refused.
#include "suites/parts.hpp"

#include <array>

namespace openbeid::conformance {

namespace {

CK_RV try_init(const Fixture& fixture, const KeyObject& key, CK_MECHANISM mechanism)
{
    return fixture.f->C_SignInit(fixture.session, &mechanism, fixture.key(CKO_PRIVATE_KEY, key));
}

void check_pss(Environment& env, const KeyObject& key, const MechanismSpec& spec)
{
    struct Change {
        const char* name;
        void (*apply)(CK_RSA_PKCS_PSS_PARAMS&, CK_MECHANISM&);
        bool card_only; ///< the standard allows it
    };
    constexpr std::array changes{
        Change{"no parameter",
               [](auto&, CK_MECHANISM& m) {
                   m.pParameter = nullptr;
                   m.ulParameterLen = 0;
               },
               false},
        Change{"NULL with a length", [](auto&, CK_MECHANISM& m) { m.pParameter = nullptr; }, false},
        Change{"too short", [](auto&, CK_MECHANISM& m) { m.ulParameterLen -= 1; }, false},
        Change{"too long", [](auto&, CK_MECHANISM& m) { m.ulParameterLen += 8; }, false},
        Change{"unknown hash", [](auto& p, CK_MECHANISM&) { p.hashAlg = 0x7FFFFFF0; }, false},
        Change{"MD5", [](auto& p, CK_MECHANISM&) { p.hashAlg = CKM_MD5; }, false},
        Change{"unknown mask function", [](auto& p, CK_MECHANISM&) { p.mgf = 99; }, false},
        Change{"mask function of another hash",
               [](auto& p, CK_MECHANISM&) {
                   p.mgf = p.mgf == CKG_MGF1_SHA1 ? CKG_MGF1_SHA256 : CKG_MGF1_SHA1;
               },
               true},
        Change{"salt longer than the key allows",
               [](auto& p, CK_MECHANISM&) { p.sLen = 1000; },
               false},
        Change{"salt of 2^64-1", [](auto& p, CK_MECHANISM&) { p.sLen = ~CK_ULONG{0}; }, false},
        Change{"no salt", [](auto& p, CK_MECHANISM&) { p.sLen = 0; }, true},
        Change{"salt one shorter", [](auto& p, CK_MECHANISM&) { p.sLen -= 1; }, true},
    };
    for (const auto& change : changes) {
        const Fixture fixture{env, State::ro_user};
        if (!fixture.ready()) {
            return;
        }
        PssMechanism params{spec};
        struct {
            CK_RSA_PKCS_PSS_PARAMS params;
            std::array<CK_BYTE, 16> behind;
        } memory{params.params, {}};
        CK_MECHANISM mechanism{spec.type, &memory.params, sizeof(memory.params)};
        change.apply(memory.params, mechanism);
        Codes codes{{CKR_MECHANISM_PARAM_INVALID}};
        codes.allowed = {CKR_ARGUMENTS_BAD};
        if (change.card_only) {
            codes.allowed.push_back(CKR_OK);
        }
        env.report.code("pss-refused",
                        codes,
                        try_init(fixture, key, mechanism),
                        key.label + ", " + mechanism_name(spec.type) + ", " + change.name);
    }
}

void check_pss_hash(Environment& env, const KeyObject& key, const MechanismSpec& spec)
{
    const Fixture fixture{env, State::ro_user};
    if (!fixture.ready() || spec.hash == 0) {
        return;
    }
    PssMechanism params{spec};
    params.params.hashAlg = spec.hash == CKM_SHA_1 ? CKM_SHA256 : CKM_SHA_1;
    params.params.mgf = mgf_of(params.params.hashAlg);
    params.params.sLen = digest_size(params.params.hashAlg);
    env.report.code("pss-refused",
                    {{CKR_MECHANISM_PARAM_INVALID}, {CKR_ARGUMENTS_BAD}},
                    try_init(fixture, key, params.mechanism()),
                    key.label + ", " + mechanism_name(spec.type) + ", another hash");
}

void check_length(Environment& env,
                  const KeyObject& key,
                  const MechanismSpec& spec,
                  std::size_t size,
                  const Codes& codes)
{
    Fixture fixture{env, State::ro_user};
    if (!fixture.ready()) {
        return;
    }
    PssMechanism mechanism{spec};
    const auto signing = sign(fixture, key, mechanism.mechanism(), Bytes(size, 1), Parts::single);
    const CK_RV code = signing.init != CKR_OK    ? signing.init
                       : signing.login != CKR_OK ? signing.login
                                                 : signing.sign;
    env.report.code("data-length",
                    codes,
                    code,
                    key.label + ", " + mechanism_name(spec.type) + ", " + std::to_string(size) +
                        " bytes");
}

void check_lengths(Environment& env, const KeyObject& key, const MechanismSpec& spec)
{
    const Codes range{{CKR_DATA_LEN_RANGE}};
    const std::size_t k = key.key.signature_size();
    if (spec.scheme == Scheme::rsa_pkcs1) {
        for (const std::size_t size : {k - 10, k, k + 1, std::size_t{5000}}) {
            check_length(env, key, spec, size, range);
        }
    } else if (spec.scheme == Scheme::rsa_pss) {
        for (const std::size_t size : {std::size_t{0}, std::size_t{31}, std::size_t{33}, k}) {
            check_length(env, key, spec, size, range);
        }
    } else {
        check_length(env, key, spec, 0, {{CKR_DATA_LEN_RANGE}, {CKR_OK}});
        check_length(env, key, spec, 1, {{CKR_OK}});
        check_length(env, key, spec, 128, {{CKR_OK}, {CKR_DATA_LEN_RANGE}});
    }
}

} // namespace

std::vector<CheckInfo> mechanism_limit_checks()
{
    return {
        {"pss-refused",
         mechanism_clause,
         "wrong PSS parameters: CKR_MECHANISM_PARAM_INVALID at C_SignInit"},
        {"data-length", mechanism_clause, "input of a wrong length: CKR_DATA_LEN_RANGE"},
    };
}

void run_mechanism_limits(Environment& env)
{
    if (!env.no_login().empty()) {
        return;
    }
    for (const auto& key : env.token.keys) {
        if (!key.has_private || !key.key.valid()) {
            continue;
        }
        for (const auto type : listed_for(env, key.key.type())) {
            const auto& spec = *spec_of(type);
            if (spec.scheme == Scheme::rsa_pss) {
                check_pss(env, key, spec);
                check_pss_hash(env, key, spec);
            }
            if (spec.hash == 0) {
                check_lengths(env, key, spec);
            }
        }
    }
}

} // namespace openbeid::conformance
