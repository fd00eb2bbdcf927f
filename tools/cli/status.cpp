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
    std::array<std::optional<Certificate>, holders_certificates.size()> certificates{};
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
    for (std::size_t i = 0; i < holders_certificates.size(); ++i) {
        auto certificate = card->certificate(holders_certificates.at(i));
        if (!certificate) {
            status.problem = certificate.error();
            return status;
        }
        status.certificates.at(i) = *std::move(certificate);
    }
    return status;
}

bool usable(const std::optional<Certificate>& certificate)
{
    return certificate && validity_of(*certificate, now()).period == Period::valid;
}

/// What the holder can do with the card, in plain words.
std::string abilities(const ReaderStatus& status)
{
    const bool pin = status.pin && status.pin->exists && status.pin->tries_left != std::uint8_t{0};
    if (!pin) {
        return translate("This card can't log in or sign as long as its PIN is not usable.");
    }
    const bool logs_in = usable(status.certificates.front());
    const bool signs = usable(status.certificates.back());
    if (logs_in && signs) {
        return translate("This card can log in and sign.");
    }
    if (logs_in) {
        return translate("This card can log in. It can't sign.");
    }
    return signs ? translate("This card can sign. It can't log in.")
                 : translate("This card can't log in or sign.");
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
        const auto& certificate = status.certificates.at(i);
        print_field(title_of(holders_certificates.at(i)),
                    certificate ? validity_text(*certificate) : translate("not on this card"));
    }
    print_line(abilities(status));
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
        const auto& certificate = status.certificates.at(i);
        data["certificates"][key_of(holders_certificates.at(i))] =
            certificate ? validity_json(*certificate) : Json{};
    }
    data["can_log_in"] = usable(status.certificates.front());
    data["can_sign"] = usable(status.certificates.back());
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
    std::optional<Error> problem;
    Json data = Json::array();
    for (const auto& reader : meant) {
        const auto status = look_at(options, *readers, reader);
        found = found || !status.problem;
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
        return ExitCode::done;
    }
    const auto failure = failure_of(*problem);
    print_note(options, failure.next);
    return failure.exit;
}

} // namespace openbeid::cli
