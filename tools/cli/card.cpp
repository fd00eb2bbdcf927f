// SPDX-License-Identifier: Apache-2.0
#include "card_facts.hpp"
#include "commands.hpp"
#include "text.hpp"

#include <openbeid/pkcs11_names.h>

namespace openbeid::cli {

namespace {

/// What the card can sign, as names that stay.
Json schemes_json(const std::vector<SignatureScheme>& schemes)
{
    Json list = Json::array();
    for (const auto& scheme : schemes) {
        std::string name;
        switch (scheme.algorithm) {
        case SignatureAlgorithm::rsa_pkcs1: name = "rsa_pkcs1_sha"; break;
        case SignatureAlgorithm::rsa_pss: name = "rsa_pss_sha"; break;
        case SignatureAlgorithm::ecdsa: name = "ecdsa_sha"; break;
        }
        const auto bits = scheme.hash == HashAlgorithm::sha1 ? 1 : size_of(scheme.hash) * 8;
        list.push_back(name + std::to_string(bits));
    }
    return list;
}

std::string joined(const Json& names)
{
    std::string text;
    for (const auto& name : names) {
        text += (text.empty() ? "" : ", ") + name.get<std::string>();
    }
    return text;
}

/// Which TLS versions a portal may use with this card (card reference §4.8).
std::string tls_text(const std::vector<SignatureScheme>& schemes)
{
    bool modern = false;
    for (const auto& scheme : schemes) {
        modern = modern || scheme.algorithm != SignatureAlgorithm::rsa_pkcs1;
    }
    return schemes.empty() ? translate("none: the card can't log in")
           : modern        ? "TLS 1.2, TLS 1.3"
                           : "TLS 1.2";
}

} // namespace

Ending run_card(const Options& options, OpenedCard& opened)
{
    auto& card = opened.card;
    const auto& info = card.info();
    const auto login = card.schemes(KeyId::authentication);
    const auto signature = card.schemes(KeyId::signature);
    for (const auto* const schemes : {&login, &signature}) {
        if (!*schemes) {
            return failure_of(schemes->error());
        }
    }
    const auto login_names = schemes_json(*login);
    const auto signature_names = schemes_json(*signature);
    if (options.json) {
        print_json({{"reader", opened.reader},
                    {"chip_number", hex(info.serial_number)},
                    {"token_serial", token_serial(info)},
                    {"token_label", OPENBEID_TOKEN_LABEL},
                    {"applet_version", applet_version(info)},
                    {"atr", hex(info.atr)},
                    {"card_data", hex(info.card_data)},
                    {"authentication_schemes", login_names},
                    {"signature_schemes", signature_names}});
        return ExitCode::done;
    }
    print_field(translate("Reader"), printable(opened.reader));
    print_field(translate("Card"), translate("Belgian identity card"));
    print_field(translate("Applet"), applet_version(info));
    print_field(translate("Chip number"), hex(info.serial_number));
    print_field(translate("Serial number in PKCS#11"), token_serial(info));
    print_field("ATR", hex(info.atr));
    print_field(translate("Logs in over"), tls_text(*login));
    const auto none = translate("nothing");
    print_field(translate("Authentication can sign"), login->empty() ? none : joined(login_names));
    print_field(translate("Signature can sign"),
                signature->empty() ? none : joined(signature_names));
    return ExitCode::done;
}

} // namespace openbeid::cli
