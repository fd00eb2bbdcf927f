// SPDX-License-Identifier: Apache-2.0
#include "card_facts.hpp"
#include "commands.hpp"
#include "interrupt.hpp"
#include "text.hpp"
#include "verdict.hpp"

namespace openbeid::cli {

namespace {

constexpr std::array certificate_checks{Check::authentication_certificate,
                                        Check::signature_certificate,
                                        Check::root_certificate,
                                        Check::national_register_certificate};

struct Judged {
    Check check;
    Dated dated;
};
constexpr std::array holders_certificates{
    Judged{Check::authentication_certificate, Dated::authentication_certificate},
    Judged{Check::signature_certificate, Dated::signature_certificate}};

/// Whether each certificate of the holder is signed as it must be, and in its time.
struct Judgement {
    bool trusted{true};
    bool in_time{true};
    bool any{false};
    bool test_root{false};
};

Judgement judge(const Verification& verification)
{
    Judgement judgement;
    for (const auto check : certificate_checks) {
        const auto& result = verification.result(check);
        judgement.trusted = judgement.trusted && result.outcome != Outcome::failed;
        judgement.test_root = judgement.test_root || result.anchor == TrustAnchor::test_root;
    }
    for (const auto& [check, dated] : holders_certificates) {
        if (verification.result(check).outcome == Outcome::passed) {
            judgement.any = true;
            judgement.in_time =
                judgement.in_time && verification.validity(dated) == Validity::valid;
        }
    }
    return judgement;
}

std::string verdict_of(const Judgement& judgement)
{
    if (!judgement.trusted) {
        return translate("NOT TRUSTED: a certificate is not what it should be");
    }
    if (!judgement.any) {
        return translate("NOTHING TO TRUST: this card has no certificate of its holder");
    }
    if (!judgement.in_time) {
        return translate("OUT OF TIME: signed as it should be, but expired or not yet valid");
    }
    if (judgement.test_root) {
        return translate(
            "TRUSTED FOR A TEST CARD ONLY: the test root that you gave signed it. This "
            "proves nothing about a real card.");
    }
    return translate("TRUSTED: signed by a root of Belgium, and in their time. Whether they were "
                     "revoked was not asked.");
}

std::string validity_name(Validity validity)
{
    switch (validity) {
    case Validity::valid: return translate("in its time");
    case Validity::not_yet_valid: return translate("NOT YET VALID");
    case Validity::expired: return translate("EXPIRED");
    case Validity::unknown: return translate("its dates can't be read");
    }
    return {};
}

void print(const Verification& verification, const Judgement& judgement)
{
    print_line(verdict_of(judgement));
    print_line();
    for (const auto check : certificate_checks) {
        auto text = outcome_text(verification.result(check));
        for (const auto& [holders, dated] : holders_certificates) {
            const auto validity = verification.validity(dated);
            if (holders == check && validity) {
                text += ", " + validity_name(*validity);
            }
        }
        print_field(subject_of(check), text);
    }
}

Json to_json(const Verification& verification, const Judgement& judgement, bool good)
{
    Json checks = Json::array();
    for (const auto check : certificate_checks) {
        auto entry = check_json(verification.result(check));
        for (const auto& [holders, dated] : holders_certificates) {
            const auto validity = verification.validity(dated);
            if (holders == check && validity) {
                entry["validity"] = name_of(*validity);
            }
        }
        checks.push_back(std::move(entry));
    }
    return {{"trusted", good},
            {"signed", judgement.trusted && judgement.any},
            {"in_time", judgement.in_time},
            {"test_root", judgement.test_root},
            {"revocation_checked", false},
            {"checks", std::move(checks)}};
}

} // namespace

Ending run_certificates_verify(const Options& options, OpenedCard& opened)
{
    const IdentityOptions what{
        .address = false, .photo = false, .certificates = true, .test_roots = options.test_roots};
    const SignalsNoted signals;
    const auto document = opened.card.read_identity(
        what, [](const Progress& /*progress*/) { return !SignalsNoted::any(); });
    if (!document) {
        return failure_of(document.error());
    }
    const auto judgement = judge(document->verification);
    const bool good = judgement.trusted && judgement.any && judgement.in_time;
    if (options.json) {
        print_json(to_json(document->verification, judgement, good));
    } else {
        print(document->verification, judgement);
    }
    return good ? ExitCode::done : ExitCode::not_trusted;
}

} // namespace openbeid::cli
