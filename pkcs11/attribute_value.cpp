// SPDX-License-Identifier: Apache-2.0
// The attributes of each class of object (PKCS#11 2.40 §4).
#include "base/hex.hpp"
#include "crypto/digest.hpp"
#include "pkcs11/attribute.hpp"
#include "pkcs11/mechanism.hpp"

#include <fmt/core.h>

#include <cstring>
#include <string_view>

namespace openbeid::pkcs11 {

namespace {

using crypto::Certificate;
using crypto::KeyType;
using crypto::PublicKey;

Attribute bytes(ByteView value)
{
    return {Attribute::State::present, {value.begin(), value.end()}};
}
Attribute text(std::string_view value)
{
    return {Attribute::State::present, {value.begin(), value.end()}};
}
Attribute boolean(bool value)
{
    return {Attribute::State::present, {static_cast<std::uint8_t>(value ? CK_TRUE : CK_FALSE)}};
}
Attribute number(CK_ULONG value)
{
    Attribute attribute{Attribute::State::present, Bytes(sizeof value)};
    std::memcpy(attribute.value.data(), &value, sizeof value);
    return attribute;
}
/// CK_DATE: eight digits.
Attribute date(const crypto::UtcTime& time)
{
    return text(fmt::format("{:04}{:02}{:02}", time.year, time.month, time.day));
}
Attribute empty()
{
    return {Attribute::State::present, {}};
}
Attribute absent()
{
    return {};
}
Attribute sensitive()
{
    return {Attribute::State::sensitive, {}};
}

Attribute id_of(const ObjectSpec& spec)
{
    constexpr std::size_t size = 8;
    Attribute attribute{Attribute::State::present, Bytes(size)};
    attribute.value[0] = spec.id;
    return attribute;
}

/// A name for the object that is the same at every insertion and tells nobody the card's numbers.
Attribute unique_id_of(const ObjectSpec& spec, const AttributeSource& source)
{
    constexpr std::size_t size = 16; // bytes of the hash that are spelled
    Bytes seed{source.card.serial.begin(), source.card.serial.end()};
    seed.push_back(static_cast<std::uint8_t>(spec.object_class));
    seed.push_back(spec.id);
    seed.push_back(static_cast<std::uint8_t>(spec.profile));
    if (spec.data != nullptr) {
        const std::string_view label{spec.label};
        seed.insert(seed.end(), label.begin(), label.end());
    }
    const auto hash = crypto::digest(source.crypto, crypto::Hash::sha256, seed);
    return hash ? text(to_hex(ByteView{*hash}.first(size))) : absent();
}

Attribute check_value_of(const Certificate& certificate, const AttributeSource& source)
{
    const auto hash = crypto::digest(source.crypto, crypto::Hash::sha1, certificate.der());
    return hash ? bytes(ByteView{*hash}.first(3)) : absent();
}

Attribute common(const Object& object, CK_ATTRIBUTE_TYPE type, const AttributeSource& source)
{
    const auto& spec = *object.spec;
    switch (type) {
    case CKA_CLASS: return number(spec.object_class);
    case CKA_LABEL: return text(spec.label);
    case CKA_TOKEN: return boolean(true);
    case CKA_PRIVATE: return boolean(spec.is_private());
    case CKA_MODIFIABLE:
    case CKA_COPYABLE:
    case CKA_DESTROYABLE: return boolean(false);
    case CKA_UNIQUE_ID: return unique_id_of(spec, source);
    case CKA_ID: return spec.id != 0 ? id_of(spec) : absent();
    case CKA_OBJECT_ID: return spec.data != nullptr ? text(spec.data->group) : absent();
    case CKA_PROFILE_ID: return spec.profile != 0 ? number(spec.profile) : absent();
    default: return absent();
    }
}

Attribute of_data(const Object& object, CK_ATTRIBUTE_TYPE type)
{
    switch (type) {
    case CKA_VALUE: return bytes(*object.data);
    // Programs written for the official middleware size their buffers by it.
    case CKA_VALUE_LEN: return number(object.data->size());
    case CKA_APPLICATION: return empty();
    default: return absent();
    }
}

Attribute
of_certificate(const Object& object, CK_ATTRIBUTE_TYPE type, const AttributeSource& source)
{
    const auto& certificate = *object.certificate;
    const bool is_holder = object.spec->certificate == token::CertificateId::authentication ||
                           object.spec->certificate == token::CertificateId::signature;
    switch (type) {
    case CKA_CERTIFICATE_TYPE: return number(CKC_X_509);
    case CKA_CERTIFICATE_CATEGORY:
        return number(is_holder ? certificate_category_token_user : certificate_category_authority);
    case CKA_VALUE: return bytes(certificate.der());
    case CKA_SUBJECT: return bytes(certificate.subject());
    case CKA_ISSUER: return bytes(certificate.issuer());
    case CKA_SERIAL_NUMBER: return bytes(certificate.serial_number());
    case CKA_START_DATE: return date(certificate.not_before());
    case CKA_END_DATE: return date(certificate.not_after());
    case CKA_CHECK_VALUE: return check_value_of(certificate, source);
    case CKA_PUBLIC_KEY_INFO: return bytes(certificate.spki());
    // A card must not declare its own trust.
    case CKA_TRUSTED: return boolean(false);
    case CKA_URL:
    case CKA_HASH_OF_SUBJECT_PUBLIC_KEY:
    case CKA_HASH_OF_ISSUER_PUBLIC_KEY: return empty();
    case CKA_JAVA_MIDP_SECURITY_DOMAIN: return number(0);
    default: return absent();
    }
}

/// PKCS#11 2.40 mechanisms §2.3.3: the point as DER OCTET STRING.
Attribute ec_point_of(const PublicKey& key)
{
    constexpr std::uint8_t octet_string = 0x04;
    constexpr std::size_t longest_short_length = 0x7F;
    const auto point = key.ec_point();
    Attribute attribute{Attribute::State::present, {octet_string}};
    if (point.size() > longest_short_length) {
        attribute.value.push_back(0x81);
    }
    attribute.value.push_back(static_cast<std::uint8_t>(point.size()));
    attribute.value.insert(attribute.value.end(), point.begin(), point.end());
    return attribute;
}

Attribute of_rsa_key(const PublicKey& key, CK_ATTRIBUTE_TYPE type)
{
    switch (type) {
    case CKA_KEY_TYPE: return number(CKK_RSA); // NOLINT(bugprone-branch-clone): both are 0
    case CKA_KEY_GEN_MECHANISM: return number(CKM_RSA_PKCS_KEY_PAIR_GEN);
    case CKA_MODULUS: return bytes(key.modulus());
    case CKA_MODULUS_BITS: return number(key.modulus_bits());
    case CKA_PUBLIC_EXPONENT: return bytes(key.public_exponent());
    default: return absent();
    }
}

Attribute of_ec_key(const PublicKey& key, CK_ATTRIBUTE_TYPE type)
{
    switch (type) {
    case CKA_KEY_TYPE: return number(CKK_EC);
    case CKA_KEY_GEN_MECHANISM: return number(CKM_EC_KEY_PAIR_GEN);
    case CKA_EC_PARAMS: return bytes(key.ec_parameters());
    case CKA_EC_POINT: return ec_point_of(key);
    default: return absent();
    }
}

/// What public and private key of a pair have in common.
Attribute of_key(const Object& object, CK_ATTRIBUTE_TYPE type)
{
    const auto& key = *object.key;
    switch (type) {
    case CKA_SUBJECT: return object.certificate ? bytes(object.certificate->subject()) : absent();
    case CKA_PUBLIC_KEY_INFO: return bytes(key.spki());
    case CKA_LOCAL: return boolean(true);
    case CKA_DERIVE: return boolean(false);
    case CKA_START_DATE:
    case CKA_END_DATE: return empty();
    default: break;
    }
    return key.type() == KeyType::rsa ? of_rsa_key(key, type) : of_ec_key(key, type);
}

Attribute of_public_key(const Object& object, CK_ATTRIBUTE_TYPE type)
{
    switch (type) {
    case CKA_VERIFY: return boolean(true);
    case CKA_ENCRYPT:
    case CKA_WRAP:
    case CKA_VERIFY_RECOVER:
    case CKA_TRUSTED: return boolean(false);
    default: return of_key(object, type);
    }
}

Attribute allowed_mechanisms(const Object& object, const card::Applet& applet)
{
    Attribute attribute{Attribute::State::present, {}};
    for (const auto& mechanism : mechanisms_of(applet)) {
        if (may_use(*object.spec->key, mechanism)) {
            const auto type = number(mechanism.type).value;
            attribute.value.insert(attribute.value.end(), type.begin(), type.end());
        }
    }
    return attribute;
}

Attribute
of_private_key(const Object& object, CK_ATTRIBUTE_TYPE type, const AttributeSource& source)
{
    const bool is_rsa = object.key->type() == KeyType::rsa;
    switch (type) {
    case CKA_SIGN:
    case CKA_SENSITIVE:
    case CKA_ALWAYS_SENSITIVE:
    case CKA_NEVER_EXTRACTABLE: return boolean(true);
    case CKA_EXTRACTABLE:
    case CKA_DECRYPT:
    case CKA_UNWRAP:
    case CKA_SIGN_RECOVER:
    case CKA_WRAP_WITH_TRUSTED: return boolean(false);
    // The card wants its PIN immediately before each signature with that key.
    case CKA_ALWAYS_AUTHENTICATE:
        return boolean(object.spec->key == token::KeyId::signature && !source.module_asks);
    case CKA_ALLOWED_MECHANISMS: return allowed_mechanisms(object, source.card.applet);
    case CKA_PRIVATE_EXPONENT:
    case CKA_PRIME_1:
    case CKA_PRIME_2:
    case CKA_EXPONENT_1:
    case CKA_EXPONENT_2:
    case CKA_COEFFICIENT: return is_rsa ? sensitive() : absent();
    case CKA_VALUE: return is_rsa ? absent() : sensitive();
    default: return of_key(object, type);
    }
}

} // namespace

Attribute attribute_of(const Object& object, CK_ATTRIBUTE_TYPE type, const AttributeSource& source)
{
    if (auto attribute = common(object, type, source);
        attribute.state != Attribute::State::absent) {
        return attribute;
    }
    if (object.certificate == nullptr && object.key == nullptr && object.data == nullptr) {
        return absent();
    }
    switch (object.spec->object_class) {
    case CKO_DATA: return of_data(object, type);
    case CKO_CERTIFICATE: return of_certificate(object, type, source);
    case CKO_PUBLIC_KEY: return of_public_key(object, type);
    case CKO_PRIVATE_KEY: return of_private_key(object, type, source);
    default: return absent();
    }
}

} // namespace openbeid::pkcs11
