// SPDX-License-Identifier: Apache-2.0
#include "scene.hpp"
#include "support/catch.hpp"

#include <string>

using namespace openbeid;
using namespace openbeid::test;

namespace {

struct Language {
    const char* code;
    const char* sign;     ///< in what a signature says
    const char* last_try; ///< in the warning
    const char* cancel;
    const char* malformed; ///< the beginning of
};

PromptRequest request_in(const Language& language)
{
    auto asked = request();
    asked.language = language.code;
    asked.program = std::string(64, 'W');
    return asked;
}

} // namespace

TEST_CASE("the window speaks the user's language", "[prompt][language]")
{
    const auto language =
        GENERATE(Language{"en", "SIGN", "LAST", "Cancel", "A PIN has"},
                 Language{"fr", "SIGNER", "DERNIER", "Annuler", "Un code PIN se compose"},
                 Language{"nl", "ONDERTEKENEN", "LAATSTE", "Annuleren", "Een pincode bestaat"},
                 Language{"de", "UNTERSCHREIBEN", "LETZTER", "Abbrechen", "Ein PIN-Code besteht"});
    const Variable no_locale{"LC_ALL", nullptr};
    const auto* const locale = GENERATE("C", "C.UTF-8", "nl_BE.UTF-8", "xx_YY");
    const Variable lang{"LANG", locale}; // the language of the request is what counts

    const auto scene = Scene::with_pinentry({"well", "pin 1", "pin 1234"});
    auto asked = request_in(language);
    asked.key = PromptKey::signature;
    asked.tries_left = 1;
    REQUIRE(digits(scene.ask(asked)) == "1234");
    const auto description = scene.line_after("transcript", "SETDESC ");
    CHECK(description.find(language.sign) != std::string::npos);
    CHECK(description.find(language.last_try) != std::string::npos);
    CHECK(description.find(asked.program) != std::string::npos);
    CHECK(scene.line_after("transcript", "SETCANCEL ") == language.cancel);
    CHECK(scene.line_after("transcript", "SETERROR ").starts_with(language.malformed));
}

TEST_CASE("every text fits, for every purpose and in every language", "[prompt][language]")
{
    const auto* const code = GENERATE("en", "fr", "nl", "de");
    const auto key = GENERATE(PromptKey::authentication, PromptKey::signature);
    const auto purpose = GENERATE(PromptPurpose::login,
                                  PromptPurpose::signature,
                                  PromptPurpose::change,
                                  PromptPurpose::new_pin);
    const auto scene = Scene::with_pinentry({"well", "pin 1234", "pin 1234"});
    auto asked = request();
    asked.language = code;
    asked.program = std::string(64, 'W');
    asked.key = key;
    asked.purpose = purpose;
    asked.tries_left = 1;
    CHECK(digits(scene.ask(asked)) == "1234");
    const auto description = scene.line_after("transcript", "SETDESC ");
    CHECK(description.size() < 900); // Assuan: 1000 with the command
    CHECK(description.find('{') == std::string::npos);
    CHECK((purpose == PromptPurpose::new_pin ||
           description.find(asked.program) != std::string::npos));
}
