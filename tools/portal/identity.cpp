// SPDX-License-Identifier: Apache-2.0
#include "identity.hpp"

#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace openbeid::portal {
namespace {

struct Extension {
    int nid;
    const char* value;
};

constexpr std::array root_extensions{
    Extension{NID_basic_constraints, "critical,CA:TRUE"},
    Extension{NID_key_usage, "critical,keyCertSign"},
    Extension{NID_subject_key_identifier, "hash"},
};
constexpr std::array server_extensions{
    Extension{NID_basic_constraints, "critical,CA:FALSE"},
    Extension{NID_key_usage, "critical,digitalSignature"},
    Extension{NID_ext_key_usage, "serverAuth"},
    Extension{NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1"},
    Extension{NID_subject_key_identifier, "hash"},
};

/// What one of the two certificates says.
struct Profile {
    std::string_view name;
    std::span<const Extension> extensions;
};
constexpr Profile root_profile{"OpenBeID test portal root", root_extensions};
constexpr Profile server_profile{"localhost", server_extensions};

bool add_extension(X509* certificate, const Extension& extension)
{
    X509V3_CTX context{};
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>> made{
        X509V3_EXT_conf_nid(nullptr, &context, extension.nid, extension.value)};
    return made && X509_add_ext(certificate, made.get(), -1) == 1;
}

bool set_subject(X509* certificate, std::string_view common_name)
{
    return X509_NAME_add_entry_by_NID(X509_get_subject_name(certificate),
                                      NID_commonName,
                                      MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char*>(common_name.data()),
                                      static_cast<int>(common_name.size()),
                                      -1,
                                      0) == 1;
}

/// NSS refuses two certificates of one issuer with the same serial number.
bool set_random_serial(X509* certificate)
{
    std::uint64_t serial{};
    return RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1 &&
           ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1U) == 1;
}

bool set_validity(X509* certificate)
{
    constexpr long hour{60L * 60};
    return X509_gmtime_adj(X509_getm_notBefore(certificate), -hour) != nullptr &&
           X509_gmtime_adj(X509_getm_notAfter(certificate), 24 * hour) != nullptr;
}

/// A certificate for `key`; self-signed without an issuer.
X509Ptr
make_certificate(const Profile& profile, EVP_PKEY* key, const X509* issuer, EVP_PKEY* issuer_key)
{
    X509Ptr made{X509_new()};
    auto* certificate = made.get();
    const bool good =
        certificate != nullptr && X509_set_version(certificate, X509_VERSION_3) == 1 &&
        set_random_serial(certificate) && set_subject(certificate, profile.name) &&
        X509_set_issuer_name(
            certificate, X509_get_subject_name(issuer != nullptr ? issuer : certificate)) == 1 &&
        set_validity(certificate) && X509_set_pubkey(certificate, key) == 1 &&
        std::ranges::all_of(
            profile.extensions,
            [&](const auto& extension) { return add_extension(certificate, extension); }) &&
        X509_sign(certificate, issuer_key, EVP_sha256()) != 0;
    if (!good) {
        throw TlsError("own certificate");
    }
    return made;
}

} // namespace

Identity make_identity()
{
    const EvpPkeyPtr root_key{EVP_EC_gen("P-256")};
    EvpPkeyPtr key{EVP_EC_gen("P-256")};
    if (!root_key || !key) {
        throw TlsError("own key");
    }
    auto root = make_certificate(root_profile, root_key.get(), nullptr, root_key.get());
    auto certificate = make_certificate(server_profile, key.get(), root.get(), root_key.get());
    return {std::move(key), std::move(certificate), std::move(root)};
}

} // namespace openbeid::portal
