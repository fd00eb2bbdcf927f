// SPDX-License-Identifier: Apache-2.0
//
// openbeid-revocation-server CA-FOLDER STYLE OCSP CRL
//
// What the URLs in a virtual card's certificates lead to: an OCSP responder and lists of revoked
// certificates, on port 80 of loopback, signed with the keys of the test authorities. STYLE (ca2,
// ca4, ca6) is whose lists they are. OCSP and CRL are how it behaves; see `ocsp_behaviours` and
// `crl_behaviours`. It prints "listening", then one line for each request.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace {

using std::string;

struct Authority {
    string name;
    X509* certificate;
    EVP_PKEY* key;
};

// Everything lives until the process ends.
std::vector<Authority> authorities; // NOLINT
string style;                       // NOLINT

[[noreturn]] void die(const char* what)
{
    std::fprintf(stderr, "%s\n", what);
    std::exit(EXIT_FAILURE);
}

template <typename T>
T* need(T* object, const char* what)
{
    return object != nullptr ? object : (die(what), nullptr);
}

void load(const string& folder)
{
    for (const char* const name : {"ca2-root",
                                   "ca2-citizen",
                                   "ca4-root",
                                   "ca4-citizen",
                                   "ca6-root",
                                   "ca6-citizen",
                                   "ca6-foreigner"}) {
        const auto base = folder + "/" + name;
        auto* const crt = need(BIO_new_file((base + ".crt").c_str(), "rb"), base.c_str());
        auto* const key = need(BIO_new_file((base + ".key").c_str(), "rb"), base.c_str());
        auto* certificate = PEM_read_bio_X509(crt, nullptr, nullptr, nullptr);
        if (certificate == nullptr) {
            BIO_seek(crt, 0);
            certificate = d2i_X509_bio(crt, nullptr);
        }
        auto* private_key = PEM_read_bio_PrivateKey(key, nullptr, nullptr, nullptr);
        if (private_key == nullptr) {
            BIO_seek(key, 0);
            private_key = d2i_PrivateKey_bio(key, nullptr);
        }
        authorities.push_back({name, need(certificate, "certificate"), need(private_key, "key")});
    }
}

const Authority& authority(const string& name)
{
    for (const auto& each : authorities) {
        if (each.name == name) {
            return each;
        }
    }
    die("no such authority");
}

/// A responder's certificate from that authority.
Authority make_delegate(const Authority& issuer, const char* extended_usage)
{
    auto* const key = EVP_EC_gen("P-256");
    auto* const certificate = X509_new();
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 4711);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate),
                               "CN",
                               MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("OCSP SPECIMEN"), // NOLINT
                               -1,
                               -1,
                               0);
    X509_set_issuer_name(certificate, X509_get_subject_name(issuer.certificate));
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    if (extended_usage != nullptr) {
        auto* const extension =
            X509V3_EXT_conf_nid(nullptr, nullptr, NID_ext_key_usage, extended_usage);
        X509_add_ext(certificate, need(extension, "extension"), -1);
    }
    X509_sign(certificate, issuer.key, EVP_sha256());
    return {"delegate", certificate, key};
}

string der_of(OCSP_RESPONSE* response)
{
    unsigned char* der = nullptr;
    const int size = i2d_OCSP_RESPONSE(response, &der);
    return {der, der + size};
}

void set_nonce(const string& behaviour, OCSP_REQUEST* request, OCSP_BASICRESP* basic)
{
    if (behaviour == "wrong-nonce") {
        OCSP_basic_add1_nonce(basic, nullptr, 32);
    } else if (behaviour != "no-nonce" && behaviour != "stale-without-nonce") {
        OCSP_copy_nonce(basic, request);
    }
}

/// Who signs it.
Authority signer_of(const string& behaviour, const Authority& issuer)
{
    const auto other = issuer.name.ends_with("citizen") ? style + "-root" : style + "-citizen";
    if (behaviour == "delegated") {
        return make_delegate(issuer, "OCSPSigning");
    }
    if (behaviour == "delegated-without-usage") {
        return make_delegate(issuer, "clientAuth");
    }
    if (behaviour == "delegated-by-another") {
        return make_delegate(authority(other), "OCSPSigning");
    }
    return behaviour == "wrong-signer" ? authority(other) : issuer;
}

/// As RFC 6960 has it, but for the behaviour.
string ocsp_response(const string& behaviour, OCSP_REQUEST* request)
{
    auto* const asked = OCSP_onereq_get0_id(OCSP_request_onereq_get0(request, 0));
    const Authority* issuer = nullptr;
    for (const auto& each : authorities) {
        auto* const id = OCSP_cert_to_id(EVP_sha1(), nullptr, each.certificate);
        issuer = OCSP_id_issuer_cmp(id, asked) == 0 ? &each : issuer;
    }
    need(issuer, "The request names no issuer of ours.");
    auto* const basic = OCSP_BASICRESP_new();
    auto* id = OCSP_CERTID_dup(asked);
    if (behaviour == "other-certificate") {
        auto* const serial = ASN1_INTEGER_new();
        ASN1_INTEGER_set(serial, 1);
        id = OCSP_cert_id_new(EVP_sha1(),
                              X509_get_subject_name(issuer->certificate),
                              X509_get0_pubkey_bitstr(issuer->certificate),
                              serial);
    }
    constexpr long day = 86400;
    const bool stale = behaviour.starts_with("stale");
    auto* const from = X509_gmtime_adj(nullptr,
                                       stale                   ? -3 * day
                                       : behaviour == "future" ? day
                                                               : -60);
    auto* const until = behaviour == "stale-without-end"
                            ? nullptr
                            : X509_gmtime_adj(nullptr, stale ? -2 * day : 2 * day);
    auto* const revoked = X509_gmtime_adj(nullptr, -5 * day);
    if (behaviour == "revoked") {
        OCSP_basic_add1_status(basic,
                               id,
                               V_OCSP_CERTSTATUS_REVOKED,
                               OCSP_REVOKED_STATUS_CERTIFICATEHOLD,
                               revoked,
                               from,
                               until);
    } else {
        OCSP_basic_add1_status(basic,
                               id,
                               behaviour == "unknown" ? V_OCSP_CERTSTATUS_UNKNOWN
                                                      : V_OCSP_CERTSTATUS_GOOD,
                               0,
                               nullptr,
                               from,
                               until);
    }
    set_nonce(behaviour, request, basic);
    const auto signer = signer_of(behaviour, *issuer);
    if (OCSP_basic_sign(basic, signer.certificate, signer.key, EVP_sha256(), nullptr, 0) != 1) {
        die("OCSP_basic_sign");
    }
    if (behaviour == "wrong-signature") { // of other data: what is said changes after it was signed
        OCSP_basic_add1_nonce(basic, nullptr, 8);
    }
    return der_of(OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic));
}

string crl(const string& behaviour, const string& path)
{
    // http://crl.openbeid.test/eidc209901.crl: of the citizens' authority; /ca4.crl: of the root
    const auto own = path.starts_with("/eidc")   ? "-citizen"
                     : path.starts_with("/eidf") ? "-foreigner"
                                                 : "-root";
    const auto other = string{own} == "-root" ? "-citizen" : "-root";
    const auto& issuer = authority(style + own);
    const auto& signer = behaviour == "wrong-signer" ? authority(style + other) : issuer;
    constexpr long day = 86400;
    auto* const list = X509_CRL_new();
    X509_CRL_set_version(list, X509_CRL_VERSION_2);
    const auto& named = behaviour == "wrong-issuer" ? authority(style + other) : issuer;
    X509_CRL_set_issuer_name(list, X509_get_subject_name(named.certificate));
    const bool stale = behaviour == "stale";
    X509_CRL_set1_lastUpdate(list, X509_gmtime_adj(nullptr, stale ? -3 * day : -60));
    if (behaviour != "no-end") {
        X509_CRL_set1_nextUpdate(list, X509_gmtime_adj(nullptr, stale ? -2 * day : 2 * day));
    }
    if (behaviour.starts_with("revoked=")) { // a serial number, hexadecimal
        BIGNUM* number = nullptr;
        BN_hex2bn(&number, behaviour.substr(8).c_str());
        auto* const entry = X509_REVOKED_new();
        X509_REVOKED_set_serialNumber(entry, BN_to_ASN1_INTEGER(number, nullptr));
        X509_REVOKED_set_revocationDate(entry, X509_gmtime_adj(nullptr, -5 * day));
        auto* const reason = ASN1_ENUMERATED_new();
        ASN1_ENUMERATED_set(reason, OCSP_REVOKED_STATUS_KEYCOMPROMISE);
        X509_REVOKED_add1_ext_i2d(entry, NID_crl_reason, reason, 0, 0);
        X509_CRL_add0_revoked(list, entry);
    }
    X509_CRL_sort(list);
    X509_CRL_sign(list, signer.key, EVP_sha256());
    unsigned char* der = nullptr;
    const int size = i2d_X509_CRL(list, &der);
    return {der, der + size};
}

/// Head and content of a request; empty if the client is gone.
string read_request(int client)
{
    string text;
    std::array<char, 4096> part{};
    std::size_t wanted = string::npos;
    while (text.size() < wanted) {
        const auto got = read(client, part.data(), part.size());
        if (got <= 0) {
            return {};
        }
        text.append(part.data(), static_cast<std::size_t>(got));
        const auto head = text.find("\r\n\r\n");
        if (wanted == string::npos && head != string::npos) {
            const auto length = text.find("Content-Length: ");
            wanted = head + 4 + (length < head ? std::stoul(text.substr(length + 16)) : 0);
        }
    }
    return text;
}

/// False if the client wants no more.
bool send(int client, const string& text)
{
    return ::send(client, text.data(), text.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(text.size());
}

void answer(int client, const string& behaviour, const string& type, const string& content)
{
    const auto head = [&](const string& status, const string& rest) {
        return "HTTP/1.0 " + status + "\r\nContent-Type: " + type + "\r\n" + rest + "\r\n";
    };
    if (behaviour == "hang") {
        char byte = 0;
        while (read(client, &byte, 1) > 0) { // until the client gives up
        }
    } else if (behaviour == "error") {
        send(client, head("503 Service Unavailable", "") + "sorry");
    } else if (behaviour == "redirect") {
        send(client, head("302 Found", "Location: http://elsewhere.openbeid.test/\r\n"));
    } else if (behaviour == "garbage") {
        send(client, head("200 OK", "Content-Length: 5\r\n") + "sorry");
    } else if (behaviour == "page") { // DER, but no answer
        send(client, head("200 OK", "") + string{"\x30\x03\x02\x01\x05"});
    } else if (behaviour == "endless") { // 1 GB, by what DER says of its length
        bool more = send(client, head("200 OK", "") + string{"\x30\x84\x40\x00\x00\x00", 6});
        while (more) {
            more = send(client, string(65536, '\0'));
        }
    } else {
        send(client, head("200 OK", "") + content);
    }
}

void serve(int client, const string& ocsp, const string& list)
{
    const auto request = read_request(client);
    const auto line = request.substr(0, request.find("\r\n"));
    std::printf("%s\n", line.c_str());
    if (line.starts_with("POST ")) {
        const auto body = request.substr(request.find("\r\n\r\n") + 4);
        const auto* data = reinterpret_cast<const unsigned char*>(body.data()); // NOLINT
        auto* const parsed = d2i_OCSP_REQUEST(nullptr, &data, static_cast<long>(body.size()));
        if (ocsp == "try-later") {
            const auto later = der_of(OCSP_response_create(OCSP_RESPONSE_STATUS_TRYLATER, nullptr));
            answer(client, ocsp, "application/ocsp-response", later);
        } else {
            answer(client,
                   ocsp,
                   "application/ocsp-response",
                   ocsp_response(ocsp, need(parsed, "no OCSP request")));
        }
    } else if (line.starts_with("GET ")) {
        const auto path = line.substr(4, line.find(' ', 4) - 4);
        answer(client, list, "application/pkix-crl", crl(list, path));
    }
    close(client);
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 5) {
        die("usage: openbeid-revocation-server CA-FOLDER STYLE OCSP CRL");
    }
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    load(argv[1]);
    style = argv[2];
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(80);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) !=
            0 || // NOLINT
        listen(listener, 8) != 0) {
        die("port 80 of 127.0.0.1 is not free");
    }
    std::puts("listening");
    for (;;) {
        serve(accept4(listener, nullptr, nullptr, SOCK_CLOEXEC), argv[3], argv[4]);
    }
}
