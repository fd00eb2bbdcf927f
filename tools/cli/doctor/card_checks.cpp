// SPDX-License-Identifier: Apache-2.0
#include "card_facts.hpp"
#include "card_selection.hpp"
#include "doctor/checks.hpp"
#include "text.hpp"

namespace openbeid::cli {

namespace {

constexpr std::array looked_at_certificates{CertificateId::authentication,
                                            CertificateId::signature};
constexpr long soon = 60; // days

/// {"state", "not_after", "days_left"}, or {"damaged"}; null if the card has none.
Json look_at(Card& card, CertificateId id)
{
    const auto certificate = card.certificate(id);
    if (!certificate && certificate.error().code == Errc::malformed) {
        return {{"damaged", true}};
    }
    if (!certificate) {
        return {{"error", name_of(certificate.error().code)}};
    }
    return *certificate ? validity_json(**certificate) : Json{};
}

Json look_at(const Readers& readers, const Reader& reader)
{
    Json data{{"name", reader.name}};
    auto card = readers.open_card(reader.name);
    if (!card) {
        data["error"] = name_of(card.error().code);
        return data;
    }
    const auto pin = card->pin_status();
    if (!pin) {
        data["error"] = name_of(pin.error().code);
        return data;
    }
    Json certificates;
    for (const auto id : looked_at_certificates) {
        certificates[key_of(id)] = look_at(*card, id);
        if (certificates[key_of(id)].contains("error")) {
            data["error"] = certificates[key_of(id)]["error"];
            return data;
        }
    }
    data["applet"] = applet_version(card->info());
    data["old"] = card->info().applet_version < 0x17;
    data["pin"] = pin_json(*pin);
    data["advice"] = unblocking_advice(card->info());
    data["certificates"] = std::move(certificates);
    return data;
}

/// Empty: the code's own, where it need not be said which card is meant.
std::string step_of_pin_test(const Findings& findings)
{
    return findings.reader().empty()
               ? std::string{}
               : fill(translate("If a login fails, run: openbeid pin test --reader \"{reader}\". A "
                                "wrong PIN costs a try."),
                      {{"reader", printable(findings.reader())}});
}

CardVerdict check_pin(const Json& reader, Findings& findings)
{
    const auto& pin = reader.at("pin");
    if (!pin.at("exists").get<bool>()) {
        findings.add("pin-not-activated");
        return CardVerdict::faulty;
    }
    const auto& tries = pin.at("tries_left");
    if (tries.is_null() && !pin.at("verified").get<bool>()) {
        findings.add("pin-tries-unknown", {}, step_of_pin_test(findings));
        return CardVerdict::pin_unknown;
    }
    if (tries.is_null() || tries >= 3) {
        findings.add("pin-usable");
        return CardVerdict::in_order;
    }
    const auto left = tries.get<long>();
    if (left == 0) {
        findings.add("pin-blocked", {}, reader.at("advice").get<std::string>());
        return CardVerdict::faulty;
    }
    const auto count = fill(translate_plural("{count} try is left", "{count} tries are left", left),
                            {{"count", std::to_string(left)}});
    findings.add(left == 1 ? "pin-last-try" : "pin-tries-lost", count);
    return CardVerdict::in_order;
}

/// True if nothing is wrong with it. A missing signature certificate is nothing wrong.
bool check_certificate(CertificateId id, const Json& certificate, Findings& findings)
{
    if (certificate.is_null()) {
        const bool needed = id == CertificateId::authentication;
        findings.add(needed ? "certificate-missing" : "signature-missing");
        return !needed;
    }
    const auto title = title_of(id);
    if (certificate.contains("damaged")) {
        findings.add("certificate-damaged", title);
        return false;
    }
    const auto state = certificate.at("state").get<std::string>();
    const auto end = certificate.at("not_after").get<std::string>().substr(0, 10);
    if (state == key_of(Period::expired)) {
        findings.add("certificate-expired", title + ", " + end);
        return false;
    }
    if (state == key_of(Period::not_yet_valid)) {
        findings.add("certificate-not-yet-valid",
                     title + ", " + certificate.at("not_before").get<std::string>().substr(0, 10));
        return true; // the clock's fault, not the card's
    }
    if (certificate.at("days_left").get<long>() < soon) {
        findings.add("certificate-expires-soon", title + ", " + end);
    }
    return true;
}

} // namespace

Json look_at_cards(const Options& options)
{
    const auto failed = [](const Error& error) {
        return Json{
            {"error",
             {{"code", name_of(error.code)}, {"pcsc", static_cast<std::uint32_t>(error.pcsc)}}}};
    };
    const auto readers = Readers::open();
    if (!readers) {
        return failed(readers.error());
    }
    const auto list = readers->list();
    if (!list) {
        return failed(list.error());
    }
    Json found = Json::array();
    for (const auto& reader : matching_readers(options, *list)) {
        found.push_back(look_at(*readers, reader));
    }
    return {{"readers", std::move(found)}, {"any", !list->empty()}};
}

void check_card(const Json& reader, Findings& findings)
{
    const auto name = reader.at("name").get<std::string>();
    findings.add("card-recognised",
                 name + ", " +
                     fill(translate("applet {version}"),
                          {{"version", reader.at("applet").get<std::string>()}}));
    if (reader.at("old").get<bool>()) {
        findings.add("card-old");
    }
    findings.judge(check_pin(reader, findings));
    if (!reader.at("pin").at("exists").get<bool>()) {
        return; // its certificates are not activated either
    }
    const auto before = findings.all().size();
    for (const auto id : looked_at_certificates) {
        if (!check_certificate(id, reader.at("certificates").at(key_of(id)), findings)) {
            findings.judge(CardVerdict::faulty);
        }
    }
    if (findings.all().size() == before) {
        findings.add("certificates-in-order");
    }
}

} // namespace openbeid::cli
