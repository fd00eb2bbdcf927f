// SPDX-License-Identifier: Apache-2.0
#include "card_facts.hpp"
#include "commands.hpp"
#include "interrupt.hpp"
#include "revocation/revocation.hpp"
#include "text.hpp"
#include "verdict.hpp"

namespace openbeid::cli {

namespace {

constexpr std::array certificate_checks{Check::authentication_certificate,
                                        Check::signature_certificate,
                                        Check::root_certificate,
                                        Check::national_register_certificate};

struct HoldersCertificate {
    CertificateId id;
    Check check;
    Dated dated;
};
constexpr std::array holders_certificates{HoldersCertificate{CertificateId::authentication,
                                                             Check::authentication_certificate,
                                                             Dated::authentication_certificate},
                                          HoldersCertificate{CertificateId::signature,
                                                             Check::signature_certificate,
                                                             Dated::signature_certificate}};

/// Whether each certificate is signed as it must be, and in its time.
struct Judgement {
    bool trusted{true};
    bool in_time{true};
    bool any{false};
    bool test_root{false};

    [[nodiscard]] bool good() const noexcept { return trusted && any && in_time; }
};

/// What the issuers say; nothing if they were not asked.
using Revocations = std::optional<std::vector<RevocationResult>>;

Revocation status_of(const Revocations& revocations)
{
    return revocations ? worst_of(*revocations) : Revocation::good;
}

/// Whether the issuer of each certificate of the holder told what became of it.
bool all_answered(const Verification& verification, const Revocations& revocations)
{
    const auto answered = [&](CertificateId id) {
        return std::ranges::any_of(*revocations, [&](const RevocationResult& result) {
            return result.id == id && result.answer.doubt == Doubt::none;
        });
    };
    bool any = false;
    for (const auto& each : holders_certificates) {
        if (verification.result(each.check).outcome != Outcome::absent) {
            any = true;
            if (!revocations || !answered(each.id)) {
                return false;
            }
        }
    }
    return any;
}

/// The times that a certificate depends on. That of the card is printed on it, and no
/// certificate's.
std::vector<ValidityResult> times_of(const Verification& verification)
{
    auto times = verification.validities();
    std::erase_if(times, [](const ValidityResult& each) { return each.what == Dated::card; });
    return times;
}

Judgement judge(const Verification& verification)
{
    Judgement judgement;
    for (const auto check : certificate_checks) {
        const auto& result = verification.result(check);
        judgement.trusted = judgement.trusted && result.outcome != Outcome::failed;
        judgement.test_root = judgement.test_root || result.anchor == TrustAnchor::test_root;
    }
    judgement.any = std::ranges::any_of(holders_certificates, [&](const auto& each) {
        return verification.result(each.check).outcome == Outcome::passed;
    });
    judgement.in_time = std::ranges::all_of(
        times_of(verification), [](const auto& each) { return each.validity == Validity::valid; });
    return judgement;
}

std::string verdict_of(Revocation revocation)
{
    switch (revocation) {
    case Revocation::good: break;
    case Revocation::not_asked:
    case Revocation::unreachable:
        return translate(
            "NOT SURE: signed as it should be, but whether it was revoked could not be "
            "asked");
    case Revocation::not_trustworthy:
        return translate("NOT TRUSTED: an answer about revocation proves nothing");
    case Revocation::unknown:
        return translate("NOT TRUSTED: its issuer does not know a certificate");
    case Revocation::revoked: return translate("REVOKED: the issuer withdrew a certificate");
    }
    return {};
}

std::string verdict_of(const Judgement& judgement, const Revocations& revocations)
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
    if (auto verdict = verdict_of(status_of(revocations)); !verdict.empty()) {
        return verdict;
    }
    if (judgement.test_root) {
        return translate(
            "TRUSTED FOR A TEST CARD ONLY: the test root that you gave signed it. This "
            "proves nothing about a real card.");
    }
    return revocations
               ? translate("TRUSTED: signed by a root of Belgium, in their time, and not revoked.")
               : translate("TRUSTED: signed by a root of Belgium, and in their time. Whether they "
                           "were revoked was not asked.");
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

/// Of what a check is about by itself; the chain above it has lines of its own.
std::optional<Validity> validity_of(const Verification& verification, Check check)
{
    if (check == Check::national_register_certificate) {
        return verification.validity(Dated::national_register_certificate);
    }
    for (const auto& each : holders_certificates) {
        if (each.check == check) {
            return verification.validity(each.dated);
        }
    }
    return std::nullopt;
}

void print_time(const std::string& label, std::optional<Validity> validity)
{
    print_field(label, validity ? validity_name(*validity) : std::string{});
}

void print(const Verification& verification,
           const Judgement& judgement,
           const Revocations& revocations)
{
    print_line(verdict_of(judgement, revocations));
    print_line();
    for (const auto check : certificate_checks) {
        auto text = outcome_text(verification.result(check));
        if (const auto validity = validity_of(verification, check)) {
            text += ", " + validity_name(*validity);
        }
        print_field(subject_of(check), text);
    }
    print_time(title_of(CertificateId::ca), verification.validity(Dated::ca_certificate));
    print_time(translate("Root certificate at the end of the chain"),
               verification.validity(Dated::trust_anchor));
    if (revocations && !revocations->empty()) {
        print_line();
        print_line(translate("What the issuers say"));
        for (const auto& result : *revocations) {
            print_field("  " + title_of(result.id), revocation_text(result));
        }
    }
}

Json to_json(const Verification& verification,
             const Judgement& judgement,
             const Revocations& revocations)
{
    Json checks = Json::array();
    for (const auto check : certificate_checks) {
        auto entry = check_json(verification.result(check));
        if (const auto validity = validity_of(verification, check)) {
            entry["validity"] = name_of(*validity);
        }
        checks.push_back(std::move(entry));
    }
    Json data{{"trusted", judgement.good() && status_of(revocations) == Revocation::good},
              {"signed", judgement.trusted && judgement.any},
              {"in_time", judgement.in_time},
              {"test_root", judgement.test_root},
              {"revocation_checked", all_answered(verification, revocations)},
              {"checks", std::move(checks)},
              {"validities", validities_json(times_of(verification))}};
    Json answers = Json::array();
    for (const auto& result : revocations.value_or(std::vector<RevocationResult>{})) {
        answers.push_back(revocation_json(result));
    }
    data["revocation"] = std::move(answers);
    return data;
}

/// That nobody could be asked is a failure; any answer but "good" is a check that failed.
ExitCode exit_code(const Judgement& judgement, const Revocations& revocations)
{
    switch (status_of(revocations)) {
    case Revocation::good: break;
    case Revocation::not_asked:
    case Revocation::unreachable:
        return judgement.good() ? ExitCode::failed : ExitCode::not_trusted;
    case Revocation::not_trustworthy:
    case Revocation::unknown:
    case Revocation::revoked: return ExitCode::not_trusted;
    }
    return judgement.good() ? ExitCode::done : ExitCode::not_trusted;
}

Result<Verification> read_certificates(const Options& options, Card& card)
{
    const IdentityOptions what{
        .address = false, .photo = false, .certificates = true, .test_roots = options.test_roots};
    const SignalsNoted signals;
    auto document =
        card.read_identity(what, [](const Progress& /*progress*/) { return !SignalsNoted::any(); });
    if (!document) {
        return document.error();
    }
    return std::move(document->verification);
}

} // namespace

Ending run_certificates_verify(const Options& options, OpenedCard& opened)
{
    const auto verification = read_certificates(options, opened.card);
    if (!verification) {
        return failure_of(verification.error());
    }
    const auto judgement = judge(*verification);
    Revocations revocations;
    if (options.ask_issuers) {
        print_note(options, translate("Asking the issuers of the certificates …"));
        revocations = ask(questions_of(opened.card, *verification));
    }
    if (options.json) {
        print_json(to_json(*verification, judgement, revocations));
    } else {
        print(*verification, judgement, revocations);
    }
    return exit_code(judgement, revocations);
}

} // namespace openbeid::cli
