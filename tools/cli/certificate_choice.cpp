// SPDX-License-Identifier: Apache-2.0
#include "certificate_choice.hpp"

#include "text.hpp"

namespace openbeid::cli {

std::variant<Certificate, Failure> required_certificate(Card& card, CertificateId id)
{
    auto certificate = card.certificate(id);
    if (!certificate) {
        return failure_of(certificate.error());
    }
    if (!*certificate) {
        return Failure{.exit = ExitCode::failed,
                       .code = name_of(Errc::not_found),
                       .sentence = fill(translate("This card has no certificate \"{name}\"."),
                                        {{"name", key_of(id)}})};
    }
    return **std::move(certificate);
}

} // namespace openbeid::cli
