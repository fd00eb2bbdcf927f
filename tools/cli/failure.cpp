// SPDX-License-Identifier: Apache-2.0
#include "failure.hpp"

#include "text.hpp"

namespace openbeid::cli {

namespace {

struct Words {
    ExitCode exit;
    const char* sentence;
    const char* next;
};

Words reader_words(Errc code)
{
    constexpr const char* doctor = mark("Run \"openbeid doctor\": it finds the cause.");
    if (code == Errc::service_unavailable) {
        return {
            ExitCode::no_card, mark("The card reader service (pcscd) does not answer."), doctor};
    }
    if (code == Errc::no_reader) {
        return {ExitCode::no_card,
                mark("No card reader is connected."),
                mark("Connect a card reader. If one is connected, run \"openbeid doctor\".")};
    }
    if (code == Errc::reader_busy) {
        return {ExitCode::failed,
                mark("Another program keeps the card to itself."),
                mark("Close the other program, or run \"openbeid doctor\" to learn which it is.")};
    }
    if (code == Errc::no_card) {
        return {ExitCode::no_card,
                mark("There is no card in the reader."),
                mark("Insert the card with the chip first and facing up.")};
    }
    if (code == Errc::unresponsive_card) {
        return {ExitCode::no_card,
                mark("The card gives no sign of life."),
                mark("Take it out, wipe the chip with a soft cloth, and insert it with the chip "
                     "first and facing up.")};
    }
    if (code == Errc::card_removed) {
        return {ExitCode::no_card,
                mark("The card was taken out."),
                mark("Insert the card again and repeat the command.")};
    }
    return {ExitCode::failed,
            mark("The exchange with the card was disturbed."),
            mark("Take the card out, insert it again and repeat the command.")};
}

Words pin_words(Errc code)
{
    if (code == Errc::pin_incorrect) {
        return {ExitCode::pin_refused, mark("The card refused this PIN: it is wrong."), ""};
    }
    if (code == Errc::pin_blocked) {
        return {ExitCode::pin_refused, mark("The PIN of this card is blocked."), ""};
    }
    if (code == Errc::pin_rejected_again) {
        return {ExitCode::pin_refused,
                mark("The card has already refused this PIN; it was not sent again."),
                ""};
    }
    return {ExitCode::pin_refused,
            mark("A PIN has 4 to 12 digits and nothing else. The card was not asked."),
            ""};
}

Words words_of(Errc code)
{
    switch (code) {
    case Errc::service_unavailable:
    case Errc::no_reader:
    case Errc::reader_busy:
    case Errc::no_card:
    case Errc::unresponsive_card:
    case Errc::card_removed:
    case Errc::card_reset:
    case Errc::io: return reader_words(code);
    case Errc::not_recognized:
        return {ExitCode::no_card,
                mark("The card in the reader is no Belgian identity card."),
                mark("Insert your identity card.")};
    case Errc::not_found: return {ExitCode::failed, mark("The card does not have that."), ""};
    case Errc::not_activated:
        return {ExitCode::failed,
                mark("This card was never activated."),
                mark("Go to your municipality to have it activated.")};
    case Errc::malformed:
        return {ExitCode::failed, mark("Data on the card can't be read: they are damaged."), ""};
    case Errc::unexpected_status:
        return {ExitCode::failed, mark("The card gave an answer that is not understood."), ""};
    case Errc::pin_incorrect:
    case Errc::pin_blocked:
    case Errc::pin_rejected_again:
    case Errc::pin_malformed: return pin_words(code);
    case Errc::prompt_missing: // the library opens no window: these are of the module
    case Errc::prompt_no_screen:
    case Errc::prompt_no_pinentry:
    case Errc::prompt_failed:
    case Errc::prompt_crashed:
    case Errc::prompt_garbled:
    case Errc::prompt_timed_out:
    case Errc::not_logged_in: return {ExitCode::failed, mark("The card wants its PIN first."), ""};
    case Errc::cancelled: return {ExitCode::failed, mark("Cancelled."), ""};
    case Errc::unsupported: return {ExitCode::failed, mark("This card can't do that."), ""};
    case Errc::bad_length: return {ExitCode::failed, mark("The input has the wrong length."), ""};
    case Errc::signature_invalid:
        return {ExitCode::failed,
                mark("The signature that the card made does not fit its certificate."),
                ""};
    case Errc::out_of_memory: return {ExitCode::failed, mark("There is no memory left."), ""};
    case Errc::crypto_failure:
        return {ExitCode::failed, mark("OpenSSL refused something that should work."), ""};
    }
    return {ExitCode::failed, "", ""};
}

} // namespace

Failure failure_of(const Error& error)
{
    const auto words = words_of(error.code);
    return {.exit = words.exit,
            .code = name_of(error.code),
            .sentence = translate(words.sentence),
            .next = translate(words.next),
            .error = error};
}

std::string sentence_of(const Error& error)
{
    return translate(words_of(error.code).sentence);
}

} // namespace openbeid::cli
