// SPDX-License-Identifier: Apache-2.0
#include "card_facts.hpp"
#include "revocation/revocation.hpp"
#include "text.hpp"

#include <openssl/ocsp.h>

namespace openbeid::cli {

namespace {

const char* key_of_doubt(Doubt doubt)
{
    switch (doubt) {
    case Doubt::none: return "";
    case Doubt::no_address: return "no_address";
    case Doubt::no_answer: return "no_answer";
    case Doubt::refused: return "refused";
    case Doubt::malformed: return "malformed";
    case Doubt::too_long: return "too_long";
    case Doubt::wrong_signer: return "wrong_signer";
    case Doubt::wrong_signature: return "wrong_signature";
    case Doubt::other_certificate: return "other_certificate";
    case Doubt::wrong_nonce: return "wrong_nonce";
    case Doubt::not_current: return "not_current";
    }
    return "";
}

std::string doubt_text(Doubt doubt)
{
    switch (doubt) {
    case Doubt::none: return {};
    case Doubt::no_address: return translate("nobody is named who could be asked");
    case Doubt::no_answer: return translate("no answer in time");
    case Doubt::refused: return translate("an error came instead of an answer");
    case Doubt::malformed: return translate("it breaks its own format");
    case Doubt::too_long: return translate("it does not end");
    case Doubt::wrong_signer: return translate("somebody signed it who may not");
    case Doubt::wrong_signature: return translate("its signature is wrong");
    case Doubt::other_certificate: return translate("it is about other certificates");
    case Doubt::wrong_nonce: return translate("it answers another question");
    case Doubt::not_current:
        return translate("it is out of date, or the clock of this computer is wrong");
    }
    return {};
}

/// RFC 5280, 5.3.1
std::string reason_text(int reason)
{
    switch (reason) {
    case -1:
    case OCSP_REVOKED_STATUS_UNSPECIFIED: return translate("no reason is given");
    case OCSP_REVOKED_STATUS_KEYCOMPROMISE: return translate("somebody else may have the key");
    case OCSP_REVOKED_STATUS_CACOMPROMISE:
        return translate("somebody else may have its issuer's key");
    case OCSP_REVOKED_STATUS_AFFILIATIONCHANGED: return translate("the data of its holder changed");
    case OCSP_REVOKED_STATUS_SUPERSEDED: return translate("another one has replaced it");
    case OCSP_REVOKED_STATUS_CESSATIONOFOPERATION: return translate("it is not needed any more");
    case OCSP_REVOKED_STATUS_CERTIFICATEHOLD:
        return translate("it is only suspended, which its issuer can undo");
    default: return ::OCSP_crl_reason_str(reason);
    }
}

const char* source_of(const RevocationResult& result)
{
    return result.by_list ? "CRL" : "OCSP";
}

Json time_json(const std::optional<std::chrono::sys_seconds>& time)
{
    return time ? Json(iso_time(*time)) : Json{};
}

} // namespace

const char* key_of(Revocation status) noexcept
{
    switch (status) {
    case Revocation::good: return "good";
    case Revocation::not_asked: return "not_asked";
    case Revocation::unreachable: return "unreachable";
    case Revocation::not_trustworthy: return "not_trustworthy";
    case Revocation::unknown: return "unknown";
    case Revocation::revoked: return "revoked";
    }
    return "";
}

std::string revocation_text(const RevocationResult& result)
{
    const auto& answer = result.answer;
    const auto as_of = answer.as_of ? iso_time(*answer.as_of) : std::string{};
    const auto date = answer.revoked_at ? iso_date(*answer.revoked_at) : std::string{"?"};
    const auto with = [&](const char* text) {
        return fill(translate(text),
                    {{"source", source_of(result)},
                     {"time", as_of},
                     {"date", date},
                     {"why", reason_text(answer.reason)},
                     {"reason", doubt_text(answer.doubt)}});
    };
    switch (answer.status) {
    case Revocation::good: return with(mark("not revoked ({source}, as of {time})"));
    case Revocation::not_asked: return with(mark("NOT ASKED: {reason}"));
    case Revocation::unreachable: return with(mark("COULD NOT BE ASKED ({source}): {reason}"));
    case Revocation::not_trustworthy:
        return with(mark("AN ANSWER THAT PROVES NOTHING ({source}): {reason}"));
    case Revocation::unknown: return with(mark("UNKNOWN TO ITS ISSUER ({source}, as of {time})"));
    case Revocation::revoked:
        return with(mark("REVOKED on {date}: {why} ({source}, as of {time})"));
    }
    return {};
}

Json revocation_json(const RevocationResult& result)
{
    const auto& answer = result.answer;
    const bool answered = answer.doubt == Doubt::none;
    const bool revoked = answer.status == Revocation::revoked;
    const auto doubt = [](Doubt each) { return each == Doubt::none ? Json{} : key_of_doubt(each); };
    return {{"certificate", key_of(result.id)},
            {"status", key_of(answer.status)},
            {"doubt", doubt(answer.doubt)},
            {"source",
             answer.doubt == Doubt::no_address ? Json{}
             : result.by_list                  ? "crl"
                                               : "ocsp"},
            {"as_of", time_json(answer.as_of)},
            {"nonce", answered && !result.by_list ? Json(answer.nonce) : Json{}},
            {"ocsp_doubt", doubt(result.ocsp_doubt.value_or(Doubt::none))},
            {"revoked_at", time_json(answer.revoked_at)},
            {"reason",
             revoked && answer.reason >= 0 ? Json(::OCSP_crl_reason_str(answer.reason)) : Json{}}};
}

} // namespace openbeid::cli
