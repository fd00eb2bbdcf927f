// SPDX-License-Identifier: Apache-2.0
// Part of the suite mechanisms: what is listed, with which flags and sizes.
#include "suites/parts.hpp"

#include <algorithm>
#include <set>

namespace openbeid::conformance {

namespace {

constexpr const char* statement = "our statement, mechanisms";

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

} // namespace

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

std::vector<CheckInfo> mechanism_list_checks()
{
    return {
        {"list", statement, "the list for this card, nothing else"},
        {"list-unique", "3.1 5.5", "no mechanism twice"},
        {"only-stated", statement, "no mechanism beyond the statement"},
        {"flags", statement, "CKF_SIGN and CKF_HW, for EC also the form of its keys; CKF_DIGEST"},
        {"no-message-flags", statement, "no message flags: these functions are stubs"},
        {"sizes", mechanism_clause, "smallest and largest key size"},
        {"sizes-hold", mechanism_clause, "the keys of the token are between them"},
        {"allowed", statement, "CKA_ALLOWED_MECHANISMS is the list for the key's type"},
    };
}

void run_mechanism_list(Environment& env)
{
    check_flags(env);
    check_statement(env);
    for (const auto& key : env.token.keys) {
        const Fixture fixture{env, State::ro_user};
        if (key.has_private && key.key.valid() && fixture.ready()) {
            check_allowed(fixture, key);
        }
    }
}

} // namespace openbeid::conformance
