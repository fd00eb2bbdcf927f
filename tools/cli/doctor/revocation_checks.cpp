// SPDX-License-Identifier: Apache-2.0
#include "card_facts.hpp"
#include "doctor/checks.hpp"
#include "doctor/probe.hpp"
#include "revocation/revocation.hpp"
#include "text.hpp"

#include <openbeid/reader.hpp>

namespace openbeid::cli {

namespace {

using namespace std::chrono_literals;

/// What questions_of() says, for another process.
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
    Json questions = Json::array();
    for (const auto& each : questions_of(*card, document->verification)) {
        questions.push_back({{"id", cli::key_of(each.id)},
                             {"certificate", each.certificate},
                             {"issuer", each.issuer}});
    }
    return questions;
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

/// {"code", "evidence"} of each certificate that is not in order; one that says so if all are.
Json ask_issuers(const Json& questions)
{
    Json answers = Json::array();
    for (const auto& result : ask(questions_from(questions))) {
        if (result.answer.status != Revocation::good) {
            answers.push_back({{"code", code_of(result.answer.status)},
                               {"evidence", title_of(result.id) + ": " + revocation_text(result)}});
        }
    }
    if (answers.empty()) {
        answers.push_back({{"code", code_of(Revocation::good)}, {"evidence", ""}});
    }
    return answers;
}

} // namespace

void check_revocation(const Options& options, const std::string& reader, Findings& findings)
{
    const auto questions = probe([&] { return find_questions(options, reader); }, 10s);
    if (!questions || questions->empty()) {
        findings.add(code_of(Revocation::not_asked),
                     translate("no certificate is trusted and in its time"));
        return;
    }
    const auto answers = probe([&] { return ask_issuers(*questions); }, 10s);
    if (!answers) {
        findings.add(code_of(Revocation::unreachable), translate("no answer in time"));
        return;
    }
    for (const auto& answer : *answers) {
        const auto code = answer.at("code").get<std::string>();
        findings.add(code, answer.at("evidence").get<std::string>());
        if (code == code_of(Revocation::revoked) || code == code_of(Revocation::unknown)) {
            findings.judge(CardVerdict::faulty);
        }
    }
}

} // namespace openbeid::cli
