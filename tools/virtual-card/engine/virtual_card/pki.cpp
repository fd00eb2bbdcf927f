// SPDX-License-Identifier: Apache-2.0
#include "virtual_card/pki.hpp"

#include "base/try.hpp"

namespace openbeid::virtual_card {

namespace {

constexpr int leap_cycle = 1461; // days in four years

// Names under .test never resolve (RFC 6761): nobody can go online with a test certificate.
constexpr const char* crl_url = "http://crl.openbeid.test/";
constexpr const char* crt_url = "http://certs.openbeid.test/";
constexpr const char* ocsp_url = "http://ocsp.openbeid.test";
constexpr const char* cps_url = "http://repository.openbeid.test";

/// Policy arcs of card reference 4.7. That of BRCA6 is in no source: here it has BRCA4's.
std::string arc_of(PkiStyle style)
{
    return style == PkiStyle::ca2 ? "2.16.56.9.1.1" : "2.16.56.12.1.1";
}

std::string common_extensions(PkiStyle style, const std::string& crl)
{
    const std::string name = name_of(style);
    return std::string{"[extensions]\nauthorityKeyIdentifier=keyid\n"} +
           "crlDistributionPoints=URI:" + crl_url + crl + ".crl\n" +
           "authorityInfoAccess=caIssuers;URI:" + crt_url + name + ".crt,OCSP;URI:" + ocsp_url +
           "\ncertificatePolicies=@policy\n";
}

std::string policy_section(const std::string& oid)
{
    return "[policy]\npolicyIdentifier=" + oid + "\nCPS.1=" + cps_url + "\n";
}

Name name(PkiStyle style, const std::string& common_name, const std::string& serial)
{
    Name dn = {{"C", "BE"}};
    if (style == PkiStyle::ca6) {
        dn.push_back({"L", "Brussels"});
    }
    dn.push_back({"O", "OpenBeID Test"});
    if (style == PkiStyle::ca6) {
        dn.push_back({"OU", "Specimen data, no legal value"});
    }
    dn.push_back({"CN", common_name});
    if (!serial.empty()) {
        dn.push_back({"serialNumber", serial});
    }
    return dn;
}

Validity years(int before, int after)
{
    return {-before * leap_cycle / 4, after * leap_cycle / 4};
}

Result<PrivateKey> authority_key(PkiStyle style)
{
    switch (style) {
    case PkiStyle::ca2: return PrivateKey::generate_rsa(2048);
    case PkiStyle::ca4: return PrivateKey::generate_rsa(4096);
    case PkiStyle::ca6: return PrivateKey::generate_ec("P-384");
    }
    return Error{.code = Errc::unsupported, .where = "authority key"};
}

Result<Authority> make_root(PkiStyle style)
{
    OPENBEID_TRY(auto key, authority_key(style));
    const std::string number = style == PkiStyle::ca2 ? "2" : style == PkiStyle::ca4 ? "4" : "6";
    CertificateTemplate wanted;
    wanted.subject = name(style, "OpenBeID Test Root CA" + number, "");
    wanted.validity = years(6, 20);
    wanted.digest = digest_of(style);
    wanted.extensions = std::string{"[extensions]\nbasicConstraints=critical,CA:TRUE"} +
                        (style == PkiStyle::ca6 ? ",pathlen:1" : "") +
                        "\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n" +
                        "authorityKeyIdentifier=keyid\ncertificatePolicies=@policy\n" +
                        policy_section(arc_of(style));
    OPENBEID_TRY(auto certificate, issue(wanted, key, nullptr));
    return Authority{std::move(key), std::move(certificate)};
}

Result<Authority> make_authority(PkiStyle style,
                                 const Authority& root,
                                 const std::string& common_name,
                                 const std::string& policy)
{
    OPENBEID_TRY(auto key, authority_key(style));
    CertificateTemplate wanted;
    wanted.subject = name(style, common_name, "209901");
    wanted.validity = years(4, 12);
    wanted.digest = digest_of(style);
    wanted.extensions = common_extensions(style, name_of(style)) +
                        "basicConstraints=critical,CA:TRUE,pathlen:0\n" +
                        "keyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n" +
                        (style == PkiStyle::ca6 ? "extendedKeyUsage=clientAuth,emailProtection\n"
                                                : "nsCertType=sslCA,emailCA,objCA\n") +
                        policy_section(arc_of(style) + policy);
    OPENBEID_TRY(auto certificate, issue(wanted, key, &root));
    return Authority{std::move(key), std::move(certificate)};
}

Result<Authority> make_register(PkiStyle style, const Authority& root)
{
    OPENBEID_TRY(auto key,
                 style == PkiStyle::ca2   ? PrivateKey::generate_rsa(1024)
                 : style == PkiStyle::ca4 ? PrivateKey::generate_rsa(2048)
                                          : PrivateKey::generate_ec("P-384"));
    CertificateTemplate wanted;
    wanted.subject = name(style, "OpenBeID Test RRN", "");
    wanted.validity = years(4, 12);
    wanted.digest = digest_of(style);
    wanted.extensions =
        common_extensions(style, name_of(style)) +
        "basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature,nonRepudiation\n" +
        "subjectKeyIdentifier=hash\n" + policy_section(arc_of(style) + ".4");
    OPENBEID_TRY(auto certificate, issue(wanted, key, &root));
    return Authority{std::move(key), std::move(certificate)};
}

std::string authentication_extensions(PkiStyle style)
{
    std::string text = "keyUsage=critical,digitalSignature\nnsCertType=client,email\n";
    if (style == PkiStyle::ca4) {
        text += "extendedKeyUsage=clientAuth\n";
    }
    if (style == PkiStyle::ca6) {
        text += "extendedKeyUsage=clientAuth,emailProtection\n";
    }
    return text;
}

std::string signature_extensions(PkiStyle style)
{
    std::string text = "keyUsage=critical,nonRepudiation\nnsCertType=email\n"
                       "1.3.6.1.5.5.7.1.3=ASN1:SEQUENCE:statements\n"
                       "[statements]\ncompliance=SEQUENCE:compliance\n";
    if (style != PkiStyle::ca2) {
        text += "device=SEQUENCE:device\n[device]\nid=OID:0.4.0.1862.1.4\n";
    }
    return text + "[compliance]\nid=OID:0.4.0.1862.1.1\n";
}

} // namespace

const char* name_of(PkiStyle style)
{
    switch (style) {
    case PkiStyle::ca2: return "ca2";
    case PkiStyle::ca4: return "ca4";
    case PkiStyle::ca6: return "ca6";
    }
    return "";
}

const char* digest_of(PkiStyle style)
{
    switch (style) {
    case PkiStyle::ca2: return "SHA1";
    case PkiStyle::ca4: return "SHA256";
    case PkiStyle::ca6: return "SHA384";
    }
    return "";
}

Result<Pki> generate_pki(PkiStyle style)
{
    OPENBEID_TRY(auto root, make_root(style));
    OPENBEID_TRY(auto citizen, make_authority(style, root, "Citizen CA", ".2"));
    OPENBEID_TRY(auto national_register, make_register(style, root));
    Pki pki{style, std::move(root), std::move(citizen), std::nullopt, std::move(national_register)};
    if (style == PkiStyle::ca6) {
        OPENBEID_TRY(pki.foreigner, make_authority(style, pki.root, "Foreigner CA", ".7"));
    }
    return pki;
}

Result<Bytes>
issue_leaf(const Pki& pki, LeafUse use, const LeafSubject& subject, const PrivateKey& key)
{
    const bool authentication = use == LeafUse::authentication;
    const auto first_name = subject.given_names.substr(0, subject.given_names.find(' '));
    CertificateTemplate wanted;
    wanted.subject = {
        {"C", "BE"},
        {"CN",
         first_name + ' ' + subject.surname +
             (authentication ? " (Authentication)" : " (Signature)")},
        {"SN", subject.surname},
        {"GN", subject.given_names},
        {"serialNumber", subject.national_number},
    };
    wanted.validity = subject.validity;
    wanted.digest = digest_of(pki.style);
    const auto* crl = subject.foreigner ? "eidf209901" : "eidc209901";
    const std::string branch = subject.foreigner ? ".7" : ".2";
    wanted.extensions =
        common_extensions(pki.style, crl) +
        (authentication ? authentication_extensions(pki.style) : signature_extensions(pki.style)) +
        policy_section(arc_of(pki.style) + branch + (authentication ? ".2" : ".1"));
    const auto& issuer = subject.foreigner && pki.foreigner ? *pki.foreigner : pki.citizen;
    return issue(wanted, key, &issuer);
}

Result<Bytes> register_signature(const Pki& pki, ByteView data)
{
    const auto hash = digest(digest_of(pki.style), data);
    const auto& key = pki.national_register.key;
    switch (pki.style) {
    case PkiStyle::ca2: return key.sign_pkcs1(CardDigest::sha1, hash);
    case PkiStyle::ca4: return key.sign_pkcs1(CardDigest::sha256, hash);
    case PkiStyle::ca6: return key.sign_ecdsa(hash);
    }
    return Error{.code = Errc::unsupported, .where = "register signature"};
}

} // namespace openbeid::virtual_card
