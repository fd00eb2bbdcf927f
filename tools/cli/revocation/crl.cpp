// SPDX-License-Identifier: Apache-2.0
#include "revocation/crl.hpp"

#include "openssl_pointers.hpp"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <memory>

namespace openbeid::cli {

namespace {

using CrlPtr = std::unique_ptr<X509_CRL, portal::Free<X509_CRL_free>>;
using VerificationPtr = std::unique_ptr<X509_STORE_CTX, portal::Free<X509_STORE_CTX_free>>;
using PointsPtr = std::unique_ptr<CRL_DIST_POINTS, portal::Free<CRL_DIST_POINTS_free>>;

void free_lists(STACK_OF(X509_CRL) * lists)
{
    sk_X509_CRL_free(lists);
}
using ListsPtr = std::unique_ptr<STACK_OF(X509_CRL), portal::Free<free_lists>>;

// The biggest lists of the citizens' authorities have some megabytes.
constexpr WebLimits crl_limits{.size = 32 * 1024 * 1024, .seconds = 30};

std::string http_name(const GENERAL_NAMES& names)
{
    for (int i = 0; i < sk_GENERAL_NAME_num(&names); ++i) {
        int type = 0;
        const auto* const value = static_cast<const ASN1_STRING*>(
            ::GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(&names, i), &type));
        if (type == GEN_URI) {
            const auto* const data = ::ASN1_STRING_get0_data(value);
            std::string url{data, data + ::ASN1_STRING_length(value)};
            if (url.starts_with("http://")) {
                return url;
            }
        }
    }
    return {};
}

/// X509_V_OK, or why OpenSSL refuses the certificate by this list.
int verify(X509* certificate, X509* issuer, X509_CRL* crl)
{
    const StorePtr trusted{::X509_STORE_new()};
    const ListsPtr lists{sk_X509_CRL_new_null()};
    const VerificationPtr verification{::X509_STORE_CTX_new()};
    if (!trusted || !lists || !verification || ::X509_STORE_add_cert(trusted.get(), issuer) != 1 ||
        sk_X509_CRL_push(lists.get(), crl) < 1 ||
        ::X509_STORE_CTX_init(verification.get(), trusted.get(), certificate, nullptr) != 1) {
        return X509_V_ERR_OUT_OF_MEM;
    }
    ::X509_STORE_CTX_set0_crls(verification.get(), lists.get());
    ::X509_STORE_CTX_set_flags(verification.get(),
                               X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_CRL_CHECK);
    ::X509_verify_cert(verification.get());
    ::ERR_clear_error();
    return ::X509_STORE_CTX_get_error(verification.get());
}

Doubt doubt_of(int error)
{
    switch (error) {
    case X509_V_ERR_CRL_HAS_EXPIRED:
    case X509_V_ERR_CRL_NOT_YET_VALID: return Doubt::not_current;
    case X509_V_ERR_CRL_SIGNATURE_FAILURE: return Doubt::wrong_signature;
    case X509_V_ERR_UNABLE_TO_GET_CRL: // none of this issuer
    case X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER:
    case X509_V_ERR_KEYUSAGE_NO_CRL_SIGN: return Doubt::wrong_signer;
    case X509_V_ERR_DIFFERENT_CRL_SCOPE: return Doubt::other_certificate;
    default: return Doubt::malformed;
    }
}

void read_entry(X509* certificate, X509_CRL* crl, Answer& answer)
{
    X509_REVOKED* entry = nullptr;
    if (::X509_CRL_get0_by_cert(crl, &entry, certificate) != 1) {
        return;
    }
    answer.revoked_at = time_of(::X509_REVOKED_get0_revocationDate(entry));
    auto* const reason = static_cast<ASN1_ENUMERATED*>(
        ::X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, nullptr, nullptr));
    if (reason != nullptr) {
        answer.reason = static_cast<int>(::ASN1_ENUMERATED_get(reason));
        ::ASN1_ENUMERATED_free(reason);
    }
}

} // namespace

std::string crl_address(X509* certificate)
{
    const PointsPtr points{static_cast<CRL_DIST_POINTS*>(
        ::X509_get_ext_d2i(certificate, NID_crl_distribution_points, nullptr, nullptr))};
    for (int i = 0; points && i < sk_DIST_POINT_num(points.get()); ++i) {
        const auto* const name = sk_DIST_POINT_value(points.get(), i)->distpoint;
        if (name != nullptr && name->type == 0) { // a full name
            if (auto url = http_name(*name->name.fullname); !url.empty()) {
                return url;
            }
        }
    }
    return {};
}

Answer look_up_crl(Web& web, const std::string& url, X509* certificate, X509* issuer)
{
    const auto fetched = web.get(url, crl_limits);
    if (const auto* const failure = std::get_if<WebFailure>(&fetched)) {
        return Answer::failed(*failure);
    }
    const auto& der = std::get<Bytes>(fetched);
    const auto* data = der.data();
    const CrlPtr crl{::d2i_X509_CRL(nullptr, &data, static_cast<long>(der.size()))};
    ::ERR_clear_error();
    if (!crl) {
        return Answer::doubtful(Doubt::malformed);
    }
    const int error = verify(certificate, issuer, crl.get());
    if (error != X509_V_OK && error != X509_V_ERR_CERT_REVOKED) {
        return Answer::doubtful(doubt_of(error));
    }
    if (::X509_CRL_get0_nextUpdate(crl.get()) == nullptr) { // RFC 5280, 5.1.2.5 demands it
        return Answer::doubtful(Doubt::not_current);
    }
    Answer answer{.status = Revocation::good,
                  .doubt = Doubt::none,
                  .as_of = time_of(::X509_CRL_get0_lastUpdate(crl.get()))};
    if (error == X509_V_ERR_CERT_REVOKED) {
        answer.status = Revocation::revoked;
        read_entry(certificate, crl.get(), answer);
    }
    return answer;
}

} // namespace openbeid::cli
