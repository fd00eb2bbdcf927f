// SPDX-License-Identifier: Apache-2.0
// Part of the suite mechanisms: the list, its flags and sizes, and what must be refused.
#include "fixture.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace openbeid::conformance {

void run_mechanism_limits(Environment& env);
std::vector<CheckInfo> mechanism_limit_checks();

namespace {

constexpr const char* clause = "3.1 6";
constexpr const char* statement = "our statement, mechanisms";

std::vector<CK_MECHANISM_TYPE> listed_for(const Environment& env, CK_KEY_TYPE type)
{
    std::vector<CK_MECHANISM_TYPE> types;
    for (const auto& listed : env.token.mechanisms) {
        const auto* spec = spec_of(listed.type);
        if (spec != nullptr && spec->key_type() == type && (listed.info.flags & CKF_SIGN) != 0) {
            types.push_back(listed.type);
        }
    }
    std::sort(types.begin(), types.end());
    return types;
}

void check_flags(Environment& env)
{
    for (const auto& listed : env.token.mechanisms) {
        const auto name = mechanism_name(listed.type);
        const auto* spec = spec_of(listed.type);
        const auto flags = listed.info.flags;
        if (digest_size(listed.type) != 0) {
            env.report.that(
                "flags", (flags & CKF_DIGEST) != 0, "CKF_DIGEST", hex_number(flags), name);
            continue;
        }
        constexpr CK_FLAGS messages = CKF_MESSAGE_ENCRYPT | CKF_MESSAGE_DECRYPT | CKF_MESSAGE_SIGN |
                                      CKF_MESSAGE_VERIFY | CKF_MULTI_MESSAGE;
        env.report.that("no-message-flags",
                        (flags & messages) == 0 || env.f3 == nullptr || !env.strict,
                        "clear",
                        hex_number(flags),
                        name);
        if (spec == nullptr) {
            env.report.prefer(
                "only-stated", false, "not listed", "listed", "a mechanism of this token", name);
            continue;
        }
        CK_FLAGS needed = CKF_SIGN | CKF_HW;
        if (spec->key_type() == CKK_EC) {
            needed |= CKF_EC_F_P | CKF_EC_NAMEDCURVE | CKF_EC_UNCOMPRESS;
        }
        env.report.prefer("flags",
                          flags == needed,
                          hex_number(needed),
                          hex_number(flags),
                          "what the token can do beyond",
                          name);
        env.report.that("sizes",
                        listed.info.ulMinKeySize <= listed.info.ulMaxKeySize &&
                            listed.info.ulMaxKeySize != 0,
                        "a range",
                        std::to_string(listed.info.ulMinKeySize) + " to " +
                            std::to_string(listed.info.ulMaxKeySize),
                        name);
        for (const auto& key : env.token.keys) {
            if (key.key.type() == spec->key_type() && key.key.valid()) {
                env.report.that("sizes-hold",
                                listed.info.ulMinKeySize <= key.key.bits() &&
                                    key.key.bits() <= listed.info.ulMaxKeySize,
                                "the key is in the range",
                                std::to_string(key.key.bits()) + " bits",
                                key.label + ", " + name);
            }
        }
    }
}

/// The card is known by what it lists: RSA without PSS 1.0/1.1, RSA with PSS 1.7, EC 1.8.
void check_statement(Environment& env)
{
    std::set<CK_MECHANISM_TYPE> expected{CKM_SHA_1, CKM_SHA224, CKM_SHA256, CKM_SHA384, CKM_SHA512};
    if (env.token.mechanism(CKM_ECDSA) != nullptr) {
        expected.insert({CKM_ECDSA,
                         CKM_ECDSA_SHA1,
                         CKM_ECDSA_SHA224,
                         CKM_ECDSA_SHA256,
                         CKM_ECDSA_SHA384,
                         CKM_ECDSA_SHA512});
    } else {
        expected.insert({CKM_RSA_PKCS,
                         CKM_SHA1_RSA_PKCS,
                         CKM_SHA224_RSA_PKCS,
                         CKM_SHA256_RSA_PKCS,
                         CKM_SHA384_RSA_PKCS,
                         CKM_SHA512_RSA_PKCS});
    }
    if (env.token.info.firmwareVersion.major == 1 && env.token.info.firmwareVersion.minor == 7) {
        expected.insert({CKM_RSA_PKCS_PSS, CKM_SHA1_RSA_PKCS_PSS, CKM_SHA256_RSA_PKCS_PSS});
    }
    std::set<CK_MECHANISM_TYPE> got;
    std::string extra;
    for (const auto& listed : env.token.mechanisms) {
        got.insert(listed.type);
        extra += expected.count(listed.type) == 0 ? " +" + mechanism_name(listed.type) : "";
    }
    for (const auto type : expected) {
        extra += got.count(type) == 0 ? " -" + mechanism_name(type) : "";
    }
    env.report.prefer("list",
                      extra.empty(),
                      "the list of the statement for this card",
                      "differs:" + extra,
                      "the list of this module");
    env.report.that(
        "list-unique", got.size() == env.token.mechanisms.size(), "each once", "one twice");
}

void check_allowed(const Fixture& fixture, const KeyObject& key)
{
    const auto object = fixture.key(CKO_PRIVATE_KEY, key);
    const auto value = attribute(fixture.f, fixture.session, object, CKA_ALLOWED_MECHANISMS);
    std::vector<CK_MECHANISM_TYPE> types(value ? value->size() / sizeof(CK_MECHANISM_TYPE) : 0);
    if (value) {
        std::copy_n(value->begin(),
                    types.size() * sizeof(CK_MECHANISM_TYPE),
                    reinterpret_cast<CK_BYTE*>(types.data()));
    }
    std::sort(types.begin(), types.end());
    fixture.env.report.prefer("allowed",
                              value && types == listed_for(fixture.env, key.key.type()),
                              "the listed signing mechanisms of its type",
                              value ? std::to_string(types.size()) + " others" : "not answered",
                              "CKA_ALLOWED_MECHANISMS is optional",
                              key.label);
}

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
        {"list", statement, "the list for this card, nothing else"},
        {"list-unique", "3.1 5.5", "no mechanism twice"},
        {"only-stated", statement, "no mechanism beyond the statement"},
        {"flags", statement, "CKF_SIGN and CKF_HW, for EC also the form of its keys; CKF_DIGEST"},
        {"no-message-flags", statement, "no message flags: these functions are stubs"},
        {"sizes", clause, "smallest and largest key size"},
        {"sizes-hold", clause, "the keys of the token are between them"},
        {"allowed", statement, "CKA_ALLOWED_MECHANISMS is the list for the key's type"},
        {"pss-refused", clause, "wrong PSS parameters: CKR_MECHANISM_PARAM_INVALID at C_SignInit"},
        {"data-length", clause, "input of a wrong length: CKR_DATA_LEN_RANGE"},
    };
}

void run_mechanism_limits(Environment& env)
{
    check_flags(env);
    check_statement(env);
    if (!env.no_login().empty()) {
        return;
    }
    for (const auto& key : env.token.keys) {
        if (!key.has_private || !key.key.valid()) {
            continue;
        }
        {
            const Fixture fixture{env, State::ro_user};
            if (fixture.ready()) {
                check_allowed(fixture, key);
            }
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
