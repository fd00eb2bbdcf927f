// SPDX-License-Identifier: Apache-2.0
#include "identity.hpp"

#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <cstdint>

namespace openbeid::portal {
namespace {

bool add_extension(X509* certificate, int nid, const char* value)
{
    X509V3_CTX context{};
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>> extension{
        X509V3_EXT_conf_nid(nullptr, &context, nid, value)};
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool set_names(X509* certificate)
{
    auto* name = X509_get_subject_name(certificate);
    constexpr std::string_view common_name{"localhost"};
    return X509_NAME_add_entry_by_NID(name,
                                      NID_commonName,
                                      MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char*>(common_name.data()),
                                      static_cast<int>(common_name.size()),
                                      -1,
                                      0) == 1 &&
           X509_set_issuer_name(certificate, name) == 1;
}

/// NSS refuses two certificates of one issuer with the same serial number.
bool set_random_serial(X509* certificate)
{
    std::uint64_t serial{};
    return RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1 &&
           ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1U) == 1;
}

} // namespace

Identity make_identity()
{
    constexpr long hour{60L * 60};
    Identity identity{EvpPkeyPtr{EVP_EC_gen("P-256")}, X509Ptr{X509_new()}};
    auto* certificate = identity.certificate.get();
    if (!identity.key || certificate == nullptr ||
        X509_set_version(certificate, X509_VERSION_3) != 1 || !set_random_serial(certificate) ||
        !set_names(certificate) ||
        X509_gmtime_adj(X509_getm_notBefore(certificate), -hour) == nullptr ||
        X509_gmtime_adj(X509_getm_notAfter(certificate), 24 * hour) == nullptr ||
        X509_set_pubkey(certificate, identity.key.get()) != 1 ||
        !add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE") ||
        !add_extension(certificate, NID_key_usage, "critical,digitalSignature,keyCertSign") ||
        !add_extension(certificate, NID_ext_key_usage, "serverAuth") ||
        !add_extension(certificate, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1") ||
        X509_sign(certificate, identity.key.get(), EVP_sha256()) == 0) {
        throw TlsError("own certificate");
    }
    return identity;
}

} // namespace openbeid::portal
