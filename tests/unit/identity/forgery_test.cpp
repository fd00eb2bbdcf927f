// SPDX-License-Identifier: Apache-2.0
#include "crypto/digest.hpp"
#include "persona.hpp"
#include "virtual_card/certificate.hpp"

// Certificates that the test root or its CA really signed, each wrong in one respect.
using namespace openbeid;
using virtual_card::Authority;
using virtual_card::CertificateTemplate;
using virtual_card::PrivateKey;

namespace {

constexpr const char* authority = "basicConstraints=critical,CA:TRUE\n"
                                  "keyUsage=critical,keyCertSign,cRLSign\n";
constexpr const char* register_use = "basicConstraints=CA:FALSE\n"
                                     "keyUsage=critical,digitalSignature,nonRepudiation\n";
constexpr const char* login_use = "keyUsage=critical,digitalSignature\n";
constexpr const char* signature_use = "keyUsage=critical,nonRepudiation\n";
constexpr const char* unknown_critical = "1.2.3.4=critical,ASN1:NULL\n";

PrivateKey ec_key(const char* curve = "P-384")
{
    auto key = PrivateKey::generate_ec(curve);
    REQUIRE(key);
    return *std::move(key);
}

Authority certify(const char* name,
                  const std::string& extensions,
                  const Authority* issuer,
                  const PrivateKey& key = ec_key(),
                  const char* digest = "SHA384",
                  const std::vector<std::string>& serial_numbers = {})
{
    CertificateTemplate wanted;
    wanted.subject = {{"C", "BE"}, {"CN", name}};
    for (const auto& number : serial_numbers) {
        wanted.subject.push_back({"serialNumber", number});
    }
    wanted.validity = {-1, 1};
    wanted.extensions = "[extensions]\n" + extensions;
    wanted.digest = digest;
    auto certificate = virtual_card::issue(wanted, key, issuer);
    REQUIRE(certificate);
    return {key, *std::move(certificate)};
}

/// A card's worth of certificates that are as they should be, until a test exchanges one.
struct Hierarchy {
    Authority root{certify("Root", authority, nullptr)};
    Authority ca{certify("CA", authority, &root)};
    Authority national_register{certify("Test RRN", register_use, &root)};
    Authority login{certify("Login", login_use, &ca)};
    Authority signature{certify("Signature", signature_use, &ca)};
    Bytes identity{record(0x07, "SPECIMEN")};

    [[nodiscard]] Verification verify() const
    {
        const auto hash = virtual_card::digest("SHA384", identity);
        const auto identity_signature = national_register.key.sign_ecdsa(hash);
        REQUIRE(identity_signature);
        const auto spki = root.key.public_key();
        REQUIRE(spki);
        const std::vector<Bytes> roots{*spki};
        identity::CardFiles files;
        files.identity = identity;
        files.identity_signature = *identity_signature;
        files.national_register_certificate = national_register.certificate;
        files.authentication_certificate = login.certificate;
        files.signature_certificate = signature.certificate;
        files.ca_certificate = ca.certificate;
        files.root_certificate = root.certificate;
        const auto result = identity::verify(shared_context(), files, now(), roots);
        REQUIRE(result);
        CHECK(result->authentic() == !result->first_failure());
        return *result;
    }

    [[nodiscard]] std::string outcome_of(Check check) const { return outcome(verify(), check); }

    void certify_leaves()
    {
        login = certify("Login", login_use, &ca);
        signature = certify("Signature", signature_use, &ca);
    }
};

} // namespace

TEST_CASE("certificates as they should be are authentic", "[identity][forgery]")
{
    const auto verification = Hierarchy{}.verify();
    CHECK(verification.authentic());
    CHECK_FALSE(verification.relies_on_sha1());
    CHECK(outcome(verification, Check::authentication_certificate) == "passed");
    CHECK(outcome(verification, Check::signature_certificate) == "passed");
}

TEST_CASE("not everything that a root certified may sign identities", "[identity][forgery]")
{
    struct Case {
        const char* name;
        std::string extensions;
        const char* outcome;
    };
    const std::string usual = register_use;
    const auto [name, extensions, expected] = GENERATE_COPY(
        Case{"Test RRN", usual, "passed"},
        Case{"Another service", usual, "failed: wrong_subject_name"},
        Case{"Test RR N", usual, "failed: wrong_subject_name"},
        Case{"Test RRN", "", "failed: wrong_key_usage"},
        Case{"Test RRN", "keyUsage=critical,nonRepudiation\n", "failed: wrong_key_usage"},
        Case{"Test RRN", authority, "failed: acts_as_authority"},
        Case{"Test RRN",
             "basicConstraints=CA:TRUE\nkeyUsage=digitalSignature\n",
             "failed: acts_as_authority"},
        Case{"Test RRN", "keyUsage=digitalSignature,keyCertSign\n", "failed: acts_as_authority"},
        // A BOOLEAN of 01, which some take for TRUE; and the same extension twice.
        Case{"Test RRN",
             "keyUsage=digitalSignature\n2.5.29.19=DER:30:03:01:01:01\n",
             "failed: malformed"},
        Case{"Test RRN", usual + unknown_critical, "failed: unknown_constraint"},
        Case{"Test RRN", usual + "1.2.3.4=ASN1:NULL\n", "passed"});
    Hierarchy hierarchy;
    hierarchy.national_register = certify(name, extensions, &hierarchy.root);
    CAPTURE(name, extensions);
    CHECK(hierarchy.outcome_of(Check::national_register_certificate) == expected);
}

TEST_CASE("the register's certificate comes from a root itself", "[identity][forgery]")
{
    Hierarchy hierarchy;
    hierarchy.national_register = certify("Test RRN", register_use, &hierarchy.ca);
    CHECK(hierarchy.outcome_of(Check::national_register_certificate) == "failed: untrusted_issuer");
    hierarchy.national_register = certify("Test RRN", register_use, nullptr);
    CHECK(hierarchy.outcome_of(Check::national_register_certificate) == "failed: untrusted_issuer");
    CHECK_FALSE(hierarchy.verify().authentic());
}

TEST_CASE("a register's key of an unknown kind is told", "[identity][forgery]")
{
    Hierarchy hierarchy;
    hierarchy.national_register =
        certify("Test RRN", register_use, &hierarchy.root, ec_key("secp256k1"));
    CHECK(hierarchy.outcome_of(Check::national_register_certificate) ==
          "failed: unsupported_algorithm");
    CHECK(hierarchy.outcome_of(Check::identity_signature) == "not_checked: no_key");
}

TEST_CASE("a holder's certificate must not act as an authority", "[identity][forgery]")
{
    Hierarchy hierarchy;
    // A genuine login certificate certifies another one.
    const auto genuine = hierarchy.login;
    hierarchy.ca = genuine;
    hierarchy.certify_leaves();
    CHECK(hierarchy.outcome_of(Check::authentication_certificate) ==
          "failed: issuer_not_authority");
    CHECK(hierarchy.outcome_of(Check::signature_certificate) == "failed: issuer_not_authority");
    CHECK_FALSE(hierarchy.verify().authentic());
    // So does the register.
    hierarchy.ca = hierarchy.national_register;
    hierarchy.certify_leaves();
    CHECK(hierarchy.outcome_of(Check::authentication_certificate) ==
          "failed: issuer_not_authority");
    // Or it claims that it may.
    Hierarchy other;
    other.login =
        certify("Login", std::string{"basicConstraints=CA:TRUE\n"} + login_use, &other.ca);
    CHECK(other.outcome_of(Check::authentication_certificate) == "failed: acts_as_authority");
    other.login = certify("Login", "keyUsage=digitalSignature,keyCertSign\n", &other.ca);
    CHECK(other.outcome_of(Check::authentication_certificate) == "failed: acts_as_authority");
}

TEST_CASE("a CA must be one, and a root must have signed it", "[identity][forgery]")
{
    struct Case {
        std::string extensions;
        const char* outcome;
    };
    const std::string usual = authority;
    const auto [extensions, expected] = GENERATE_COPY(
        Case{usual, "passed"},
        Case{"basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=keyCertSign\n", "passed"},
        Case{"", "failed: issuer_not_authority"},
        Case{"keyUsage=keyCertSign\n", "failed: issuer_not_authority"},
        Case{"basicConstraints=CA:TRUE\n", "failed: issuer_not_authority"},
        Case{"basicConstraints=CA:TRUE\nkeyUsage=cRLSign\n", "failed: issuer_not_authority"},
        Case{usual + unknown_critical, "failed: unknown_constraint"},
        // Names that it may certify: a constraint that we don't look at, so not to be ignored.
        Case{usual + "nameConstraints=critical,excluded;DNS:example.test\n",
             "failed: unknown_constraint"});
    Hierarchy hierarchy;
    hierarchy.ca = certify("CA", extensions, &hierarchy.root);
    hierarchy.certify_leaves();
    CAPTURE(extensions);
    CHECK(hierarchy.outcome_of(Check::authentication_certificate) == expected);
    CHECK(hierarchy.outcome_of(Check::signature_certificate) == expected);
}

TEST_CASE("a chain breaks where its links don't fit", "[identity][forgery]")
{
    Hierarchy hierarchy;
    const auto other_ca = certify("CA", authority, &hierarchy.root); // the name, another key
    hierarchy.login = certify("Login", login_use, &other_ca);
    CHECK(hierarchy.outcome_of(Check::authentication_certificate) == "failed: mismatch");
    const auto renamed = certify("Other CA", authority, &hierarchy.root, hierarchy.ca.key);
    hierarchy.login = certify("Login", login_use, &renamed);
    CHECK(hierarchy.outcome_of(Check::authentication_certificate) == "failed: wrong_issuer_name");
    hierarchy.ca = certify("CA", authority, nullptr); // signed by itself
    hierarchy.certify_leaves();
    CHECK(hierarchy.outcome_of(Check::authentication_certificate) == "failed: untrusted_issuer");
    // One CA below another: a real chain, but not one of the card's.
    const auto second = certify("Second CA", authority, &hierarchy.root);
    hierarchy.ca = certify("CA", authority, &second);
    hierarchy.certify_leaves();
    CHECK(hierarchy.outcome_of(Check::authentication_certificate) == "failed: untrusted_issuer");
}

TEST_CASE("each of the holder's certificates is for its own purpose", "[identity][forgery]")
{
    Hierarchy hierarchy;
    std::swap(hierarchy.login, hierarchy.signature);
    CHECK(hierarchy.outcome_of(Check::authentication_certificate) == "failed: wrong_key_usage");
    CHECK(hierarchy.outcome_of(Check::signature_certificate) == "failed: wrong_key_usage");
    hierarchy.login = certify("Login", "", &hierarchy.ca);
    CHECK(hierarchy.outcome_of(Check::authentication_certificate) == "failed: wrong_key_usage");
}

TEST_CASE("missing links are told apart from broken ones", "[identity][forgery]")
{
    Hierarchy hierarchy;
    const auto ca = hierarchy.ca.certificate;
    hierarchy.ca.certificate.clear();
    CHECK(hierarchy.outcome_of(Check::authentication_certificate) == "not_checked: no_key");
    hierarchy.ca.certificate.assign(2500, 0);
    CHECK(hierarchy.outcome_of(Check::authentication_certificate) == "failed: no_key");
    hierarchy.ca.certificate = ca;
    hierarchy.ca.certificate.pop_back();
    CHECK(hierarchy.outcome_of(Check::authentication_certificate) == "failed: no_key");
    hierarchy.login.certificate.pop_back();
    CHECK(hierarchy.outcome_of(Check::authentication_certificate) == "failed: malformed");
}

TEST_CASE("the hash of a certificate's signature is its own affair, SHA-1 is told",
          "[identity][forgery]")
{
    Hierarchy hierarchy;
    const auto* const hash = GENERATE("SHA224", "SHA256", "SHA384", "SHA512", "SHA1");
    hierarchy.national_register =
        certify("Test RRN", register_use, &hierarchy.root, ec_key(), hash);
    hierarchy.login = certify("Login", login_use, &hierarchy.ca, ec_key(), hash);
    const auto verification = hierarchy.verify();
    CAPTURE(hash);
    CHECK(verification.authentic());
    CHECK(verification.relies_on_sha1() == (std::string{hash} == "SHA1"));
    CHECK(verification.result(Check::authentication_certificate).used_sha1 ==
          (std::string{hash} == "SHA1"));
    CHECK_FALSE(verification.result(Check::signature_certificate).used_sha1);
}

TEST_CASE("an identity file that is none is not authentic, even if it is signed",
          "[identity][forgery]")
{
    Hierarchy hierarchy;
    hierarchy.identity = crypto::hex("07 FF");
    CHECK(hierarchy.outcome_of(Check::identity_signature) == "failed: malformed");
    CHECK_FALSE(hierarchy.verify().authentic());
}

TEST_CASE("a card that shows one person and signs as another is told", "[identity][forgery]")
{
    // All certificates are genuine, and so is the identity: they are of two cards.
    struct Case {
        std::vector<std::string> serial_numbers;
        const char* outcome;
    };
    const auto each =
        GENERATE(values<Case>({{{}, "passed"}, // names nobody
                               {{"12345678901"}, "passed"},
                               {{"SPECIMEN", "12345678901"}, "passed"},
                               {{"SPECIMEN"}, "passed"},
                               {{"12345678902"}, "failed: other_holder"},
                               {{"SPECIMEN", "12345678902"}, "failed: other_holder"}}));
    CAPTURE(each.serial_numbers);
    Hierarchy hierarchy;
    hierarchy.identity = record(0x06, "12345678901");
    hierarchy.identity += record(0x07, "SPECIMEN");
    hierarchy.login =
        certify("Login", login_use, &hierarchy.ca, ec_key(), "SHA384", each.serial_numbers);
    CHECK(hierarchy.outcome_of(Check::authentication_certificate) == each.outcome);
    CHECK(hierarchy.verify().authentic() == (std::string{each.outcome} == "passed"));
    hierarchy.identity = record(0x07, "SPECIMEN"); // names nobody
    CHECK(hierarchy.outcome_of(Check::authentication_certificate) == "passed");
}

TEST_CASE("a national number that is written in another way is the holder's", "[identity][forgery]")
{
    struct Case {
        const char* number;
        const char* outcome;
    };
    const auto each = GENERATE(values<Case>({{"123456-789-01", "passed"},
                                             {"123456-789-02", "failed: other_holder"},
                                             {"1234567890123", "passed"}})); // a test card's
    CAPTURE(each.number);
    Hierarchy hierarchy;
    hierarchy.identity = record(0x06, each.number);
    hierarchy.login =
        certify("Login", login_use, &hierarchy.ca, ec_key(), "SHA384", {"12345678901"});
    CHECK(hierarchy.outcome_of(Check::authentication_certificate) == each.outcome);
}

TEST_CASE("a root on the card that is no authority is told", "[identity][forgery]")
{
    Hierarchy hierarchy;
    hierarchy.root.certificate = certify("Root", "", nullptr, hierarchy.root.key).certificate;
    CHECK(hierarchy.outcome_of(Check::root_certificate) == "failed: issuer_not_authority");
    hierarchy.root.certificate.assign(2000, 0);
    CHECK(hierarchy.outcome_of(Check::root_certificate) == "absent: not_on_card");
}

TEST_CASE("a test root that is no key is the caller's mistake", "[identity][forgery]")
{
    const std::vector<Bytes> roots{crypto::hex("3000")};
    CHECK(crypto::error_of(identity::verify(shared_context(), {}, now(), roots)) ==
          Errc::malformed);
}
