// SPDX-License-Identifier: Apache-2.0
#include "revocation/ocsp.hpp"

#include "openssl_pointers.hpp"

#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

#include <memory>

namespace openbeid::cli {

namespace {

using RequestPtr = std::unique_ptr<OCSP_REQUEST, portal::Free<OCSP_REQUEST_free>>;
using ResponsePtr = std::unique_ptr<OCSP_RESPONSE, portal::Free<OCSP_RESPONSE_free>>;
using BasicPtr = std::unique_ptr<OCSP_BASICRESP, portal::Free<OCSP_BASICRESP_free>>;
using CertIdPtr = std::unique_ptr<OCSP_CERTID, portal::Free<OCSP_CERTID_free>>;

void free_list(STACK_OF(X509) * list)
{
    sk_X509_free(list);
}
using ListPtr = std::unique_ptr<STACK_OF(X509), portal::Free<free_list>>;

void free_addresses(STACK_OF(OPENSSL_STRING) * list)
{
    ::X509_email_free(list);
}
using AddressesPtr = std::unique_ptr<STACK_OF(OPENSSL_STRING), portal::Free<free_addresses>>;

constexpr WebLimits ocsp_limits{.size = 64 * 1024, .seconds = 10};
constexpr long most_age = 24 * 60 * 60; ///< of an answer that does not say when the next one comes

CertIdPtr id_of(X509* certificate, X509* issuer)
{
    // SHA-1, which every responder knows (RFC 5019, 2.1.1); it names, it does not protect.
    return CertIdPtr{::OCSP_cert_to_id(::EVP_sha1(), certificate, issuer)};
}

RequestPtr make_request(X509* certificate, X509* issuer)
{
    RequestPtr request{::OCSP_REQUEST_new()};
    auto id = id_of(certificate, issuer);
    if (!request || !id || ::OCSP_request_add0_id(request.get(), id.get()) == nullptr) {
        return {};
    }
    static_cast<void>(id.release()); // the request's now
    constexpr int nonce_size = 32;   // RFC 9654, 2.1
    return ::OCSP_request_add1_nonce(request.get(), nullptr, nonce_size) == 1 ? std::move(request)
                                                                              : RequestPtr{};
}

Bytes der_of(OCSP_REQUEST* request)
{
    Bytes der(static_cast<std::size_t>(std::max(0, ::i2d_OCSP_REQUEST(request, nullptr))));
    auto* data = der.data();
    ::i2d_OCSP_REQUEST(request, &data);
    return der;
}

/// Whether the issuer vouches for the answer: itself, or by a certificate that it gave for that.
Doubt check_signature(OCSP_BASICRESP* response, X509* issuer)
{
    const StorePtr trusted{::X509_STORE_new()};
    const ListPtr candidates{sk_X509_new_null()};
    if (!trusted || !candidates || ::X509_STORE_add_cert(trusted.get(), issuer) != 1 ||
        sk_X509_push(candidates.get(), issuer) < 1) {
        return Doubt::wrong_signer;
    }
    ::ERR_clear_error();
    // NOEXPLICIT: no root is trusted for all OCSP answers; that leaves the two kinds of signers.
    if (::OCSP_basic_verify(
            response, candidates.get(), trusted.get(), OCSP_PARTIAL_CHAIN | OCSP_NOEXPLICIT) == 1) {
        return Doubt::none;
    }
    const auto error = ::ERR_peek_last_error();
    ::ERR_clear_error();
    const bool signature =
        ERR_GET_LIB(error) == ERR_LIB_OCSP && ERR_GET_REASON(error) == OCSP_R_SIGNATURE_FAILURE;
    return signature ? Doubt::wrong_signature : Doubt::wrong_signer;
}

Answer read_status(OCSP_REQUEST* request, OCSP_BASICRESP* response, X509* certificate, X509* issuer)
{
    const int nonce = ::OCSP_check_nonce(request, response);
    if (nonce == 0) {
        return Answer::doubtful(Doubt::wrong_nonce);
    }
    int status = V_OCSP_CERTSTATUS_UNKNOWN;
    int reason = -1;
    ASN1_GENERALIZEDTIME* revoked = nullptr;
    ASN1_GENERALIZEDTIME* from = nullptr;
    ASN1_GENERALIZEDTIME* until = nullptr;
    if (::OCSP_resp_find_status(response,
                                id_of(certificate, issuer).get(),
                                &status,
                                &reason,
                                &revoked,
                                &from,
                                &until) != 1) {
        return Answer::doubtful(Doubt::other_certificate);
    }
    constexpr auto difference = std::chrono::seconds{clock_difference}.count();
    if (::OCSP_check_validity(from, until, difference, until != nullptr ? -1 : most_age) != 1) {
        ::ERR_clear_error();
        return Answer::doubtful(Doubt::not_current);
    }
    Answer answer{.doubt = Doubt::none, .as_of = time_of(from), .nonce = nonce == 1};
    switch (status) {
    case V_OCSP_CERTSTATUS_GOOD: answer.status = Revocation::good; break;
    case V_OCSP_CERTSTATUS_REVOKED:
        answer.status = Revocation::revoked;
        answer.revoked_at = time_of(revoked);
        answer.reason = reason;
        break;
    default: answer.status = Revocation::unknown; break;
    }
    return answer;
}

} // namespace

std::string ocsp_address(X509* certificate)
{
    const AddressesPtr list{::X509_get1_ocsp(certificate)};
    for (int i = 0; list && i < sk_OPENSSL_STRING_num(list.get()); ++i) {
        const std::string url{sk_OPENSSL_STRING_value(list.get(), i)};
        if (url.starts_with("http://")) {
            return url;
        }
    }
    return {};
}

Answer ask_ocsp(Web& web, const std::string& url, X509* certificate, X509* issuer)
{
    const auto request = make_request(certificate, issuer);
    if (!request) {
        return {};
    }
    const auto fetched = web.post(url,
                                  der_of(request.get()),
                                  "application/ocsp-request",
                                  "application/ocsp-response",
                                  ocsp_limits);
    if (const auto* const failure = std::get_if<WebFailure>(&fetched)) {
        return Answer::failed(*failure);
    }
    const auto& der = std::get<Bytes>(fetched);
    const auto* data = der.data();
    const ResponsePtr response{::d2i_OCSP_RESPONSE(nullptr, &data, static_cast<long>(der.size()))};
    ::ERR_clear_error();
    if (!response) {
        return Answer::doubtful(Doubt::malformed);
    }
    if (::OCSP_response_status(response.get()) != OCSP_RESPONSE_STATUS_SUCCESSFUL) {
        return Answer::doubtful(Doubt::refused); // such an answer is not signed
    }
    const BasicPtr basic{::OCSP_response_get1_basic(response.get())};
    if (!basic) {
        ::ERR_clear_error();
        return Answer::doubtful(Doubt::malformed);
    }
    if (const auto doubt = check_signature(basic.get(), issuer); doubt != Doubt::none) {
        return Answer::doubtful(doubt);
    }
    return read_status(request.get(), basic.get(), certificate, issuer);
}

} // namespace openbeid::cli
