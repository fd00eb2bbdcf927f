// SPDX-License-Identifier: Apache-2.0
#include "base/hex.hpp"
#include "self_test/parts.hpp"
#include "self_test/probe.hpp"
#include "self_test/x509.hpp"

#include <openssl/objects.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <ctime>

namespace openbeid::virtual_card {

namespace {

struct Row {
    const char* persona;
    const char* key; ///< of the card
    int key_bits;
    int signature; ///< NID of the algorithm of 5038 and 5039
    bool authentication;
    bool signing;
    const char* issuer;
};

constexpr Row rows[] = {
    {"v10-citizen", "RSA", 1024, NID_sha1WithRSAEncryption, true, true, "Citizen CA"},
    {"v11-citizen", "RSA", 1024, NID_sha1WithRSAEncryption, true, true, "Citizen CA"},
    {"v17-citizen", "RSA", 2048, NID_sha256WithRSAEncryption, true, true, "Citizen CA"},
    {"v17-expired", "RSA", 2048, NID_sha256WithRSAEncryption, true, true, "Citizen CA"},
    {"v17-minor", "RSA", 2048, NID_sha256WithRSAEncryption, true, false, "Citizen CA"},
    {"v17-kids", "RSA", 2048, NID_sha256WithRSAEncryption, false, false, "Citizen CA"},
    {"v18-kids", "EC", 384, NID_ecdsa_with_SHA384, false, false, "Citizen CA"},
    {"v17-rekeyed", "RSA", 2048, NID_ecdsa_with_SHA384, true, true, "Citizen CA"},
    {"v18-citizen", "EC", 384, NID_ecdsa_with_SHA384, true, true, "Citizen CA"},
    {"v18-minor", "EC", 384, NID_ecdsa_with_SHA384, true, false, "Citizen CA"},
    {"v18-foreigner", "EC", 384, NID_ecdsa_with_SHA384, true, true, "Foreigner CA"},
    {"v18-revoked", "EC", 384, NID_ecdsa_with_SHA384, true, true, "Citizen CA"},
    {"v18-future-atr", "EC", 384, NID_ecdsa_with_SHA384, true, true, "Citizen CA"},
};

std::string entry_text(const X509_NAME* name, int nid)
{
    const int place = X509_NAME_get_index_by_NID(name, nid, -1);
    if (place < 0) {
        return {};
    }
    const auto* value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, place));
    const auto* data = ASN1_STRING_get0_data(value);
    return {data, data + ASN1_STRING_length(value)};
}

int entry_type(const X509_NAME* name, int nid)
{
    const int place = X509_NAME_get_index_by_NID(name, nid, -1);
    return place < 0 ? -1
                     : ASN1_STRING_type(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, place)));
}

bool is_critical(const X509* certificate, int nid)
{
    const int place = X509_get_ext_by_NID(certificate, nid, -1);
    return place >= 0 && X509_EXTENSION_get_critical(X509_get_ext(certificate, place)) == 1;
}

/// The policy arc of the root (4.7); that of BRCA6 is in no source, and here it is BRCA4's.
std::string arc_of(int signature)
{
    return signature == NID_sha1WithRSAEncryption ? "2.16.56.9.1.1" : "2.16.56.12.1.1";
}

/// The one policy that a certificate names; empty if there is none, or more.
std::string policy_of(const X509* certificate)
{
    auto* const policies = static_cast<CERTIFICATEPOLICIES*>(
        X509_get_ext_d2i(certificate, NID_certificate_policies, nullptr, nullptr));
    std::array<char, 80> text{};
    if (sk_POLICYINFO_num(policies) == 1) {
        OBJ_obj2txt(text.data(), text.size(), sk_POLICYINFO_value(policies, 0)->policyid, 1);
    }
    CERTIFICATEPOLICIES_free(policies);
    return text.data();
}

bool ends_with(const std::string& text, const std::string& end)
{
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

bool only_zeros(const Bytes& file, std::size_t from)
{
    return std::all_of(file.begin() + static_cast<std::ptrdiff_t>(from),
                       file.end(),
                       [](std::uint8_t byte) { return byte == 0; });
}

/// Subject as in 4.4: C, CN, SN, GN, serialNumber in this order.
void check_subject(Report& report, const std::string& label, X509* certificate, bool signing)
{
    const auto* subject = X509_get_subject_name(certificate);
    constexpr std::array order = {
        NID_countryName, NID_commonName, NID_surname, NID_givenName, NID_serialNumber};
    report.check(X509_NAME_entry_count(subject) == static_cast<int>(order.size()),
                 label + " subject: five attributes");
    for (std::size_t i = 0; i < order.size(); ++i) {
        report.check(X509_NAME_get_index_by_NID(subject, order.at(i), -1) == static_cast<int>(i),
                     label + " subject: order");
    }
    for (const int nid : {NID_countryName, NID_serialNumber}) {
        report.check(entry_type(subject, nid) == V_ASN1_PRINTABLESTRING,
                     label + ' ' + OBJ_nid2sn(nid) + " is a PrintableString");
    }
    for (const int nid : {NID_commonName, NID_surname, NID_givenName}) {
        report.check(entry_type(subject, nid) == V_ASN1_UTF8STRING,
                     label + ' ' + OBJ_nid2sn(nid) + " is a UTF8String");
    }
    report.equal("BE", entry_text(subject, NID_countryName), label + " country");
    report.check(entry_text(subject, NID_serialNumber).size() == 11, label + " national number");
    const auto common_name = entry_text(subject, NID_commonName);
    report.check(ends_with(common_name, signing ? " (Signature)" : " (Authentication)"),
                 label + " common name");
    report.check(common_name.find(entry_text(subject, NID_surname)) != std::string::npos,
                 label + " common name has the surname");
}

void check_profile(
    Report& report, const std::string& label, X509* certificate, const Row& row, bool signing)
{
    check_subject(report, label, certificate, signing);
    const auto usage = X509_get_key_usage(certificate);
    report.check(usage == (signing ? KU_NON_REPUDIATION : KU_DIGITAL_SIGNATURE), label + " usage");
    report.check(is_critical(certificate, NID_key_usage), label + " usage is critical");
    const std::string branch = std::string{row.issuer} == "Foreigner CA" ? ".7" : ".2";
    report.equal(arc_of(row.signature) + branch + (signing ? ".1" : ".2"),
                 policy_of(certificate),
                 label + " policy");
    const bool has_client_auth = (X509_get_extended_key_usage(certificate) & XKU_SSL_CLIENT) != 0 &&
                                 X509_get_ext_by_NID(certificate, NID_ext_key_usage, -1) >= 0;
    const bool newer = row.signature != NID_sha1WithRSAEncryption;
    report.check(has_client_auth == (newer && !signing), label + " clientAuth");
    for (const int nid : {NID_certificate_policies,
                          NID_authority_key_identifier,
                          NID_crl_distribution_points,
                          NID_info_access}) {
        report.check(X509_get_ext_by_NID(certificate, nid, -1) >= 0, label + ' ' + OBJ_nid2sn(nid));
    }
    report.check(X509_get_ext_by_NID(certificate, NID_subject_key_identifier, -1) < 0,
                 label + " has no subjectKeyIdentifier");
    report.check((X509_get_ext_by_NID(certificate, NID_qcStatements, -1) >= 0) == signing,
                 label + " qcStatements");
    const auto* serial = X509_get0_serialNumber(certificate);
    report.check(ASN1_STRING_length(serial) == 16 && ASN1_STRING_get0_data(serial)[0] == 0x10,
                 label + " serial number");
    auto* key = X509_get0_pubkey(certificate);
    report.check(EVP_PKEY_is_a(key, row.key) == 1 && EVP_PKEY_get_bits(key) == row.key_bits,
                 label + " key");
    report.check(X509_get_signature_nid(certificate) == row.signature, label + " algorithm");
    report.equal(row.issuer,
                 entry_text(X509_get_issuer_name(certificate), NID_commonName),
                 label + " issuer");
}

void check_absent(
    Report& report, Probe& probe, const std::string& label, const char* path, std::size_t size)
{
    const auto file = probe.read(path);
    report.check(file.size() == size && only_zeros(file, 0), label + ": absent, zeros");
}

void check_user(Report& report, Probe& probe, const Row& row, bool signing, X509* authority)
{
    const auto* path = signing ? "3F00DF005039" : "3F00DF005038";
    const auto label = std::string{row.persona} + ' ' + (path + 8);
    const std::string generation{row.persona, 3};
    if (!(signing ? row.signing : row.authentication)) {
        check_absent(report, probe, label, path, generation == "v18" ? 2500 : 1300);
        return;
    }
    const auto file = probe.read(path);
    const auto size = der_size(file);
    const auto certificate = parse_certificate(file);
    report.check(certificate != nullptr && size > 0, label + ": DER");
    if (!certificate || size == 0) {
        return;
    }
    const std::size_t expected =
        generation == "v17" ? 1900 : size + (generation == "v18" ? 1100 : 50);
    report.check(file.size() == expected, label + ": padding");
    report.check(only_zeros(file, size), label + ": padding is zero");
    report.check(X509_verify(certificate.get(), X509_get0_pubkey(authority)) == 1,
                 label + ": signed by 503A");
    check_profile(report, label, certificate.get(), row, signing);
    const bool expired = X509_cmp_current_time(X509_get0_notAfter(certificate.get())) < 0;
    report.check(expired == (std::string{row.persona} == "v17-expired"), label + ": validity");
}

void check_authorities(Report& report,
                       Probe& probe,
                       const std::string& name,
                       X509* authority,
                       X509* root,
                       X509* national_register)
{
    auto* root_key = X509_get0_pubkey(root);
    report.check(X509_verify(root, root_key) == 1, name + " root is self-signed");
    report.check(X509_verify(authority, root_key) == 1, name + " CA signed by the root");
    report.check(X509_verify(national_register, root_key) == 1, name + " RRN signed by the root");
    report.check(X509_check_ca(root) == 1 && X509_check_ca(authority) == 1, name + " CAs");
    report.check(X509_check_ca(national_register) == 0, name + " RRN is no CA");
    report.check(X509_get_pathlen(authority) == 0, name + " pathlen of the CA");
    report.check(X509_get_key_usage(authority) == (KU_KEY_CERT_SIGN | KU_CRL_SIGN),
                 name + " usage of the CA");
    report.check(X509_get_key_usage(national_register) ==
                     (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION),
                 name + " usage of RRN");
    report.check(is_critical(authority, NID_key_usage) &&
                     is_critical(national_register, NID_key_usage),
                 name + " usages are critical");
    const auto arc = arc_of(X509_get_signature_nid(national_register));
    report.equal(arc + ".4", policy_of(national_register), name + " policy of RRN"); // 4.3
    const auto subject = entry_text(X509_get_subject_name(national_register), NID_commonName);
    report.check(subject.find("RRN") != std::string::npos, name + " subject of RRN");
    for (auto* certificate : {authority, root, national_register}) {
        report.equal("OpenBeID Test",
                     entry_text(X509_get_subject_name(certificate), NID_organizationName),
                     name + " says that it is a test");
    }
    const std::string generation = name.substr(0, 3);
    const std::size_t ca_padding = generation == "v18" ? 1100 : 50;
    const std::size_t fixed_padding = generation == "v18" ? 1100 : 0;
    const auto check_size = [&](const char* path, std::size_t padding) {
        const auto file = probe.read(path);
        report.check(file.size() == der_size(file) + padding, name + ' ' + path + " padding");
    };
    check_size("3F00DF00503A", ca_padding);
    check_size("3F00DF00503B", fixed_padding);
    check_size("3F00DF00503C", fixed_padding);
}

} // namespace

void check_certificates(Report& report, const Cards& cards)
{
    for (const auto& row : rows) {
        auto probe = cards(row.persona);
        const std::string name = row.persona;
        const auto authority = parse_certificate(probe.read("3F00DF00503A"));
        const auto root = parse_certificate(probe.read("3F00DF00503B"));
        const auto national_register = parse_certificate(probe.read("3F00DF00503C"));
        if (!authority || !root || !national_register) {
            report.check(false, name + ": certificates of the authorities");
            continue;
        }
        check_authorities(
            report, probe, name, authority.get(), root.get(), national_register.get());
        check_user(report, probe, row, false, authority.get());
        check_user(report, probe, row, true, authority.get());
    }
}

} // namespace openbeid::virtual_card
