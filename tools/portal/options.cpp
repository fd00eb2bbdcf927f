// SPDX-License-Identifier: Apache-2.0
#include "options.hpp"

#include <openssl/ssl.h>

#include <charconv>
#include <functional>
#include <limits>
#include <map>
#include <stdexcept>
#include <string_view>

namespace openbeid::portal {
namespace {

int number(std::string_view option, std::string_view text, int max)
{
    int value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 0 || value > max) {
        throw std::invalid_argument(std::string{option} + " wants a number from 0 to " +
                                    std::to_string(max));
    }
    return value;
}

void set_versions(Options& options, std::string_view text)
{
    if (text != "1.2" && text != "1.3" && text != "both") {
        throw std::invalid_argument("--tls wants 1.2, 1.3 or both");
    }
    options.min_tls = text == "1.3" ? TLS1_3_VERSION : TLS1_2_VERSION;
    options.max_tls = text == "1.2" ? TLS1_2_VERSION : TLS1_3_VERSION;
}

} // namespace

const char* usage() noexcept
{
    return R"(usage: openbeid-portal --client-ca FILE [options]

A TLS server on 127.0.0.1 that asks for a client certificate, as the CSAM portal does, and tells
each client who it is: browsers in a page, others in JSON. It logs one line for each login, and
stops on SIGTERM or SIGINT.

  --client-ca FILE         PEM file with all CAs, roots and intermediate ones, of the clients
  --port N                 port to listen on; 0, the default, takes any and prints it
  --tls 1.2|1.3|both       versions that it speaks (both)
  --client-schemes LIST    signature schemes that clients may use, as rsa_pss_rsae_sha256:...
  --certificate FILE       certificate and key of the server, PEM; without them it makes
  --key FILE               its own for localhost
  --certificate-out FILE   writes the server's certificate there, for clients to trust
  --security-level N       OpenSSL's security level for clients (0 admits RSA-1024)
  --patience SECONDS       how long it waits for a client, who may be typing a PIN (120)
)";
}

Options parse_options(std::span<char*> arguments)
{
    Options options;
    set_versions(options, "both");
    const std::map<std::string_view, std::function<void(std::string_view)>> setters{
        {"--port",
         [&](auto text) {
             options.port = static_cast<std::uint16_t>(
                 number("--port", text, std::numeric_limits<std::uint16_t>::max()));
         }},
        {"--tls", [&](auto text) { set_versions(options, text); }},
        {"--client-ca", [&](auto text) { options.client_ca = text; }},
        {"--client-schemes", [&](auto text) { options.client_schemes = text; }},
        {"--certificate", [&](auto text) { options.certificate = text; }},
        {"--key", [&](auto text) { options.key = text; }},
        {"--root-out", [&](auto text) { options.root_out = text; }},
        {"--security-level",
         [&](auto text) { options.security_level = number("--security-level", text, 5); }},
        {"--patience", [&](auto text) { options.patience = number("--patience", text, 3600); }},
    };

    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string_view name{arguments[i]};
        if (name == "--help" || name == "-h") {
            options.help = true;
            return options;
        }
        const auto setter = setters.find(name);
        if (setter == setters.end()) {
            throw std::invalid_argument("unknown option " + std::string{name});
        }
        if (++i == arguments.size()) {
            throw std::invalid_argument(std::string{name} + " wants a value");
        }
        setter->second(arguments[i]);
    }
    if (options.client_ca.empty()) {
        throw std::invalid_argument("--client-ca is missing");
    }
    if (options.certificate.empty() != options.key.empty()) {
        throw std::invalid_argument("--certificate and --key belong together");
    }
    return options;
}

} // namespace openbeid::portal
