// SPDX-License-Identifier: Apache-2.0
// Templates, attribute buffers and mechanism parameters.
#include "suites/hostile.hpp"

#include <array>
#include <cstring>
#include <memory>

namespace openbeid::conformance {

namespace {

constexpr CK_ATTRIBUTE_TYPE wrap_template = 0x40000211;

/// An address that nobody can read or write.
void* forbidden()
{
    static const GuardedPage page;
    return page.last(0);
}

/// A search with this one attribute; CKR_OK only if it finds nothing.
CK_RV search(const Fixture& fixture, CK_ATTRIBUTE what)
{
    std::array<CK_OBJECT_HANDLE, 4> objects{};
    CK_ULONG count = 0;
    CK_RV code = fixture.f->C_FindObjectsInit(fixture.session, &what, 1);
    if (code == CKR_OK) {
        code = fixture.f->C_FindObjects(fixture.session, objects.data(), objects.size(), &count);
        fixture.f->C_FindObjectsFinal(fixture.session);
    }
    return code == CKR_OK && count != 0 ? CKR_DATA_INVALID : code;
}

void add_scalars(HostileCases& cases)
{
    const std::vector<CK_RV> codes{CKR_OK,
                                   CKR_ATTRIBUTE_VALUE_INVALID,
                                   CKR_ATTRIBUTE_TYPE_INVALID,
                                   CKR_ARGUMENTS_BAD,
                                   CKR_TEMPLATE_INCONSISTENT,
                                   CKR_HOST_MEMORY};
    constexpr std::array types{CKA_CLASS,
                               CKA_TOKEN,
                               CKA_PRIVATE,
                               CKA_CERTIFICATE_TYPE,
                               CKA_KEY_TYPE,
                               CKA_CERTIFICATE_CATEGORY,
                               CKA_MODULUS_BITS,
                               CKA_SIGN,
                               CKA_PROFILE_ID,
                               CKA_ALWAYS_AUTHENTICATE};
    for (const auto type : types) {
        const auto name = attribute_name(type);
        for (const CK_ULONG size :
             {CK_ULONG{0}, CK_ULONG{2}, CK_ULONG{3}, CK_ULONG{7}, CK_ULONG{9}, CK_ULONG{64}}) {
            cases.push_back({"scalar",
                             name + ", " + std::to_string(size) + " bytes",
                             [=](Fixture& fixture) {
                                 std::array<CK_BYTE, 64> value{1};
                                 return search(fixture, {type, value.data(), size});
                             },
                             codes});
        }
        cases.push_back({"scalar",
                         name + ", 2^64-1 bytes",
                         [=](Fixture& fixture) {
                             std::array<CK_BYTE, 8> value{1};
                             return search(fixture, {type, value.data(), most});
                         },
                         codes});
        cases.push_back({"scalar",
                         name + ", NULL, 8 bytes",
                         [=](Fixture& fixture) {
                             return search(fixture, {type, nullptr, 8});
                         },
                         codes});
        cases.push_back({"scalar",
                         name + ", odd address",
                         [=](Fixture& fixture) {
                             std::array<CK_BYTE, 16> value{};
                             value[1] = 0xEE;
                             return search(fixture, {type, value.data() + 1, 8});
                         },
                         codes});
    }
    for (const auto type : {CKA_ID, CKA_LABEL, CKA_VALUE, CKA_SUBJECT}) {
        cases.push_back({"scalar",
                         attribute_name(type) + ", 2^64-1 bytes",
                         [=](Fixture& fixture) {
                             const GuardedPage page;
                             return search(fixture, {type, page.last(1), most});
                         },
                         codes});
    }
}

CK_RV get(const Fixture& fixture, CK_OBJECT_HANDLE object, CK_ATTRIBUTE query)
{
    return fixture.f->C_GetAttributeValue(fixture.session, object, &query, 1);
}

void add_untouched(HostileCases& cases)
{
    struct Class {
        CK_OBJECT_CLASS value;
        const char* name;
    };
    constexpr std::array types{CKA_CLASS,
                               CKA_TOKEN,
                               CKA_LABEL,
                               CKA_ID,
                               CKA_VALUE,
                               CKA_SUBJECT,
                               CKA_MODULUS,
                               CKA_EC_POINT,
                               CKA_PUBLIC_KEY_INFO,
                               CKA_ALLOWED_MECHANISMS,
                               CKA_PRIVATE_EXPONENT};
    for (const auto& object_class : {Class{CKO_CERTIFICATE, "certificate"},
                                     Class{CKO_PUBLIC_KEY, "public key"},
                                     Class{CKO_PRIVATE_KEY, "private key"}}) {
        for (const auto type : types) {
            cases.push_back({"untouched",
                             std::string{object_class.name} + ", " + attribute_name(type),
                             [=](Fixture& fixture) {
                                 const auto object = fixture.first(object_class.value);
                                 return get(fixture, object, {type, forbidden(), 0});
                             },
                             {},
                             {CKR_OK}});
        }
    }
    cases.push_back({"untouched", "1000 times the same attribute", [](Fixture& fixture) {
                         std::vector<CK_ATTRIBUTE> query(1000, {CKA_VALUE, nullptr, 0});
                         return fixture.f->C_GetAttributeValue(fixture.session,
                                                               fixture.first(CKO_CERTIFICATE),
                                                               query.data(),
                                                               query.size());
                     }});
}

void add_nested(HostileCases& cases)
{
    for (const CK_BYTE junk : {CK_BYTE{0x00}, CK_BYTE{0xA5}, CK_BYTE{0xFF}}) {
        const auto name = "junk " + hex_number(junk);
        cases.push_back({"nested",
                         "asked for, " + name,
                         [=](Fixture& fixture) {
                             alignas(8) std::array<CK_BYTE, 96> inner{};
                             inner.fill(junk);
                             return get(fixture,
                                        fixture.first(CKO_PUBLIC_KEY),
                                        {wrap_template, inner.data(), inner.size()});
                         },
                         {},
                         {CKR_OK}});
        cases.push_back({"nested", "searched for, " + name, [=](Fixture& fixture) {
                             alignas(8) std::array<CK_BYTE, 96> inner{};
                             inner.fill(junk);
                             return search(fixture, {wrap_template, inner.data(), inner.size()});
                         }});
    }
    cases.push_back({"nested", "a template that contains itself", [](Fixture& fixture) {
                         CK_ATTRIBUTE self{wrap_template, nullptr, sizeof(CK_ATTRIBUTE)};
                         self.pValue = &self;
                         return search(fixture, self);
                     }});
}

const KeyObject* pss_key(const Environment& env)
{
    for (const auto& key : env.token.keys) {
        if (key.has_private && !key.always_authenticate && key.key.type() == CKK_RSA &&
            env.token.mechanism(CKM_SHA256_RSA_PKCS_PSS) != nullptr) {
            return &key;
        }
    }
    return nullptr;
}

CK_RV init(const Fixture& fixture, const KeyObject& key, CK_MECHANISM mechanism)
{
    return fixture.f->C_SignInit(fixture.session, &mechanism, fixture.key(CKO_PRIVATE_KEY, key));
}

/// Wrong lengths must be refused by the length alone: the address can't be read.
void add_parameters(HostileCases& cases, const Environment& env)
{
    const auto* key = env.signing_key();
    if (key == nullptr || !env.no_login().empty()) {
        return;
    }
    std::vector<CK_MECHANISM_TYPE> types{*env.token.signing_mechanism(*key, false)};
    if (pss_key(env) != nullptr) {
        types.insert(types.end(), {CKM_RSA_PKCS_PSS, CKM_SHA256_RSA_PKCS_PSS});
    }
    for (const auto type : types) {
        for (const CK_ULONG size : {CK_ULONG{1},
                                    CK_ULONG{23},
                                    CK_ULONG{25},
                                    CK_ULONG{1} << 31U,
                                    (CK_ULONG{1} << 32U) + 24,
                                    most}) {
            cases.push_back({"parameter",
                             mechanism_name(type) + ", " + std::to_string(size) + " bytes",
                             [=](Fixture& fixture) {
                                 return init(fixture, *key, {type, forbidden(), size});
                             },
                             {CKR_MECHANISM_PARAM_INVALID, CKR_ARGUMENTS_BAD}});
        }
    }
    cases.push_back({"parameter",
                     "digest, 8 bytes",
                     [](Fixture& fixture) {
                         CK_MECHANISM mechanism{CKM_SHA256, forbidden(), 8};
                         return fixture.f->C_DigestInit(fixture.session, &mechanism);
                     },
                     {CKR_MECHANISM_PARAM_INVALID, CKR_ARGUMENTS_BAD, CKR_MECHANISM_INVALID}});
    if (pss_key(env) != nullptr) {
        cases.push_back(
            {"parameter",
             "PSS at an odd address",
             [=](Fixture& fixture) {
                 PssMechanism pss{*spec_of(CKM_SHA256_RSA_PKCS_PSS)};
                 std::array<CK_BYTE, sizeof(pss.params) + 1> bytes{};
                 std::memcpy(bytes.data() + 1, &pss.params, sizeof(pss.params));
                 return init(fixture, *key, {pss.type, bytes.data() + 1, sizeof(pss.params)});
             },
             {CKR_OK}});
    }
}

/// Signs after the memory of mechanism and parameter is overwritten and gone.
CK_RV sign_after_free(const Fixture& fixture,
                      const KeyObject& key,
                      const MechanismSpec& spec,
                      bool parts)
{
    auto pss = std::make_unique<PssMechanism>(spec);
    auto mechanism = std::make_unique<CK_MECHANISM>(pss->mechanism());
    const auto params = pss->params;
    CK_RV code =
        fixture.f->C_SignInit(fixture.session, mechanism.get(), fixture.key(CKO_PRIVATE_KEY, key));
    pss->params = {0x7FFFFFF0, 99, 12345};
    *mechanism = {0x7FFFFFF0, forbidden(), most};
    pss.reset();
    mechanism.reset();
    auto data = random_bytes(32);
    Bytes signature(key.key.signature_size());
    CK_ULONG size = signature.size();
    if (code == CKR_OK && parts) {
        code = fixture.f->C_SignUpdate(fixture.session, data.data(), data.size());
        code = code == CKR_OK ? fixture.f->C_SignFinal(fixture.session, signature.data(), &size)
                              : code;
    } else if (code == CKR_OK) {
        code =
            fixture.f->C_Sign(fixture.session, data.data(), data.size(), signature.data(), &size);
    }
    return code == CKR_OK && !key.key.verify(spec, &params, data, signature) ? CKR_SIGNATURE_INVALID
                                                                             : code;
}

void add_changed(HostileCases& cases, const Environment& env)
{
    const auto* key = env.signing_key();
    if (key == nullptr || !env.no_login().empty()) {
        return;
    }
    for (const auto& listed : env.token.mechanisms) {
        const auto* spec = spec_of(listed.type);
        const bool signs = spec != nullptr && (listed.info.flags & CKF_SIGN) != 0 &&
                           spec->key_type() == key->key.type();
        if (!signs || (spec->scheme == Scheme::rsa_pss && spec->hash != 0 &&
                       spec->hash != CKM_SHA256 && spec->hash != CKM_SHA_1)) {
            continue;
        }
        for (const bool parts : {false, true}) {
            if (parts && spec->hash == 0) {
                continue;
            }
            cases.push_back(
                {"changed",
                 mechanism_name(listed.type) + (parts ? ", in parts" : ""),
                 [=](Fixture& fixture) { return sign_after_free(fixture, *key, *spec, parts); },
                 {CKR_OK}});
        }
    }
    cases.push_back({"changed",
                     "search template",
                     [](Fixture& fixture) {
                         auto value = std::make_unique<CK_OBJECT_CLASS>(CKO_CERTIFICATE);
                         auto what = std::make_unique<CK_ATTRIBUTE>(
                             CK_ATTRIBUTE{CKA_CLASS, value.get(), sizeof(*value)});
                         CK_RV code = fixture.f->C_FindObjectsInit(fixture.session, what.get(), 1);
                         *value = CKO_SECRET_KEY;
                         what->pValue = forbidden();
                         what.reset();
                         value.reset();
                         std::array<CK_OBJECT_HANDLE, 8> objects{};
                         CK_ULONG count = 0;
                         code = code == CKR_OK
                                    ? fixture.f->C_FindObjects(
                                          fixture.session, objects.data(), objects.size(), &count)
                                    : code;
                         return code == CKR_OK && count == 0 ? CKR_DATA_INVALID : code;
                     },
                     {CKR_OK}});
}

} // namespace

HostileCases value_cases(const Environment& env)
{
    HostileCases cases;
    add_scalars(cases);
    if (!env.token.certificates.empty() && env.no_login().empty()) {
        add_untouched(cases);
        add_nested(cases);
    }
    add_parameters(cases, env);
    add_changed(cases, env);
    return cases;
}

} // namespace openbeid::conformance
