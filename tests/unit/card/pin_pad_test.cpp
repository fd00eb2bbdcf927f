// SPDX-License-Identifier: Apache-2.0
#include "card/pin_entry.hpp"
#include "data.hpp"

using namespace openbeid;
using namespace card::data;
using test::ScriptedTransport;

namespace {

constexpr auto verify = "verify on pad 002000010820FFFFFFFFFFFFFF";
constexpr auto change = "change on pad 002400011020FFFFFFFFFFFFFF20FFFFFFFFFFFFFF";

struct Outcome {
    const char* answer;
    const char* meaning;
};

std::string name(const Result<void>& result)
{
    return result ? "ok" : name_of(result.error().code);
}

} // namespace

TEST_CASE("the pad gets the command with blocks that have no digits", "[card][pin-pad]")
{
    ScriptedTransport transport{{verify, "9000"}, {change, "9000"}};
    CHECK(card::verify_on_pad(transport));
    CHECK(card::change_pin_on_pad(transport));
}

TEST_CASE("what the pad itself answers is no wrong PIN", "[card][pin-pad]")
{
    const auto outcome = GENERATE(Outcome{"6400", "cancelled"},
                                  Outcome{"6401", "cancelled"},
                                  Outcome{"6402", "pin_malformed"},
                                  Outcome{"6403", "bad_length"},
                                  Outcome{"6B80", "unexpected_status"});
    ScriptedTransport transport{{verify, outcome.answer}, {change, outcome.answer}};
    CHECK(name(card::verify_on_pad(transport)) == outcome.meaning);
    CHECK(name(card::change_pin_on_pad(transport)) == outcome.meaning);
}

TEST_CASE("what the card answers means the same as without a pad", "[card][pin-pad]")
{
    const auto outcome = GENERATE(Outcome{"63C2", "pin_incorrect"},
                                  Outcome{"63C0", "pin_blocked"},
                                  Outcome{"6983", "pin_blocked"},
                                  Outcome{"6A88", "not_activated"},
                                  Outcome{"6F00", "unexpected_status"},
                                  Outcome{"90", "io"},
                                  Outcome{"", "io"});
    ScriptedTransport transport{{verify, outcome.answer}};
    CHECK(name(card::verify_on_pad(transport)) == outcome.meaning);
}

TEST_CASE("a pad that fails is told as it is", "[card][pin-pad]")
{
    const auto code = GENERATE(Errc::io, Errc::cancelled, Errc::card_removed, Errc::unsupported);
    ScriptedTransport transport{{verify, code}};
    const auto verified = card::verify_on_pad(transport);
    REQUIRE_FALSE(verified);
    CHECK(verified.error().code == code);
}
