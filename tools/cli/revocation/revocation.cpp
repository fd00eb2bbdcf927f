// SPDX-License-Identifier: Apache-2.0
#include "revocation/revocation.hpp"

#include "portal/tls.hpp"
#include "revocation/crl.hpp"
#include "revocation/ocsp.hpp"

#include <openssl/x509v3.h>

namespace openbeid::cli {

namespace {

using portal::X509Ptr;

struct Asked {
    CertificateId id;
    CertificateId issuer;
    Check check;
    Dated dated;
};
// A holder's certificate passes only if its CA does.
constexpr std::array asked{Asked{CertificateId::authentication,
                                 CertificateId::ca,
                                 Check::authentication_certificate,
                                 Dated::authentication_certificate},
                           Asked{CertificateId::signature,
                                 CertificateId::ca,
                                 Check::signature_certificate,
                                 Dated::signature_certificate},
                           Asked{CertificateId::ca,
                                 CertificateId::root,
                                 Check::authentication_certificate,
                                 Dated::ca_certificate},
                           Asked{CertificateId::national_register,
                                 CertificateId::root,
                                 Check::national_register_certificate,
                                 Dated::national_register_certificate}};

X509Ptr certificate_from(const Bytes& der)
{
    const auto* data = der.data();
    return X509Ptr{::d2i_X509(nullptr, &data, static_cast<long>(der.size()))};
}

/// Empty if the card has none, or one that can't be read.
Bytes der_of(Card& card, CertificateId id)
{
    const auto certificate = card.certificate(id);
    return certificate && *certificate ? (*certificate)->der : Bytes{};
}

RevocationResult ask(Web& web, const Question& question)
{
    RevocationResult result{.id = question.id};
    const auto certificate = certificate_from(question.certificate);
    const auto issuer = certificate_from(question.issuer);
    if (!certificate || !issuer ||
        ::X509_check_issued(issuer.get(), certificate.get()) != X509_V_OK) {
        return result;
    }
    if (const auto url = ocsp_address(certificate.get()); !url.empty()) {
        result.answer = ask_ocsp(web, url, certificate.get(), issuer.get());
        if (result.answer.doubt == Doubt::none) {
            return result;
        }
        result.ocsp_doubt = result.answer.doubt;
    }
    if (const auto url = crl_address(certificate.get()); !url.empty()) {
        const auto answer = look_up_crl(web, url, certificate.get(), issuer.get());
        // An answer that can't be trusted is worth telling; that the other one was silent is not.
        if (answer.doubt == Doubt::none || answer.status >= result.answer.status) {
            result.answer = answer;
            result.by_list = true;
        }
    }
    return result;
}

} // namespace

std::vector<Question> questions_of(Card& card, const Verification& verification)
{
    std::vector<Question> questions;
    for (const auto& each : asked) {
        if (verification.result(each.check).outcome != Outcome::passed ||
            verification.validity(each.dated) != Validity::valid) {
            continue;
        }
        const bool root = each.issuer == CertificateId::root;
        const bool trusted =
            !root || verification.result(Check::root_certificate).outcome == Outcome::passed;
        questions.push_back(
            {each.id, der_of(card, each.id), trusted ? der_of(card, each.issuer) : Bytes{}});
    }
    return questions;
}

std::vector<RevocationResult> ask(const std::vector<Question>& questions)
{
    Web web;
    std::vector<RevocationResult> results;
    for (const auto& question : questions) {
        results.push_back(ask(web, question));
    }
    return results;
}

Revocation worst_of(const std::vector<RevocationResult>& results) noexcept
{
    auto worst = Revocation::good;
    for (const auto& result : results) {
        worst = std::max(worst, result.answer.status);
    }
    return worst;
}

} // namespace openbeid::cli
