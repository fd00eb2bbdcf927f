// SPDX-License-Identifier: Apache-2.0
#include "environment.hpp"

#include <algorithm>
#include <iterator>

namespace openbeid::conformance {

namespace {

template <std::size_t Size>
std::string field(const unsigned char (&text)[Size])
{
    std::string value(std::begin(text), std::end(text));
    value.erase(value.find_last_not_of(' ') + 1);
    return value;
}

std::vector<CK_SLOT_ID> slots_with_token(CK_FUNCTION_LIST* f)
{
    CK_ULONG count = 0;
    if (f->C_GetSlotList(CK_TRUE, nullptr, &count) != CKR_OK || count == 0 || count > 4096) {
        return {};
    }
    std::vector<CK_SLOT_ID> slots(count);
    if (f->C_GetSlotList(CK_TRUE, slots.data(), &count) != CKR_OK) {
        return {};
    }
    slots.resize(std::min<std::size_t>(slots.size(), count));
    return slots;
}

std::optional<CK_SLOT_ID>
choose_slot(CK_FUNCTION_LIST* f, std::optional<CK_SLOT_ID> wanted, const std::string& reader)
{
    for (const auto slot : slots_with_token(f)) {
        CK_SLOT_INFO slot_info{};
        CK_TOKEN_INFO token_info{};
        if (f->C_GetSlotInfo(slot, &slot_info) != CKR_OK ||
            f->C_GetTokenInfo(slot, &token_info) != CKR_OK) {
            continue;
        }
        const bool named =
            reader.empty() || field(slot_info.slotDescription).find(reader) != std::string::npos;
        const bool usable = (token_info.flags & CKF_TOKEN_INITIALIZED) != 0 || wanted == slot;
        if ((!wanted || *wanted == slot) && named && usable) {
            return slot;
        }
    }
    return std::nullopt;
}

std::vector<ListedMechanism> read_mechanisms(CK_FUNCTION_LIST* f, CK_SLOT_ID slot)
{
    CK_ULONG count = 0;
    std::vector<ListedMechanism> mechanisms;
    if (f->C_GetMechanismList(slot, nullptr, &count) != CKR_OK || count > 4096) {
        return mechanisms;
    }
    std::vector<CK_MECHANISM_TYPE> types(count);
    if (count > 0 && f->C_GetMechanismList(slot, types.data(), &count) != CKR_OK) {
        return mechanisms;
    }
    for (const auto type : types) {
        ListedMechanism listed{type, CKR_OK, {}};
        listed.code = f->C_GetMechanismInfo(slot, type, &listed.info);
        mechanisms.push_back(listed);
    }
    return mechanisms;
}

std::string text_of(const std::optional<Bytes>& value)
{
    return value ? std::string{value->begin(), value->end()} : std::string{};
}

KeyObject& key_with(std::vector<KeyObject>& keys, const Bytes& id)
{
    const auto known =
        std::find_if(keys.begin(), keys.end(), [&](const KeyObject& key) { return key.id == id; });
    if (known != keys.end()) {
        return *known;
    }
    keys.push_back({});
    keys.back().id = id;
    return keys.back();
}

PublicKey public_part(CK_FUNCTION_LIST* f, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object)
{
    if (const auto info = attribute(f, session, object, CKA_PUBLIC_KEY_INFO);
        info && !info->empty()) {
        return PublicKey::from_info(*info);
    }
    const auto modulus = attribute(f, session, object, CKA_MODULUS);
    const auto exponent = attribute(f, session, object, CKA_PUBLIC_EXPONENT);
    if (modulus && exponent) {
        return PublicKey::from_rsa(*modulus, *exponent);
    }
    const auto params = attribute(f, session, object, CKA_EC_PARAMS);
    const auto point = attribute(f, session, object, CKA_EC_POINT);
    return params && point ? PublicKey::from_ec(*params, *point) : PublicKey{};
}

void read_certificates(Environment& env, CK_SESSION_HANDLE session)
{
    const auto found = find(env.f, session, Template{}.number(CKA_CLASS, CKO_CERTIFICATE));
    for (const auto object : found.objects) {
        CertificateObject certificate;
        certificate.label = text_of(attribute(env.f, session, object, CKA_LABEL));
        certificate.id = attribute(env.f, session, object, CKA_ID).value_or(Bytes{});
        certificate.value = attribute(env.f, session, object, CKA_VALUE).value_or(Bytes{});
        certificate.facts = parse_certificate(certificate.value);
        env.token.certificates.push_back(certificate);
    }
}

void read_keys(Environment& env, CK_SESSION_HANDLE session, CK_OBJECT_CLASS key_class)
{
    const auto found = find(env.f, session, Template{}.number(CKA_CLASS, key_class));
    for (const auto object : found.objects) {
        const auto type = attribute_number(env.f, session, object, CKA_KEY_TYPE);
        const auto id = attribute(env.f, session, object, CKA_ID);
        if (!id || !type || (*type != CKK_RSA && *type != CKK_EC)) {
            continue;
        }
        auto& key = key_with(env.token.keys, *id);
        key.label = text_of(attribute(env.f, session, object, CKA_LABEL));
        if (!key.key.valid()) {
            key.key = public_part(env.f, session, object);
        }
        if (key_class == CKO_PUBLIC_KEY) {
            key.has_public = true;
            continue;
        }
        key.has_private = attribute_boolean(env.f, session, object, CKA_SIGN).value_or(false);
        key.always_authenticate =
            attribute_boolean(env.f, session, object, CKA_ALWAYS_AUTHENTICATE).value_or(false);
    }
}

/// The certificate is what others verify with, so its key wins over the public key object.
void join_certificates(TokenFacts& token)
{
    for (auto& key : token.keys) {
        for (const auto& certificate : token.certificates) {
            if (certificate.facts && certificate.id == key.id) {
                key.has_certificate = true;
                key.key = certificate.facts->key;
            }
        }
    }
}

void read_token(Environment& env)
{
    env.token.mechanisms = read_mechanisms(env.f, env.slot);
    CK_SESSION_HANDLE session = 0;
    if (env.f->C_OpenSession(env.slot, CKF_SERIAL_SESSION, nullptr, nullptr, &session) != CKR_OK) {
        return;
    }
    read_certificates(env, session);
    read_keys(env, session, CKO_PUBLIC_KEY);
    const CK_RV code = env.login(session);
    read_keys(env, session, CKO_PRIVATE_KEY);
    join_certificates(env.token);
    if (code == CKR_OK) {
        env.f->C_Logout(session);
    }
    env.f->C_CloseSession(session);
}

} // namespace

std::string discover(Environment& env, std::optional<CK_SLOT_ID> slot, const std::string& reader)
{
    if (const CK_RV code = env.f->C_Initialize(nullptr); code != CKR_OK) {
        return "C_Initialize answers " + code_name(code);
    }
    const auto chosen = choose_slot(env.f, slot, reader);
    std::string missing;
    if (!chosen) {
        missing = "no slot with a usable token";
    } else {
        env.slot = *chosen;
        env.f->C_GetTokenInfo(env.slot, &env.token.info);
        env.token.belgian = field(env.token.info.label).rfind("BELPIC", 0) == 0;
        read_token(env);
    }
    env.f->C_Finalize(nullptr);
    return missing;
}

} // namespace openbeid::conformance
