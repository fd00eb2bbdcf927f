// SPDX-License-Identifier: Apache-2.0
#include "card_facts.hpp"
#include "commands.hpp"
#include "text.hpp"

namespace openbeid::cli {

namespace {

constexpr std::array holders_certificates{CertificateId::authentication, CertificateId::signature};

/// One reader and what is in it.
struct ReaderStatus {
    std::string reader{};
    std::optional<Error> problem{}; ///< no eID could be opened
    std::string applet{};
    std::optional<PinStatus> pin{};
    std::string advice{}; ///< of a blocked PIN
    /// Those of holders_certificates, unless there is a problem. One that is damaged is no reason
    /// to keep quiet about the rest of the card.
    std::vector<Result<std::optional<Certificate>>> certificates{};
};

ReaderStatus look_at(const Options& options, const Readers& readers, const Reader& reader)
{
    ReaderStatus status{.reader = reader.name};
    auto card = open_card_in(options, readers, reader);
    if (!card) {
        status.problem = card.error();
        return status;
    }
    status.applet = applet_version(card->info());
    const auto pin = card->pin_status();
    if (!pin) {
        status.problem = pin.error();
        return status;
    }
    status.pin = *pin;
    if (pin->exists && pin->tries_left == std::uint8_t{0}) {
        status.advice = unblocking_advice(card->info());
    }
    for (const auto id : holders_certificates) {
        auto certificate = card->certificate(id);
        if (!certificate && certificate.error().code != Errc::malformed) {
            status.problem = certificate.error();
            return status;
        }
        status.certificates.push_back(std::move(certificate));
    }
    return status;
}

bool usable(const Result<std::optional<Certificate>>& certificate)
{
    return certificate && *certificate && validity_of(**certificate, now()).period == Period::valid;
}

bool damaged(const ReaderStatus& status)
{
    return std::ranges::any_of(status.certificates, [](const auto& each) { return !each; });
}

/// What the holder can do with the card.
struct Abilities {
    bool pin{false}; ///< it is usable; nothing can be done without
    bool log_in{false};
    bool sign{false};
};

Abilities abilities_of(const ReaderStatus& status)
{
    const bool pin = status.pin && status.pin->exists && status.pin->tries_left != std::uint8_t{0};
    return {.pin = pin,
            .log_in = pin && usable(status.certificates.front()),
            .sign = pin && usable(status.certificates.back())};
}

std::string abilities_text(const Abilities& can)
{
    if (!can.pin) {
        return translate("This card can't log in or sign as long as its PIN is not usable.");
    }
    if (can.log_in && can.sign) {
        return translate("This card can log in and sign.");
    }
    if (can.log_in) {
        return translate("This card can log in. It can't sign.");
    }
    return can.sign ? translate("This card can sign. It can't log in.")
                    : translate("This card can't log in or sign.");
}

/// Cards of applet 1.1 and older tell it only after a wrong PIN.
bool may_be_blocked(const ReaderStatus& status)
{
    return status.pin && !status.pin->tries_left && !status.pin->verified;
}

std::string certificate_text(const Result<std::optional<Certificate>>& certificate)
{
    if (!certificate) {
        return sentence_of(certificate.error());
    }
    return *certificate ? validity_text(**certificate) : translate("not on this card");
}

Json certificate_json(const Result<std::optional<Certificate>>& certificate)
{
    if (!certificate) {
        return {{"error", name_of(certificate.error().code)}};
    }
    return *certificate ? validity_json(**certificate) : Json{};
}

void print(const ReaderStatus& status)
{
    print_field(translate("Reader"), printable(status.reader));
    if (status.problem) {
        print_field(translate("Card"), sentence_of(*status.problem));
        return;
    }
    print_field(
        translate("Card"),
        fill(translate("Belgian identity card, applet {version}"), {{"version", status.applet}}));
    print_field(translate("PIN"), pin_text(*status.pin));
    if (!status.advice.empty()) {
        print_line(status.advice);
    }
    for (std::size_t i = 0; i < holders_certificates.size(); ++i) {
        print_field(title_of(holders_certificates.at(i)),
                    certificate_text(status.certificates.at(i)));
    }
    const auto can = abilities_of(status);
    auto text = abilities_text(can);
    if ((can.log_in || can.sign) && may_be_blocked(status)) {
        text +=
            " " + translate("That holds unless its PIN is blocked, which this card does not tell.");
    }
    print_line(text);
}

Json to_json(const ReaderStatus& status)
{
    Json data{{"reader", status.reader}, {"card", "eid"}};
    if (status.problem) {
        data["card"] = name_of(status.problem->code);
        return data;
    }
    data["applet_version"] = status.applet;
    data["pin"] = pin_json(*status.pin);
    for (std::size_t i = 0; i < holders_certificates.size(); ++i) {
        data["certificates"][key_of(holders_certificates.at(i))] =
            certificate_json(status.certificates.at(i));
    }
    const auto can = abilities_of(status);
    data["can_log_in"] = can.log_in;
    data["can_sign"] = can.sign;
    return data;
}

} // namespace

Ending run_status(const Options& options)
{
    if (options.wait) {
        // Its card is closed again at once: the status is of all readers.
        const auto waited = open_card(options);
        if (const auto* const failure = std::get_if<Failure>(&waited)) {
            return *failure;
        }
    }
    const auto readers = Readers::open();
    if (!readers) {
        return failure_of(readers.error());
    }
    const auto list = readers->list();
    if (!list) {
        return failure_of(list.error());
    }
    const auto meant = matching_readers(options, *list);
    if (meant.empty()) {
        if (!list->empty()) {
            return unknown_reader(options.reader);
        }
        return failure_of({.code = Errc::no_reader, .where = "status"});
    }
    bool found = false;
    bool any_damage = false;
    std::optional<Error> problem;
    Json data = Json::array();
    for (const auto& reader : meant) {
        const auto status = look_at(options, *readers, reader);
        found = found || !status.problem;
        any_damage = any_damage || damaged(status);
        // Of several readers, the one with a card in it has more to tell than an empty one.
        if (status.problem && (!problem || problem->code == Errc::no_card)) {
            problem = status.problem;
        }
        data.push_back(to_json(status));
        if (!options.json) {
            print(status);
        }
    }
    if (options.json) {
        print_json({{"readers", std::move(data)}});
    }
    if (found || !problem) {
        return any_damage ? ExitCode::failed : ExitCode::done;
    }
    const auto failure = failure_of(*problem);
    print_note(options, failure.next);
    return failure.exit;
}

} // namespace openbeid::cli
