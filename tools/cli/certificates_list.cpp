// SPDX-License-Identifier: Apache-2.0
#include "card_facts.hpp"
#include "commands.hpp"
#include "text.hpp"
#include "x509.hpp"

namespace openbeid::cli {

namespace {

void print(const CardInfo& info, CertificateId id, const Certificate& certificate)
{
    print_line(title_of(id));
    print_field("  " + translate("Holder"), printable(certificate.subject));
    print_field("  " + translate("Issuer"), printable(certificate.issuer));
    print_field("  " + translate("Validity"), validity_text(certificate));
    print_field("  " + translate("Key"), key_text(certificate.der));
    print_field("  URI", pkcs11_uri(info, id));
}

Json to_json(const CardInfo& info, CertificateId id, const Certificate& certificate)
{
    Json data{{"id", key_of(id)},
              {"subject", certificate.subject},
              {"issuer", certificate.issuer},
              {"serial_number", hex(certificate.serial_number)},
              {"validity", validity_json(certificate)},
              {"key", key_text(certificate.der)},
              {"uri", nullptr}};
    if (const auto uri = pkcs11_uri(info, id); !uri.empty()) {
        data["uri"] = uri;
    }
    return data;
}

} // namespace

Ending run_certificates_list(const Options& options, OpenedCard& opened)
{
    Json list = Json::array();
    bool all_readable = true;
    for (const auto id : all_certificates) {
        const auto certificate = opened.card.certificate(id);
        if (!certificate && certificate.error().code != Errc::malformed) {
            return failure_of(certificate.error());
        }
        if (!certificate) {
            all_readable = false; // and the others are shown
            if (options.json) {
                list.push_back({{"id", key_of(id)}, {"error", name_of(Errc::malformed)}});
            } else {
                print_field(title_of(id), sentence_of(certificate.error()));
            }
        } else if (!*certificate) {
            if (!options.json) {
                print_field(title_of(id), translate("not on this card"));
            }
        } else if (options.json) {
            list.push_back(to_json(opened.card.info(), id, **certificate));
        } else {
            print(opened.card.info(), id, **certificate);
        }
    }
    if (options.json) {
        print_json({{"certificates", std::move(list)}});
    }
    return all_readable ? ExitCode::done : ExitCode::failed;
}

} // namespace openbeid::cli
