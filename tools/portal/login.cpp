// SPDX-License-Identifier: Apache-2.0
#include "login.hpp"

#include "tls.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <utility>

namespace openbeid::portal {
namespace {

std::string name_entry(const X509_NAME* name, int nid)
{
    const int index = X509_NAME_get_index_by_NID(name, nid, -1);
    if (index < 0) {
        return {};
    }
    unsigned char* utf8{nullptr};
    const int size =
        ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index)));
    if (size < 0) {
        return {};
    }
    std::string text{reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(size)};
    OPENSSL_free(utf8);
    return text;
}

std::string digest_name(int nid)
{
    std::string name{OBJ_nid2sn(nid)};
    std::ranges::transform(name, name.begin(), [](unsigned char letter) {
        return static_cast<char>(std::tolower(letter));
    });
    return name;
}

/// TLS 1.3 binds the curve to the digest (RFC 8446, 4.2.3); TLS 1.2 does not (RFC 5246, 7.4.1.4.1).
std::string ecdsa_scheme(const SSL* ssl, const std::string& digest)
{
    if (SSL_version(ssl) < TLS1_3_VERSION) {
        return "ecdsa_" + digest;
    }
    constexpr std::array<std::pair<std::string_view, std::string_view>, 3> curves{{
        {"sha256", "secp256r1"},
        {"sha384", "secp384r1"},
        {"sha512", "secp521r1"},
    }};
    const auto* curve = std::ranges::find(curves, digest, &decltype(curves)::value_type::first);
    return "ecdsa_" + (curve == curves.end() ? "" : std::string{curve->second} + "_") + digest;
}

std::string signature_scheme(SSL* ssl, X509* certificate)
{
    int type{};
    int digest_nid{};
    if (SSL_get_peer_signature_type_nid(ssl, &type) != 1 ||
        SSL_get_peer_signature_nid(ssl, &digest_nid) != 1) {
        return "unknown";
    }
    const std::string digest = digest_name(digest_nid);
    switch (type) {
    case EVP_PKEY_RSA: return "rsa_pkcs1_" + digest;
    case EVP_PKEY_RSA_PSS: {
        const bool plain_key = EVP_PKEY_is_a(X509_get0_pubkey(certificate), "RSA") == 1;
        return (plain_key ? "rsa_pss_rsae_" : "rsa_pss_pss_") + digest;
    }
    case EVP_PKEY_EC: return ecdsa_scheme(ssl, digest);
    default: return std::string{OBJ_nid2sn(type)} + "_" + digest;
    }
}

std::string quoted(std::string_view text)
{
    constexpr std::string_view hex{"0123456789abcdef"};
    std::string out{'"'};
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += {'\\', c};
        } else if (byte < 0x20U) {
            out += {'\\', 'u', '0', '0', hex[byte >> 4U], hex[byte & 0x0FU]};
        } else {
            out += c;
        }
    }
    return out += '"';
}

std::string escaped(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        default: out += c;
        }
    }
    return out;
}

} // namespace

Login read_login(SSL* ssl)
{
    X509* certificate = SSL_get0_peer_certificate(ssl);
    const auto* subject = X509_get_subject_name(certificate);
    return {
        .holder = name_entry(subject, NID_commonName),
        .serial_number = name_entry(subject, NID_serialNumber),
        .issuer = name_entry(X509_get_issuer_name(certificate), NID_commonName),
        .tls = SSL_get_version(ssl),
        .scheme = signature_scheme(ssl, certificate),
        .cipher = SSL_get_cipher_name(ssl),
    };
}

std::string to_json(const Login& login)
{
    return "{\"holder\": " + quoted(login.holder) +
           ", \"serialNumber\": " + quoted(login.serial_number) +
           ", \"issuer\": " + quoted(login.issuer) + ", \"tls\": " + quoted(login.tls) +
           ", \"scheme\": " + quoted(login.scheme) + ", \"cipher\": " + quoted(login.cipher) + "}";
}

std::string to_html(const Login& login)
{
    // The empty icon spares the browser a second connection, and so the card a second signature.
    std::string page = R"(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,">
<title>Logged in</title></head><body><h1>Welcome, <span id="holder">)" +
                       escaped(login.holder) + "</span></h1><dl>";
    const auto row = [&page](std::string_view name, const std::string& value) {
        page.append("<dt>").append(name).append("</dt><dd>").append(escaped(value)).append("</dd>");
    };
    row("National number", login.serial_number);
    row("Certificate issued by", login.issuer);
    row("Connection", login.tls);
    row("Signed with", login.scheme);
    return page + "</dl></body></html>";
}

} // namespace openbeid::portal
