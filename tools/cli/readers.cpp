// SPDX-License-Identifier: Apache-2.0
#include "commands.hpp"
#include "output.hpp"
#include "text.hpp"

namespace openbeid::cli {

namespace {

/// What is in a reader, as far as can be told without touching the card.
std::string state_text(const Reader& reader)
{
    if (!reader.card_present) {
        return translate("no card");
    }
    if (reader.unresponsive) {
        return translate("a card that gives no sign of life");
    }
    if (reader.exclusive) {
        return translate("a card that another program keeps to itself");
    }
    return reader.in_use ? translate("a card, in use") : translate("a card");
}

Json to_json(const Reader& reader, std::size_t number)
{
    return {{"number", number},
            {"name", reader.name},
            {"card_present", reader.card_present},
            {"unresponsive", reader.unresponsive},
            {"in_use", reader.in_use},
            {"exclusive", reader.exclusive},
            {"atr", hex(reader.atr)}};
}

} // namespace

Ending run_readers(const Options& options)
{
    const auto readers = Readers::open();
    if (!readers) {
        return failure_of(readers.error());
    }
    const auto list = readers->list();
    if (!list) {
        return failure_of(list.error());
    }
    if (list->empty()) {
        return failure_of({.code = Errc::no_reader, .where = "list readers"});
    }
    const auto meant = matching_readers(options, *list);
    if (meant.empty()) {
        return unknown_reader(options.reader);
    }
    const auto is_meant = [&](const Reader& reader) {
        return std::ranges::find(meant, reader.name, &Reader::name) != meant.end();
    };
    Json data = Json::array();
    for (std::size_t i = 0; i < list->size(); ++i) {
        const auto& reader = (*list)[i];
        if (!is_meant(reader)) {
            continue;
        }
        data.push_back(to_json(reader, i));
        if (!options.json) {
            print_field(std::to_string(i) + " " + printable(reader.name), state_text(reader));
        }
    }
    if (options.json) {
        print_json({{"readers", std::move(data)}});
    }
    return ExitCode::done;
}

} // namespace openbeid::cli
