// SPDX-License-Identifier: Apache-2.0
#include "crypto.hpp"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>

namespace openbeid::conformance {

namespace {

std::string date_text(const ASN1_TIME* time)
{
    tm broken{};
    ASN1_TIME_to_tm(time, &broken);
    const int number = (broken.tm_year + 1900) * 10000 + (broken.tm_mon + 1) * 100 + broken.tm_mday;
    return std::to_string(number);
}

template <typename Encoder, typename Object>
Bytes encoded(Encoder encode, Object* object)
{
    const int size = encode(object, nullptr);
    Bytes der(size > 0 ? static_cast<std::size_t>(size) : 0);
    auto* out = der.data();
    encode(object, &out);
    return der;
}

struct Free {
    void operator()(BIGNUM* number) const { BN_free(number); }
    void operator()(ASN1_OBJECT* object) const { ASN1_OBJECT_free(object); }
    void operator()(ASN1_OCTET_STRING* text) const { ASN1_OCTET_STRING_free(text); }
    void operator()(OSSL_PARAM_BLD* builder) const { OSSL_PARAM_BLD_free(builder); }
    void operator()(OSSL_PARAM* params) const { OSSL_PARAM_free(params); }
    void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
};
template <typename Type>
using Owned = std::unique_ptr<Type, Free>;

EVP_PKEY* from_parameters(const char* type, OSSL_PARAM_BLD* builder)
{
    const Owned<OSSL_PARAM> params{OSSL_PARAM_BLD_to_param(builder)};
    const Owned<EVP_PKEY_CTX> context{EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr)};
    EVP_PKEY* key = nullptr;
    if (EVP_PKEY_fromdata_init(context.get()) == 1) {
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get());
    }
    return key;
}

} // namespace

PublicKey::PublicKey(EVP_PKEY* key) : key_{key, EVP_PKEY_free}
{
    if (key == nullptr) {
        key_.reset();
    }
}

PublicKey PublicKey::from_rsa(const Bytes& modulus, const Bytes& exponent)
{
    const Owned<BIGNUM> n{BN_bin2bn(modulus.data(), static_cast<int>(modulus.size()), nullptr)};
    const Owned<BIGNUM> e{BN_bin2bn(exponent.data(), static_cast<int>(exponent.size()), nullptr)};
    const Owned<OSSL_PARAM_BLD> builder{OSSL_PARAM_BLD_new()};
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
    return PublicKey{from_parameters("RSA", builder.get())};
}

PublicKey PublicKey::from_ec(const Bytes& params, const Bytes& point)
{
    const auto* at = params.data();
    const Owned<ASN1_OBJECT> curve{d2i_ASN1_OBJECT(nullptr, &at, static_cast<long>(params.size()))};
    at = point.data();
    const Owned<ASN1_OCTET_STRING> wrapped{
        d2i_ASN1_OCTET_STRING(nullptr, &at, static_cast<long>(point.size()))};
    const char* name = curve ? OBJ_nid2sn(OBJ_obj2nid(curve.get())) : nullptr;
    if (name == nullptr || !wrapped) {
        return {};
    }
    const Owned<OSSL_PARAM_BLD> builder{OSSL_PARAM_BLD_new()};
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, name, 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(),
                                     OSSL_PKEY_PARAM_PUB_KEY,
                                     ASN1_STRING_get0_data(wrapped.get()),
                                     static_cast<std::size_t>(ASN1_STRING_length(wrapped.get())));
    return PublicKey{from_parameters("EC", builder.get())};
}

PublicKey PublicKey::from_info(const Bytes& der)
{
    const auto* at = der.data();
    return PublicKey{d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size()))};
}

CK_KEY_TYPE PublicKey::type() const noexcept
{
    return valid() && EVP_PKEY_get_base_id(key_.get()) == EVP_PKEY_EC ? CKK_EC : CKK_RSA;
}

std::size_t PublicKey::bits() const noexcept
{
    return valid() ? static_cast<std::size_t>(EVP_PKEY_get_bits(key_.get())) : 0;
}

std::size_t PublicKey::signature_size() const noexcept
{
    const std::size_t bytes = (bits() + 7) / 8;
    return type() == CKK_EC ? 2 * bytes : bytes;
}

Bytes PublicKey::info() const
{
    return encoded([](EVP_PKEY* k, unsigned char** out) { return i2d_PUBKEY(k, out); }, key_.get());
}

Bytes PublicKey::number(const char* name) const
{
    BIGNUM* value = nullptr;
    if (EVP_PKEY_get_bn_param(key_.get(), name, &value) != 1) {
        return {};
    }
    Bytes out(static_cast<std::size_t>(BN_num_bytes(value)));
    BN_bn2bin(value, out.data());
    BN_free(value);
    return out;
}

Bytes PublicKey::modulus() const
{
    return number(OSSL_PKEY_PARAM_RSA_N);
}

Bytes PublicKey::public_exponent() const
{
    return number(OSSL_PKEY_PARAM_RSA_E);
}

Bytes PublicKey::ec_params() const
{
    std::array<char, 80> name{};
    if (EVP_PKEY_get_group_name(key_.get(), name.data(), name.size(), nullptr) != 1) {
        return {};
    }
    const Owned<ASN1_OBJECT> curve{OBJ_txt2obj(name.data(), 0)};
    return encoded([](ASN1_OBJECT* o, unsigned char** out) { return i2d_ASN1_OBJECT(o, out); },
                   curve.get());
}

Bytes PublicKey::ec_point() const
{
    std::size_t size = 0;
    EVP_PKEY_get_octet_string_param(key_.get(), OSSL_PKEY_PARAM_PUB_KEY, nullptr, 0, &size);
    Bytes point(size);
    EVP_PKEY_get_octet_string_param(
        key_.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size(), &size);
    const Owned<ASN1_OCTET_STRING> text{ASN1_OCTET_STRING_new()};
    ASN1_OCTET_STRING_set(text.get(), point.data(), static_cast<int>(size));
    return encoded(
        [](ASN1_OCTET_STRING* s, unsigned char** out) { return i2d_ASN1_OCTET_STRING(s, out); },
        text.get());
}

std::optional<CertificateFacts> parse_certificate(const Bytes& der)
{
    const auto* at = der.data();
    const std::unique_ptr<X509, decltype(&X509_free)> parsed{
        d2i_X509(nullptr, &at, static_cast<long>(der.size())), X509_free};
    if (parsed == nullptr || at != der.data() + der.size()) {
        return std::nullopt;
    }
    CertificateFacts facts;
    facts.der = der;
    facts.subject = encoded(i2d_X509_NAME, X509_get_subject_name(parsed.get()));
    facts.issuer = encoded(i2d_X509_NAME, X509_get_issuer_name(parsed.get()));
    facts.serial = encoded(i2d_ASN1_INTEGER, X509_get0_serialNumber(parsed.get()));
    facts.start_date = date_text(X509_get0_notBefore(parsed.get()));
    facts.end_date = date_text(X509_get0_notAfter(parsed.get()));
    facts.key = PublicKey{X509_get_pubkey(parsed.get())};
    facts.authority = X509_check_ca(parsed.get()) != 0;
    return facts;
}

} // namespace openbeid::conformance
