// SPDX-License-Identifier: Apache-2.0
#include "certificate_choice.hpp"
#include "commands.hpp"
#include "output_file.hpp"
#include "text.hpp"
#include "x509.hpp"

namespace openbeid::cli {

namespace {

/// The certificate, and with --chain those above it. The register's is signed by the root itself.
std::vector<CertificateId> wanted(const Options& options)
{
    const auto id = certificate_of(options.certificate).value_or(CertificateId::authentication);
    std::vector<CertificateId> ids{id};
    if (options.chain) {
        if (id == CertificateId::authentication || id == CertificateId::signature) {
            ids.push_back(CertificateId::ca);
        }
        if (id != CertificateId::root) {
            ids.push_back(CertificateId::root);
        }
    }
    return ids;
}

} // namespace

Ending run_certificates_export(const Options& options, OpenedCard& opened)
{
    const bool der = options.format == "der";
    if (der && options.chain) {
        return Failure{.exit = ExitCode::usage,
                       .code = "usage",
                       .sentence = translate("A DER file holds one certificate; a chain is PEM.")};
    }
    std::string content;
    Json list = Json::array();
    for (const auto id : wanted(options)) {
        const auto chosen = required_certificate(opened.card, id);
        if (const auto* const failure = std::get_if<Failure>(&chosen)) {
            return *failure;
        }
        const auto& certificate = std::get<Certificate>(chosen);
        content += der ? std::string{certificate.der.begin(), certificate.der.end()}
                       : to_pem(certificate.der);
        list.push_back({{"id", key_of(id)}, {"pem", to_pem(certificate.der)}});
    }
    if (!options.output.empty()) {
        if (auto failure = write_file(options.output, content)) {
            return *std::move(failure);
        }
        print_note(options, fill(translate("Written to {file}."), {{"file", options.output}}));
    }
    if (options.json) {
        print_json({{"certificates", std::move(list)}});
    } else if (options.output.empty()) {
        print_raw(content);
    }
    return ExitCode::done;
}

} // namespace openbeid::cli
