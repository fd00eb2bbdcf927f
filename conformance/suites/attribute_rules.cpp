// SPDX-License-Identifier: Apache-2.0
#include "suites/attribute_rules.hpp"

#include <algorithm>

namespace openbeid::conformance {

namespace {

template <CK_ULONG Value>
std::optional<Bytes> number(const Subject&)
{
    Bytes bytes(sizeof(CK_ULONG));
    const CK_ULONG value = Value;
    std::copy_n(reinterpret_cast<const CK_BYTE*>(&value), sizeof(value), bytes.begin());
    return bytes;
}

std::optional<Bytes> yes(const Subject&)
{
    return Bytes{CK_TRUE};
}

std::optional<Bytes> no(const Subject&)
{
    return Bytes{CK_FALSE};
}

std::optional<Bytes> any(const Subject&)
{
    return std::nullopt;
}

template <Bytes CertificateFacts::*Member>
std::optional<Bytes> of_certificate(const Subject& subject)
{
    return subject.certificate == nullptr ? std::nullopt
                                          : std::optional{subject.certificate->*Member};
}

template <std::string CertificateFacts::*Member>
std::optional<Bytes> date_of(const Subject& subject)
{
    if (subject.certificate == nullptr) {
        return std::nullopt;
    }
    const auto& text = subject.certificate->*Member;
    return Bytes{text.begin(), text.end()};
}

template <Bytes (PublicKey::*Member)() const>
std::optional<Bytes> of_key(const Subject& subject)
{
    if (subject.certificate != nullptr && subject.key == nullptr) {
        return (subject.certificate->key.*Member)();
    }
    return subject.key == nullptr ? std::nullopt : std::optional{(subject.key->key.*Member)()};
}

/// A value that is not one certificate, to its last byte, equals nothing.
std::optional<Bytes> der(const Subject& subject)
{
    return subject.certificate == nullptr ? Bytes{} : subject.certificate->der;
}

std::optional<Bytes> check_value(const Subject& subject)
{
    if (subject.certificate == nullptr) {
        return std::nullopt;
    }
    auto hash = digest(CKM_SHA_1, subject.certificate->der);
    hash.resize(3);
    return hash;
}

std::optional<Bytes> category(const Subject& subject)
{
    if (subject.certificate == nullptr) {
        return std::nullopt;
    }
    return subject.certificate->authority ? number<2>(subject) : number<1>(subject);
}

std::optional<Bytes> modulus_bits(const Subject& subject)
{
    const CK_ULONG bits = subject.key == nullptr ? 0 : subject.key->key.bits();
    Bytes bytes(sizeof(bits));
    std::copy_n(reinterpret_cast<const CK_BYTE*>(&bits), sizeof(bits), bytes.begin());
    return bytes;
}

std::optional<Bytes> key_type(const Subject& subject)
{
    return subject.key != nullptr && subject.key->key.type() == CKK_EC ? number<CKK_EC>(subject)
                                                                       : number<CKK_RSA>(subject);
}

std::optional<Bytes> id_of_key(const Subject& subject)
{
    return subject.key == nullptr ? std::nullopt : std::optional{subject.key->id};
}

} // namespace

const std::vector<Rule>& common_attribute_rules()
{
    static const std::vector<Rule> rules{
        {every_class, CKA_TOKEN, true, "TRUE", yes},
        {every_class, CKA_MODIFIABLE, false, "FALSE", no},
        {every_class, CKA_COPYABLE, false, "FALSE", no},
        {every_class, CKA_DESTROYABLE, false, "FALSE", no},
        {every_class, CKA_LABEL, false, "a label", any},
        {CKO_CERTIFICATE, CKA_PRIVATE, true, "FALSE", no},
        {CKO_CERTIFICATE, CKA_CERTIFICATE_TYPE, true, "CKC_X_509", number<CKC_X_509>},
        {CKO_CERTIFICATE, CKA_CERTIFICATE_CATEGORY, false, "1 token user or 2 authority", category},
        {CKO_CERTIFICATE, CKA_VALUE, true, "the DER", der},
        {CKO_CERTIFICATE,
         CKA_SUBJECT,
         true,
         "that of the DER",
         of_certificate<&CertificateFacts::subject>},
        {CKO_CERTIFICATE,
         CKA_ISSUER,
         false,
         "that of the DER",
         of_certificate<&CertificateFacts::issuer>},
        {CKO_CERTIFICATE,
         CKA_SERIAL_NUMBER,
         false,
         "DER INTEGER with its tag",
         of_certificate<&CertificateFacts::serial>},
        {CKO_CERTIFICATE, CKA_ID, false, "an ID", any},
        {CKO_CERTIFICATE,
         CKA_START_DATE,
         false,
         "notBefore as 8 digits",
         date_of<&CertificateFacts::start_date>},
        {CKO_CERTIFICATE,
         CKA_END_DATE,
         false,
         "notAfter as 8 digits",
         date_of<&CertificateFacts::end_date>},
        {CKO_CERTIFICATE, CKA_CHECK_VALUE, false, "3 bytes of the SHA-1 of the DER", check_value},
        {CKO_CERTIFICATE,
         CKA_PUBLIC_KEY_INFO,
         false,
         "the SubjectPublicKeyInfo",
         of_key<&PublicKey::info>},
        {CKO_CERTIFICATE, CKA_TRUSTED, false, "FALSE", no},
        {CKO_PROFILE, CKA_PRIVATE, false, "FALSE", no},
        {CKO_PROFILE, CKA_PROFILE_ID, true, "a profile", any},
    };
    return rules;
}

const std::vector<Rule>& key_attribute_rules()
{
    static const std::vector<Rule> rules{
        {CKO_PUBLIC_KEY, CKA_PRIVATE, false, "FALSE", no},
        {CKO_PUBLIC_KEY, CKA_KEY_TYPE, true, "that of the certificate", key_type},
        {CKO_PUBLIC_KEY, CKA_ID, true, "the ID of the pair", id_of_key},
        {CKO_PUBLIC_KEY,
         CKA_SUBJECT,
         false,
         "that of the certificate",
         of_certificate<&CertificateFacts::subject>},
        {CKO_PUBLIC_KEY, CKA_VERIFY, false, "TRUE", yes},
        {CKO_PUBLIC_KEY, CKA_ENCRYPT, false, "FALSE", no},
        {CKO_PUBLIC_KEY, CKA_WRAP, false, "FALSE", no},
        {CKO_PUBLIC_KEY, CKA_VERIFY_RECOVER, false, "FALSE", no},
        {CKO_PUBLIC_KEY, CKA_DERIVE, false, "FALSE", no},
        {CKO_PUBLIC_KEY, CKA_LOCAL, false, "TRUE", yes},
        {CKO_PUBLIC_KEY,
         CKA_PUBLIC_KEY_INFO,
         false,
         "the SubjectPublicKeyInfo",
         of_key<&PublicKey::info>},
        {CKO_PUBLIC_KEY | rsa_keys,
         CKA_MODULUS,
         true,
         "without leading zero",
         of_key<&PublicKey::modulus>},
        {CKO_PUBLIC_KEY | rsa_keys,
         CKA_MODULUS_BITS,
         true,
         "the size of the modulus",
         modulus_bits},
        {CKO_PUBLIC_KEY | rsa_keys,
         CKA_PUBLIC_EXPONENT,
         true,
         "without leading zero",
         of_key<&PublicKey::public_exponent>},
        {CKO_PUBLIC_KEY | ec_keys,
         CKA_EC_PARAMS,
         true,
         "the curve's OID",
         of_key<&PublicKey::ec_params>},
        {CKO_PUBLIC_KEY | ec_keys,
         CKA_EC_POINT,
         true,
         "DER OCTET STRING of the point",
         of_key<&PublicKey::ec_point>},
        {CKO_PRIVATE_KEY, CKA_PRIVATE, false, "TRUE", yes},
        {CKO_PRIVATE_KEY, CKA_KEY_TYPE, true, "that of the certificate", key_type},
        {CKO_PRIVATE_KEY, CKA_ID, true, "the ID of the pair", id_of_key},
        {CKO_PRIVATE_KEY,
         CKA_SUBJECT,
         false,
         "that of the certificate",
         of_certificate<&CertificateFacts::subject>},
        {CKO_PRIVATE_KEY, CKA_SENSITIVE, true, "TRUE", yes},
        {CKO_PRIVATE_KEY, CKA_ALWAYS_SENSITIVE, false, "TRUE", yes},
        {CKO_PRIVATE_KEY, CKA_NEVER_EXTRACTABLE, false, "TRUE", yes},
        {CKO_PRIVATE_KEY, CKA_EXTRACTABLE, true, "FALSE", no},
        {CKO_PRIVATE_KEY, CKA_LOCAL, false, "TRUE", yes},
        {CKO_PRIVATE_KEY, CKA_SIGN, true, "TRUE", yes},
        {CKO_PRIVATE_KEY, CKA_DECRYPT, false, "FALSE", no},
        {CKO_PRIVATE_KEY, CKA_UNWRAP, false, "FALSE", no},
        {CKO_PRIVATE_KEY, CKA_DERIVE, false, "FALSE", no},
        {CKO_PRIVATE_KEY, CKA_SIGN_RECOVER, false, "FALSE", no},
        {CKO_PRIVATE_KEY, CKA_ALWAYS_AUTHENTICATE, false, "a boolean", any},
        {CKO_PRIVATE_KEY, CKA_KEY_GEN_MECHANISM, false, "a mechanism", any},
        {CKO_PRIVATE_KEY,
         CKA_PUBLIC_KEY_INFO,
         false,
         "the SubjectPublicKeyInfo",
         of_key<&PublicKey::info>},
        {CKO_PRIVATE_KEY | rsa_keys,
         CKA_MODULUS,
         true,
         "without leading zero",
         of_key<&PublicKey::modulus>},
        {CKO_PRIVATE_KEY | rsa_keys,
         CKA_PUBLIC_EXPONENT,
         false,
         "without leading zero",
         of_key<&PublicKey::public_exponent>},
        {CKO_PRIVATE_KEY | rsa_keys,
         CKA_PRIVATE_EXPONENT,
         true,
         "CKR_ATTRIBUTE_SENSITIVE",
         nullptr},
        {CKO_PRIVATE_KEY | rsa_keys, CKA_PRIME_1, false, "CKR_ATTRIBUTE_SENSITIVE", nullptr},
        {CKO_PRIVATE_KEY | ec_keys,
         CKA_EC_PARAMS,
         true,
         "the curve's OID",
         of_key<&PublicKey::ec_params>},
        {CKO_PRIVATE_KEY | ec_keys, CKA_VALUE, true, "CKR_ATTRIBUTE_SENSITIVE", nullptr},
    };
    return rules;
}

} // namespace openbeid::conformance
