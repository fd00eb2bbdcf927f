// SPDX-License-Identifier: Apache-2.0
#include "login/online.hpp"

#include "login/socket.hpp"
#include "login/tls_context.hpp"
#include "output.hpp"
#include "text.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace openbeid::cli {

namespace {

using portal::SslCtxPtr;
using portal::SslPtr;

/// What a server wants of a client, over one version of TLS.
struct Wish {
    TlsVersion version{};
    bool asks{false};                     ///< for a certificate
    std::vector<std::uint16_t> schemes{}; ///< in its order
    std::string reason{};                 ///< why there was no handshake
};

/// Called when the server asks for a certificate: its schemes are known then. A negative answer
/// stops the handshake, so that nothing is sent.
int stop_here(SSL* ssl, X509** /*certificate*/, EVP_PKEY** /*key*/)
{
    static_cast<Wish*>(SSL_get_app_data(ssl))->asks = true;
    return -1;
}

Wish ask(std::string host, const std::string& port, TlsVersion version)
{
    Wish wish{.version = version};
    const SslCtxPtr context{SSL_CTX_new(TLS_client_method())};
    const auto socket = connect_to(host, port);
    if (!socket.is_open() || !context) {
        wish.reason = fill(translate("{host} can't be reached"), {{"host", host}});
        return wish;
    }
    restrict_to(context.get(), version);
    SSL_CTX_set_client_cert_cb(context.get(), stop_here);
    const SslPtr ssl{SSL_new(context.get())};
    SSL_set_app_data(ssl.get(), &wish);
    SSL_set_fd(ssl.get(), socket.number());
    // The macro SSL_set_tlsext_host_name casts as C does. Nothing secret is sent, so the server
    // need not be trusted.
    SSL_ctrl(ssl.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host.data());
    const int done = SSL_connect(ssl.get());
    if (!wish.asks) {
        wish.reason = done == 1 ? std::string{} : portal::openssl_reason();
        return wish;
    }
    const int count = SSL_get_sigalgs(ssl.get(), -1, nullptr, nullptr, nullptr, nullptr, nullptr);
    for (int i = 0; i < count; ++i) {
        unsigned char low = 0;
        unsigned char high = 0;
        SSL_get_sigalgs(ssl.get(), i, nullptr, nullptr, nullptr, &low, &high);
        wish.schemes.push_back(static_cast<std::uint16_t>(high << 8U | low));
    }
    return wish;
}

/// rsa_pkcs1_sha256_legacy of RFC 9963: RSA as in TLS 1.2, for clients of TLS 1.3.
constexpr std::uint16_t legacy_pkcs1_sha256 = 0x0420;

std::string name_of_code(TlsVersion version, std::uint16_t code)
{
    if (const auto* const known = find_tls_scheme(code)) {
        return name_of(version, *known);
    }
    if (code == legacy_pkcs1_sha256) {
        return "rsa_pkcs1_sha256_legacy";
    }
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "0x%04X", static_cast<unsigned>(code));
    return text.data();
}

/// The first in the server's order that the key can use; null if it can use none.
const TlsScheme* choice(const Wish& wish, const KeyAbilities& key)
{
    for (const auto code : wish.schemes) {
        const auto* const known = find_tls_scheme(code);
        if (known != nullptr && usable(key, wish.version, *known)) {
            return known;
        }
    }
    return nullptr;
}

/// What the server's operator could do for eID cards; empty if that is nothing.
std::string advice(const Wish& wish)
{
    if (!wish.asks || wish.version == TlsVersion::tls_1_2) {
        return {};
    }
    const auto place = [&](std::uint16_t code) { return std::ranges::find(wish.schemes, code); };
    const auto pss_256 = place(0x0804);
    const auto bigger = std::min(place(0x0805), place(0x0806));
    if (pss_256 == wish.schemes.end()) {
        return translate(
            "The operator should accept rsa_pss_rsae_sha256: cards of 2014 to 2021 can use "
            "no other scheme of TLS 1.3.");
    }
    if (bigger < pss_256) {
        return translate(
            "The operator should name rsa_pss_rsae_sha256 before rsa_pss_rsae_sha384 and "
            "rsa_pss_rsae_sha512, which these cards can't use: some programs take the first.");
    }
    if (place(legacy_pkcs1_sha256) == wish.schemes.end()) {
        return translate(
            "The operator could also accept rsa_pkcs1_sha256_legacy (RFC 9963), a second way "
            "for cards with RSA keys.");
    }
    return {};
}

Json to_json(const Wish& wish, const KeyAbilities& key)
{
    Json schemes = Json::array();
    for (const auto code : wish.schemes) {
        schemes.push_back(name_of_code(wish.version, code));
    }
    const auto* const chosen = choice(wish, key);
    return {{"tls", name_of(wish.version)},
            {"handshake", wish.reason.empty()},
            {"reason", wish.reason},
            {"asks_for_certificate", wish.asks},
            {"schemes", std::move(schemes)},
            {"card_uses", chosen != nullptr ? Json(name_of(wish.version, *chosen)) : Json{}},
            {"advice", advice(wish)}};
}

void print(const Wish& wish, const KeyAbilities& key)
{
    const auto label = std::string{"TLS "} + name_of(wish.version);
    if (!wish.asks) {
        print_field(
            label,
            wish.reason.empty()
                ? translate("does not ask for a certificate; perhaps only on another page")
                : fill(translate("not possible: {reason}"), {{"reason", printable(wish.reason)}}));
        return;
    }
    std::string names;
    for (const auto code : wish.schemes) {
        names += (names.empty() ? "" : ", ") + name_of_code(wish.version, code);
    }
    print_field(
        label,
        fill(translate("asks for a certificate and accepts {schemes}"), {{"schemes", names}}));
    const auto* const chosen = choice(wish, key);
    print_field("  " + translate("This card will use"),
                chosen != nullptr ? name_of(wish.version, *chosen) : translate("nothing"));
    if (const auto text = advice(wish); !text.empty()) {
        print_line("  " + text);
    }
}

struct Place {
    std::string host{};
    std::string port{"443"};
};

/// HOST, HOST:PORT; an IPv6 address in brackets, as in a URL.
Place split(const std::string& text)
{
    const auto bracket = text.starts_with('[') ? text.find(']') : std::string::npos;
    const auto from = bracket == std::string::npos ? 0 : bracket;
    const auto colon = text.find(':', from);
    Place place{.host = text.substr(0, colon)};
    if (colon != std::string::npos) {
        place.port = text.substr(colon + 1);
    }
    if (bracket != std::string::npos) {
        place.host = text.substr(1, bracket - 1);
    }
    return place;
}

} // namespace

Ending test_online(const Options& options, const KeyAbilities& key)
{
    const auto [host, port] = split(options.online);
    if (host.empty() || port.empty()) {
        return Failure{.exit = ExitCode::usage,
                       .code = "host",
                       .sentence = fill(translate("\"{host}\" is no name of a host."),
                                        {{"host", printable(options.online)}})};
    }
    Json list = Json::array();
    bool usable_way = false;
    for (const auto version : {TlsVersion::tls_1_2, TlsVersion::tls_1_3}) {
        const auto wish = ask(host, port, version);
        usable_way = usable_way || choice(wish, key) != nullptr;
        list.push_back(to_json(wish, key));
        if (!options.json) {
            print(wish, key);
        }
    }
    if (options.json) {
        print_json({{"host", options.online}, {"versions", std::move(list)}});
    }
    return usable_way ? ExitCode::done : ExitCode::failed;
}

} // namespace openbeid::cli
