// SPDX-License-Identifier: Apache-2.0
#include "x509.hpp"

#include "openssl_pointers.hpp"
#include "text.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <fstream>
#include <iterator>
#include <memory>
#include <string_view>

namespace openbeid::cli {

namespace {

using portal::X509Ptr;
using KeyPtr = portal::EvpPkeyPtr;

X509Ptr parse(ByteView der)
{
    const auto* data = der.data();
    return X509Ptr{::d2i_X509(nullptr, &data, static_cast<long>(der.size()))};
}

/// What `print` writes.
template <typename Print>
std::string printed(const Print& print)
{
    const BioPtr bio{::BIO_new(::BIO_s_mem())};
    if (!bio) {
        return {};
    }
    print(bio.get());
    char* data = nullptr;
    const auto size = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

std::string name_text(const X509_NAME* name)
{
    return printed([&](BIO* bio) {
        ::X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
    });
}

std::string object_name(const ASN1_OBJECT* object)
{
    std::array<char, 128> text{};
    ::OBJ_obj2txt(text.data(), static_cast<int>(text.size()), object, 0);
    return text.data();
}

std::string fingerprint(ByteView der, const EVP_MD* digest)
{
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> hash{};
    unsigned size = 0;
    ::EVP_Digest(der.data(), der.size(), hash.data(), &size, digest, nullptr);
    return hex(ByteView{hash}.first(size));
}

std::string key_text_of(const X509& certificate)
{
    const auto* const key = ::X509_get0_pubkey(&certificate);
    if (key == nullptr) {
        return {};
    }
    if (::EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA) {
        return "RSA " + std::to_string(::EVP_PKEY_get_bits(key));
    }
    std::array<char, 64> group{};
    if (::EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) != 1) {
        return {};
    }
    const char* const nist = ::EC_curve_nid2nist(::OBJ_sn2nid(group.data()));
    return "EC " + std::string{nist != nullptr ? nist : group.data()};
}

Json extensions_json(const X509& certificate)
{
    Json list = Json::array();
    for (int i = 0; i < ::X509_get_ext_count(&certificate); ++i) {
        auto* const extension = ::X509_get_ext(&certificate, i);
        list.push_back(
            {{"name", object_name(::X509_EXTENSION_get_object(extension))},
             {"critical", ::X509_EXTENSION_get_critical(extension) == 1},
             {"value", printed([&](BIO* bio) { ::X509V3_EXT_print(bio, extension, 0, 0); })}});
    }
    return list;
}

Bytes spki_of(EVP_PKEY* key)
{
    Bytes spki;
    const int size = key != nullptr ? ::i2d_PUBKEY(key, nullptr) : 0;
    if (size > 0) {
        spki.resize(static_cast<std::size_t>(size));
        auto* data = spki.data();
        ::i2d_PUBKEY(key, &data);
    }
    return spki;
}

std::vector<Bytes> keys_of_pem(BIO* bio)
{
    std::vector<Bytes> keys;
    char* name = nullptr;
    char* header = nullptr;
    unsigned char* data = nullptr;
    long size = 0;
    while (::PEM_read_bio(bio, &name, &header, &data, &size) == 1) {
        const std::string_view kind{name};
        const unsigned char* der = data;
        if (kind == PEM_STRING_X509) {
            const X509Ptr certificate{::d2i_X509(nullptr, &der, size)};
            keys.push_back(certificate ? spki_of(::X509_get0_pubkey(certificate.get())) : Bytes{});
        } else if (kind == PEM_STRING_PUBLIC) {
            const KeyPtr key{::d2i_PUBKEY(nullptr, &der, size)};
            keys.push_back(spki_of(key.get()));
        }
        ::OPENSSL_free(name);
        ::OPENSSL_free(header);
        ::OPENSSL_free(data);
    }
    return keys;
}

} // namespace

std::string describe_certificate(ByteView der)
{
    const auto certificate = parse(der);
    if (!certificate) {
        return {};
    }
    return printed([&](BIO* bio) {
        ::X509_print_ex(bio, certificate.get(), XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB, 0);
    });
}

Json certificate_json(ByteView der)
{
    const auto certificate = parse(der);
    if (!certificate) {
        return nullptr;
    }
    return {
        {"subject", name_text(::X509_get_subject_name(certificate.get()))},
        {"issuer", name_text(::X509_get_issuer_name(certificate.get()))},
        {"signature_algorithm", object_name(::X509_get0_tbs_sigalg(certificate.get())->algorithm)},
        {"key", key_text_of(*certificate)},
        {"sha1_fingerprint", fingerprint(der, ::EVP_sha1())},
        {"sha256_fingerprint", fingerprint(der, ::EVP_sha256())},
        {"extensions", extensions_json(*certificate)}};
}

std::string key_text(ByteView der)
{
    const auto certificate = parse(der);
    return certificate ? key_text_of(*certificate) : std::string{};
}

std::string to_pem(ByteView der)
{
    return printed([&](BIO* bio) {
        ::PEM_write_bio(bio, PEM_STRING_X509, "", der.data(), static_cast<long>(der.size()));
    });
}

std::optional<std::vector<Bytes>> public_keys_of(const std::string& file)
{
    std::ifstream stream{file, std::ios::binary};
    const Bytes content{std::istreambuf_iterator<char>{stream}, std::istreambuf_iterator<char>{}};
    if (content.empty()) {
        return std::nullopt;
    }
    const BioPtr bio{::BIO_new_mem_buf(content.data(), static_cast<int>(content.size()))};
    auto keys = keys_of_pem(bio.get());
    if (keys.empty()) {
        const auto certificate = parse(content);
        const unsigned char* data = content.data();
        const KeyPtr key{certificate
                             ? nullptr
                             : ::d2i_PUBKEY(nullptr, &data, static_cast<long>(content.size()))};
        keys.push_back(spki_of(certificate ? ::X509_get0_pubkey(certificate.get()) : key.get()));
    }
    for (const auto& key : keys) {
        if (key.empty()) {
            return std::nullopt;
        }
    }
    return keys;
}

} // namespace openbeid::cli
