// SPDX-License-Identifier: Apache-2.0
#include "certificate_choice.hpp"
#include "commands.hpp"
#include "text.hpp"
#include "x509.hpp"

namespace openbeid::cli {

namespace {

/// OpenSSL escapes control characters in names; its line ends stay, and nothing else.
void print_lines(std::string_view text)
{
    while (!text.empty()) {
        const auto end = text.find('\n');
        print_line(printable(text.substr(0, end)));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
}

} // namespace

Ending run_certificates_show(const Options& options, OpenedCard& opened)
{
    const auto id = certificate_of(options.certificate).value_or(CertificateId::authentication);
    const auto chosen = required_certificate(opened.card, id);
    if (const auto* const failure = std::get_if<Failure>(&chosen)) {
        return *failure;
    }
    const auto& certificate = std::get<Certificate>(chosen);
    const auto uri = pkcs11_uri(opened.card.info(), id);
    if (options.json) {
        Json data{{"id", key_of(id)},
                  {"serial_number", hex(certificate.serial_number)},
                  {"validity", validity_json(certificate)},
                  {"uri", nullptr}};
        if (!uri.empty()) {
            data["uri"] = uri;
        }
        data.update(certificate_json(certificate.der));
        print_json(data);
        return ExitCode::done;
    }
    print_line(title_of(id));
    print_field(translate("Validity"), validity_text(certificate));
    print_field("URI", uri);
    print_lines(describe_certificate(certificate.der));
    return ExitCode::done;
}

} // namespace openbeid::cli
