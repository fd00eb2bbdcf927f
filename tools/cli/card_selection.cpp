// SPDX-License-Identifier: Apache-2.0
#include "card_selection.hpp"

#include "output.hpp"
#include "text.hpp"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace openbeid::cli {

namespace {

std::string lower_case(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char letter) {
        return static_cast<char>(std::tolower(letter));
    });
    return text;
}

/// Whether a card may still come.
bool worth_waiting(const Failure& failure)
{
    if (!failure.error) {
        return failure.exit == ExitCode::no_card; // no reader of that name
    }
    switch (failure.error->code) {
    case Errc::service_unavailable:
    case Errc::no_reader:
    case Errc::reader_busy:
    case Errc::no_card:
    case Errc::unresponsive_card:
    case Errc::card_removed:
    case Errc::not_recognized: return true;
    case Errc::card_reset:
    case Errc::io:
    case Errc::not_found:
    case Errc::not_activated:
    case Errc::malformed:
    case Errc::unexpected_status:
    case Errc::pin_incorrect:
    case Errc::pin_blocked:
    case Errc::pin_rejected_again:
    case Errc::pin_malformed:
    case Errc::not_logged_in:
    case Errc::prompt_missing:
    case Errc::prompt_no_screen:
    case Errc::prompt_no_pinentry:
    case Errc::prompt_failed:
    case Errc::prompt_crashed:
    case Errc::prompt_garbled:
    case Errc::prompt_timed_out:
    case Errc::cancelled:
    case Errc::unsupported:
    case Errc::bad_length:
    case Errc::signature_invalid:
    case Errc::out_of_memory:
    case Errc::crypto_failure: return false;
    }
    return false;
}

Failure several_cards(const std::vector<OpenedCard>& cards)
{
    std::string names;
    for (const auto& each : cards) {
        names += (names.empty() ? "\"" : ", \"") + printable(each.reader) + '"';
    }
    return {.exit = ExitCode::usage,
            .code = "several_cards",
            .sentence = translate("There is more than one identity card."),
            .next = fill(translate("Choose one with --reader: {readers}."), {{"readers", names}})};
}

/// The eIDs of these readers, and the most telling reason if there is none: a card that could not
/// be opened says more than an empty reader.
struct Found {
    std::vector<OpenedCard> cards;
    Error reason{.code = Errc::no_reader, .where = "find a card"};
};

Found find_cards(const Options& options, const Readers& readers, const std::vector<Reader>& where)
{
    Found found;
    for (const auto& reader : where) {
        auto card = open_card_in(options, readers, reader);
        if (card) {
            found.cards.push_back({reader.name, *std::move(card)});
        } else if (found.reason.code == Errc::no_reader || found.reason.code == Errc::no_card) {
            found.reason = card.error();
        }
    }
    return found;
}

/// What one look finds.
std::variant<OpenedCard, Failure>
look(const Options& options, const Readers& readers, const Result<std::vector<Reader>>& list)
{
    if (!list) {
        return failure_of(list.error());
    }
    const auto meant = matching_readers(options, *list);
    auto found = find_cards(options, readers, meant);
    if (found.cards.size() > 1) {
        return several_cards(found.cards);
    }
    if (!found.cards.empty()) {
        return std::move(found.cards.front());
    }
    return meant.empty() && !list->empty() ? unknown_reader(options.reader)
                                           : failure_of(found.reason);
}

/// Says that another program keeps the card, if this object lives long.
class BusyNote {
public:
    explicit BusyNote(const Options& options)
        : thread_{[&options](const std::stop_token& stop) {
              std::mutex mutex;
              std::unique_lock lock{mutex};
              std::condition_variable_any nothing;
              nothing.wait_for(lock, stop, patience, [] { return false; });
              if (!stop.stop_requested()) {
                  const auto busy =
                      failure_of({.code = Errc::reader_busy, .where = "open the card"});
                  print_note(options, busy.sentence);
                  print_note(options, busy.next);
              }
          }}
    {
    }

private:
    /// Longer than the library waits where it can end that itself, with an error of its own.
    static constexpr std::chrono::seconds patience{6};

    std::jthread thread_;
};

/// Why there is no card yet.
void print_waiting(const Options& options, const Failure& missing)
{
    print_note(options, missing.sentence);
    print_note(options, missing.next);
    print_note(options, translate("Waiting for an identity card …"));
}

} // namespace

std::vector<Reader> matching_readers(const Options& options, const std::vector<Reader>& readers)
{
    if (options.reader.empty()) {
        return readers;
    }
    const auto wanted = lower_case(options.reader);
    std::vector<Reader> matching;
    for (std::size_t i = 0; i < readers.size(); ++i) {
        if (wanted == lower_case(readers[i].name) || wanted == std::to_string(i)) {
            return {readers[i]};
        }
        if (lower_case(readers[i].name).find(wanted) != std::string::npos) {
            matching.push_back(readers[i]);
        }
    }
    return matching;
}

Failure unknown_reader(const std::string& name)
{
    return {.exit = ExitCode::no_card,
            .code = name_of(Errc::no_reader),
            .sentence =
                fill(translate("No reader is called \"{name}\"."), {{"name", printable(name)}}),
            .next = translate("\"openbeid readers\" lists them.")};
}

Result<Card> open_card_in(const Options& options, const Readers& readers, const Reader& reader)
{
    std::optional<BusyNote> note;
    if (reader.in_use) {
        note.emplace(options);
    }
    return readers.open_card(reader.name);
}

std::variant<OpenedCard, Failure> open_card(const Options& options)
{
    const auto readers = Readers::open();
    if (!readers) {
        return failure_of(readers.error());
    }
    std::string told;
    while (true) {
        const auto list = readers->list();
        auto outcome = look(options, *readers, list);
        const auto* const missing = std::get_if<Failure>(&outcome);
        if (missing == nullptr || !options.wait || !worth_waiting(*missing)) {
            return outcome;
        }
        if (std::exchange(told, missing->sentence) != missing->sentence) {
            print_waiting(options, *missing);
        }
        if (const auto changed = readers->wait(list ? *list : std::vector<Reader>{}); !changed) {
            return failure_of(changed.error());
        }
    }
}

} // namespace openbeid::cli
