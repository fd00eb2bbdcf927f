// SPDX-License-Identifier: Apache-2.0
#include "virtual_card/certificate.hpp"

#include "base/try.hpp"
#include "virtual_card/openssl_handles.hpp"

#include <openssl/bn.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <array>

namespace openbeid::virtual_card {

namespace {

Result<Owned<X509>> parse(ByteView der)
{
    const auto* in = der.data();
    Owned<X509> certificate{d2i_X509(nullptr, &in, static_cast<long>(der.size()))};
    if (!certificate) {
        return openssl_failure("certificate");
    }
    return certificate;
}

Result<Bytes> to_der(X509* certificate)
{
    const int size = i2d_X509(certificate, nullptr);
    if (size <= 0) {
        return openssl_failure("certificate");
    }
    Bytes der(static_cast<std::size_t>(size));
    auto* out = der.data();
    i2d_X509(certificate, &out);
    return der;
}

/// 16 bytes that begin with 10 00 00 00 00 00 00 00 (card reference 4.4).
bool set_serial(X509* certificate)
{
    std::array<std::uint8_t, 16> serial{0x10};
    constexpr std::size_t random_size = 8;
    if (RAND_bytes(serial.data() + random_size, random_size) != 1) {
        return false;
    }
    BIGNUM* number = BN_bin2bn(serial.data(), static_cast<int>(serial.size()), nullptr);
    const bool done = number != nullptr &&
                      BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nullptr;
    BN_free(number);
    return done;
}

bool set_subject(X509* certificate, const Name& subject)
{
    const Owned<X509_NAME> name{X509_NAME_new()};
    for (const auto& [attribute, value] : subject) {
        const Bytes text(value.begin(), value.end());
        if (X509_NAME_add_entry_by_txt(name.get(),
                                       attribute,
                                       MBSTRING_UTF8,
                                       text.data(),
                                       static_cast<int>(text.size()),
                                       -1,
                                       0) != 1) {
            return false;
        }
    }
    return X509_set_subject_name(certificate, name.get()) == 1;
}

bool add_extensions(X509* certificate, X509* issuer, const std::string& text)
{
    const Owned<CONF> conf{NCONF_new(nullptr)};
    const Owned<BIO> in{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
    long line = 0;
    if (!conf || !in || NCONF_load_bio(conf.get(), in.get(), &line) != 1) {
        return false;
    }
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509V3_set_nconf(&context, conf.get());
    return X509V3_EXT_add_nconf(conf.get(), &context, "extensions", certificate) == 1;
}

} // namespace

Result<Bytes>
issue(const CertificateTemplate& wanted, const PrivateKey& key, const Authority* issuer)
{
    const Owned<X509> certificate{X509_new()};
    auto* x509 = certificate.get();
    if (x509 == nullptr || X509_set_version(x509, X509_VERSION_3) != 1 || !set_serial(x509) ||
        !set_subject(x509, wanted.subject) || X509_set_pubkey(x509, key.get()) != 1 ||
        X509_time_adj_ex(X509_getm_notBefore(x509), wanted.validity.begin, 0, nullptr) == nullptr ||
        X509_time_adj_ex(X509_getm_notAfter(x509), wanted.validity.end, 0, nullptr) == nullptr) {
        return openssl_failure("certificate fields");
    }
    Owned<X509> issuer_certificate;
    if (issuer != nullptr) {
        OPENBEID_TRY(issuer_certificate, parse(issuer->certificate));
    }
    auto* issuer_x509 = issuer == nullptr ? x509 : issuer_certificate.get();
    if (X509_set_issuer_name(x509, X509_get_subject_name(issuer_x509)) != 1 ||
        !add_extensions(x509, issuer_x509, wanted.extensions)) {
        return openssl_failure("certificate extensions");
    }
    const auto& signing_key = issuer == nullptr ? key : issuer->key;
    if (X509_sign(x509, signing_key.get(), EVP_get_digestbyname(wanted.digest)) <= 0) {
        return openssl_failure("certificate signature");
    }
    return to_der(x509);
}

Result<std::string> certificate_to_pem(ByteView der)
{
    OPENBEID_TRY(const auto certificate, parse(der));
    const Owned<BIO> out{BIO_new(BIO_s_mem())};
    if (!out || PEM_write_bio_X509(out.get(), certificate.get()) != 1) {
        return openssl_failure("PEM certificate");
    }
    char* text = nullptr;
    const auto size = BIO_get_mem_data(out.get(), &text);
    return std::string(text, static_cast<std::size_t>(size));
}

Result<Bytes> certificate_from_pem(std::string_view pem)
{
    const Owned<BIO> in{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
    const Owned<X509> certificate{in ? PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr)
                                     : nullptr};
    return certificate ? to_der(certificate.get()) : openssl_failure("PEM certificate");
}

Bytes digest(const char* name, ByteView data)
{
    Bytes value(EVP_MAX_MD_SIZE);
    std::size_t size = 0;
    if (EVP_Q_digest(nullptr, name, nullptr, data.data(), data.size(), value.data(), &size) != 1) {
        size = 0;
    }
    value.resize(size);
    return value;
}

} // namespace openbeid::virtual_card
