// SPDX-License-Identifier: Apache-2.0
#include "card_facts.hpp"
#include "doctor/checks.hpp"
#include "doctor/probe.hpp"
#include "revocation/revocation.hpp"
#include "text.hpp"
#include "verdict.hpp"

#include <openbeid/reader.hpp>

#include <algorithm>
#include <array>

namespace openbeid::cli {

namespace {

using namespace std::chrono_literals;

struct OfHolder {
    CertificateId id;
    Check check;
};
constexpr std::array of_holder{
    OfHolder{CertificateId::authentication, Check::authentication_certificate},
    OfHolder{CertificateId::signature, Check::signature_certificate}};

Json find_untrusted(const Verification& verification)
{
    Json found = Json::object();
    for (const auto& [id, check] : of_holder) {
        const auto& result = verification.result(check);
        if (result.outcome == Outcome::failed) {
            found[cli::key_of(id)] = outcome_text(result);
        }
    }
    return found;
}

struct AboveHolder {
    Dated dated;
    const char* key;
};
constexpr std::array above_holder{AboveHolder{Dated::ca_certificate, "ca"},
                                  AboveHolder{Dated::trust_anchor, "anchor"}};

std::string title_of_dated(Dated dated)
{
    return dated == Dated::ca_certificate ? title_of(CertificateId::ca)
                                          : translate("Root certificate at the end of the chain");
}

/// {"ca": a validity, …}, of those above the holder's certificates that are not valid.
Json find_out_of_time(const Verification& verification)
{
    Json found = Json::object();
    for (const auto& [dated, key] : above_holder) {
        const auto validity = verification.validity(dated);
        if (validity && *validity != Validity::valid) {
            found[key] = name_of(*validity);
        }
    }
    return found;
}

/// For another process: {"questions": what questions_of() says, "untrusted": of the holder's
/// certificates why they are not trusted, "out_of_time": of those above}. Null if the card can't be
/// read.
Json find_questions(const Options& options, const std::string& reader)
{
    const auto readers = Readers::open();
    if (!readers) {
        return {};
    }
    auto card = readers->open_card(reader);
    if (!card) {
        return {};
    }
    const IdentityOptions what{
        .address = false, .photo = false, .certificates = true, .test_roots = options.test_roots};
    const auto document = card->read_identity(what);
    if (!document) {
        return {};
    }
    auto out_of_time = find_out_of_time(document->verification);
    Json questions = Json::array();
    // What an issuer signs that is not in its time proves nothing, so it is not asked.
    const auto asked =
        out_of_time.empty() ? questions_of(*card, document->verification) : std::vector<Question>{};
    for (const auto& each : asked) {
        questions.push_back({{"id", cli::key_of(each.id)},
                             {"certificate", each.certificate},
                             {"issuer", each.issuer}});
    }
    return {{"questions", std::move(questions)},
            {"untrusted", find_untrusted(document->verification)},
            {"out_of_time", std::move(out_of_time)}};
}

std::vector<Question> questions_from(const Json& data)
{
    std::vector<Question> questions;
    for (const auto& each : data) {
        questions.push_back({*certificate_of(each.at("id").get<std::string>()),
                             each.at("certificate").get<Bytes>(),
                             each.at("issuer").get<Bytes>()});
    }
    return questions;
}

const char* code_of(Revocation status)
{
    switch (status) {
    case Revocation::good: return "certificates-not-revoked";
    case Revocation::not_asked:
    case Revocation::unreachable: return "revocation-not-told";
    case Revocation::not_trustworthy: return "revocation-not-trustworthy";
    case Revocation::unknown: return "certificate-unknown";
    case Revocation::revoked: return "certificate-revoked";
    }
    return "";
}

/// Those above the holder's certificates end later than these, on a card that is in order.
void check_times(const Json& out_of_time, Findings& findings)
{
    for (const auto& [dated, key] : above_holder) {
        if (!out_of_time.contains(key)) {
            continue;
        }
        const auto title = title_of_dated(dated);
        if (out_of_time.at(key) == name_of(Validity::not_yet_valid)) {
            findings.add("certificate-not-yet-valid", title); // the clock's fault
            continue;
        }
        const bool expired = out_of_time.at(key) == name_of(Validity::expired);
        findings.add(expired ? "certificate-expired" : "certificate-damaged", title);
        findings.judge(CardVerdict::faulty);
    }
}

/// What is said of the holder's certificates that nobody is asked about. True if there is none.
bool check_asked(const Json& certificates,
                 const Json& untrusted,
                 const std::vector<Question>& questions,
                 Findings& findings)
{
    bool all = true;
    for (const auto& one : of_holder) {
        const auto* const key = cli::key_of(one.id);
        const bool asked =
            std::any_of(questions.begin(), questions.end(), [&](const Question& question) {
                return question.id == one.id;
            });
        const auto& certificate = certificates.at(key);
        if (asked || certificate.is_null()) {
            continue;
        }
        all = false;
        const auto title = title_of(one.id);
        if (untrusted.contains(key) && !certificate.contains("damaged")) { // that is told already
            findings.add("certificate-untrusted",
                         title + ": " + untrusted.at(key).get<std::string>());
            findings.judge(CardVerdict::faulty);
        }
        findings.add("revocation-not-asked", title);
    }
    return all;
}

/// Not in a process of its own, as other checks that may take long: each question has its limits
/// (web.hpp), and what one issuer says counts, however long another one is silent. True if all are
/// in order.
bool ask_issuers(const std::vector<Question>& questions, Findings& findings)
{
    bool good = true;
    for (const auto& result : ask(questions)) {
        const auto status = result.answer.status;
        if (status == Revocation::good) {
            continue;
        }
        good = false;
        findings.add(code_of(status), title_of(result.id) + ": " + revocation_text(result));
        if (status == Revocation::revoked || status == Revocation::unknown) {
            findings.judge(CardVerdict::faulty);
        }
    }
    return good;
}

} // namespace

void check_revocation(const Options& options, const Json& reader, Findings& findings)
{
    const auto name = reader.at("name").get<std::string>();
    const auto read = probe([&] { return find_questions(options, name); }, 30s);
    if (!read || read->is_null()) {
        findings.add("revocation-card-unread");
        return;
    }
    check_times(read->at("out_of_time"), findings);
    const auto questions = questions_from(read->at("questions"));
    const bool all =
        check_asked(reader.at("certificates"), read->at("untrusted"), questions, findings);
    if (ask_issuers(questions, findings) && all) {
        findings.add(questions.empty() ? "revocation-not-asked" : code_of(Revocation::good));
    }
}

} // namespace openbeid::cli
