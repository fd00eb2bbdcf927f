// SPDX-License-Identifier: Apache-2.0
#include "virtual_card/revocation.hpp"

#include "virtual_card/openssl_handles.hpp"

#include <openssl/x509v3.h>

namespace openbeid::virtual_card {

namespace {

constexpr int issued = -1; // days from now
constexpr int revoked = -30;
constexpr int card_life = 3650;

Owned<X509> certificate_of(ByteView der)
{
    const auto* in = der.data();
    return Owned<X509>{d2i_X509(nullptr, &in, static_cast<long>(der.size()))};
}

Owned<ASN1_TIME> day(int from_now)
{
    return Owned<ASN1_TIME>{X509_time_adj_ex(nullptr, from_now, 0, nullptr)};
}

bool set_list_header(X509_CRL* list, X509* issuer)
{
    const auto from = day(issued);
    const auto until = day(card_life);
    const Owned<ASN1_INTEGER> number{ASN1_INTEGER_new()};
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, nullptr, nullptr, list, 0);
    const Owned<X509_EXTENSION> key_id{
        X509V3_EXT_conf_nid(nullptr, &context, NID_authority_key_identifier, "keyid")};
    return from && until && number && key_id && ASN1_INTEGER_set(number.get(), 1) == 1 &&
           X509_CRL_set_version(list, X509_CRL_VERSION_2) == 1 &&
           X509_CRL_set_issuer_name(list, X509_get_subject_name(issuer)) == 1 &&
           X509_CRL_set1_lastUpdate(list, from.get()) == 1 &&
           X509_CRL_set1_nextUpdate(list, until.get()) == 1 &&
           X509_CRL_add_ext(list, key_id.get(), -1) == 1 &&
           X509_CRL_add1_ext_i2d(list, NID_crl_number, number.get(), 0, 0) == 1;
}

bool add_entry(X509_CRL* list, ByteView certificate)
{
    const auto x509 = certificate_of(certificate);
    const auto since = day(revoked);
    Owned<X509_REVOKED> entry{X509_REVOKED_new()};
    if (!x509 || !since || !entry ||
        X509_REVOKED_set_serialNumber(entry.get(), X509_get_serialNumber(x509.get())) != 1 ||
        X509_REVOKED_set_revocationDate(entry.get(), since.get()) != 1 ||
        X509_CRL_add0_revoked(list, entry.get()) != 1) {
        return false;
    }
    static_cast<void>(entry.release()); // the list's now
    return true;
}

} // namespace

Result<Bytes>
revocation_list(const Authority& issuer, std::span<const Bytes> certificates, const char* digest)
{
    const auto authority = certificate_of(issuer.certificate);
    const Owned<X509_CRL> list{X509_CRL_new()};
    bool made = authority && list && set_list_header(list.get(), authority.get());
    for (const auto& certificate : certificates) {
        made = made && add_entry(list.get(), certificate);
    }
    if (!made || X509_CRL_sort(list.get()) != 1 ||
        X509_CRL_sign(list.get(), issuer.key.get(), EVP_get_digestbyname(digest)) <= 0) {
        return openssl_failure("revocation list");
    }
    const int size = i2d_X509_CRL(list.get(), nullptr);
    if (size <= 0) {
        return openssl_failure("revocation list");
    }
    Bytes der(static_cast<std::size_t>(size));
    auto* out = der.data();
    i2d_X509_CRL(list.get(), &out);
    return der;
}

} // namespace openbeid::virtual_card
