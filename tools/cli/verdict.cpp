// SPDX-License-Identifier: Apache-2.0
#include "verdict.hpp"

#include "text.hpp"

namespace openbeid::cli {

namespace {

const char* english_subject(Check check)
{
    switch (check) {
    case Check::national_register_certificate: return mark("Certificate of the national register");
    case Check::identity_signature: return mark("Signature of the identity");
    case Check::address_signature: return mark("Signature of the address");
    case Check::photo_hash: return mark("Photo");
    case Check::chip_number: return mark("Number of the chip");
    case Check::basic_key_hash: return mark("Key of the chip");
    case Check::chip_proof: return mark("Proof by the chip");
    case Check::authentication_certificate: return mark("Certificate Authentication");
    case Check::signature_certificate: return mark("Certificate Signature");
    case Check::root_certificate: return mark("Root certificate on the card");
    }
    return "";
}

const char* english_reason(Reason reason)
{
    switch (reason) {
    case Reason::none: return "";
    case Reason::not_given: return mark("it was not read");
    case Reason::no_key:
        return mark("the certificate or key that it is checked with is missing or unusable");
    case Reason::not_on_card: return mark("the card does not have it");
    case Reason::refused: return mark("the card refuses to give it");
    case Reason::malformed: return mark("it breaks its own format");
    case Reason::mismatch: return mark("it belongs to other data");
    case Reason::unsigned_data: return mark("nothing on the card vouches for it");
    case Reason::unsupported_algorithm: return mark("its algorithm is not supported");
    case Reason::untrusted_issuer: return mark("no trusted root signed it");
    case Reason::issuer_not_authority: return mark("its issuer may not sign certificates");
    case Reason::wrong_issuer_name: return mark("it names another issuer");
    case Reason::wrong_subject_name: return mark("its name is not the national register's");
    case Reason::wrong_policy: return mark("its policy is not the national register's");
    case Reason::wrong_key_usage: return mark("its key is not meant for that");
    case Reason::acts_as_authority: return mark("it claims that it may sign certificates");
    case Reason::unknown_constraint:
        return mark("it has a critical extension that is not understood");
    case Reason::other_holder: return mark("it is a certificate of another person");
    }
    return "";
}

} // namespace

std::string subject_of(Check check)
{
    return translate(english_subject(check));
}

std::string outcome_text(const CheckResult& result)
{
    const auto reason = translate(english_reason(result.reason));
    switch (result.outcome) {
    case Outcome::passed: {
        auto text = translate("passed");
        if (result.used_sha1) {
            text += ", " + translate("with SHA-1, as on cards of before 2014");
        }
        if (result.anchor != TrustAnchor::none) {
            text += " (" + anchor_text(result.anchor) + ")";
        }
        return text;
    }
    case Outcome::failed: return fill(translate("FAILED: {reason}"), {{"reason", reason}});
    case Outcome::not_checked:
        return fill(translate("not checked: {reason}"), {{"reason", reason}});
    case Outcome::absent: return translate("not on this card");
    }
    return {};
}

std::string anchor_text(TrustAnchor anchor)
{
    switch (anchor) {
    case TrustAnchor::none: return {};
    case TrustAnchor::belgium_root_ca2: return "Belgium Root CA2";
    case TrustAnchor::belgium_root_ca3: return "Belgium Root CA3";
    case TrustAnchor::belgium_root_ca4: return "Belgium Root CA4";
    case TrustAnchor::belgium_root_ca6: return "Belgium Root CA6";
    case TrustAnchor::test_root: return translate("test root: proves nothing about a real card");
    }
    return {};
}

std::string verdict(const Verification& verification)
{
    if (!verification.authentic()) {
        const auto failure = verification.first_failure();
        if (!failure) {
            return translate("NOT AUTHENTIC: not everything could be checked");
        }
        return fill(translate("NOT AUTHENTIC: {subject}: {reason}"),
                    {{"subject", subject_of(*failure)},
                     {"reason", translate(english_reason(verification.result(*failure).reason))}});
    }
    if (verification.relies_on_test_root()) {
        return translate("AUTHENTIC FOR A TEST CARD ONLY: the test root that you gave signed it. "
                         "This proves nothing about a real card.");
    }
    return translate("AUTHENTIC: signed by the national register of Belgium, unchanged");
}

Json check_json(const CheckResult& result)
{
    return {{"check", name_of(result.check)},
            {"outcome", name_of(result.outcome)},
            {"reason", name_of(result.reason)},
            {"sha1", result.used_sha1},
            {"trust_anchor", name_of(result.anchor)}};
}

Json validities_json(const std::vector<ValidityResult>& validities)
{
    Json list = Json::array();
    for (const auto& each : validities) {
        list.push_back({{"what", name_of(each.what)}, {"validity", name_of(each.validity)}});
    }
    return list;
}

Json verification_json(const Verification& verification)
{
    Json checks = Json::array();
    for (const auto& result : verification.results()) {
        checks.push_back(check_json(result));
    }
    return {{"authentic", verification.authentic()},
            {"test_root", verification.relies_on_test_root()},
            {"relies_on_sha1", verification.relies_on_sha1()},
            {"checks", std::move(checks)},
            {"validities", validities_json(verification.validities())}};
}

} // namespace openbeid::cli
