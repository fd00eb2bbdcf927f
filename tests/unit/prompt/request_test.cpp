// SPDX-License-Identifier: Apache-2.0
#include "prompt/request.hpp"
#include "scene.hpp"
#include "support/catch.hpp"

#include <filesystem>

using namespace openbeid;
using namespace openbeid::prompt;
using openbeid::test::Variable;

TEST_CASE("a plain program name is shown as it is", "[prompt][request]")
{
    CHECK(printable_program("") == "");
    CHECK(printable_program("/usr/lib/firefox/firefox") == "/usr/lib/firefox/firefox");
    CHECK(printable_program("a b,c(d)%e") == "a b,c(d)%e");
}

TEST_CASE("what a window could take for something else is escaped", "[prompt][request]")
{
    CHECK(printable_program("a\nb\tc\x7F") == "a\\x0Ab\\x09c\\x7F");
    CHECK(printable_program("<b>&\"\\") == "\\x3Cb\\x3E\\x26\\x22\\x5C");
    CHECK(printable_program("\xE2\x80\xAE") == "\\xE2\\x80\\xAE"); // turns the text around
    CHECK(printable_program(std::string_view{"\0", 1}) == "\\x00");
}

TEST_CASE("a long program name is cut to 64 characters, at its beginning", "[prompt][request]")
{
    const std::string fitting(64, 'a');
    CHECK(printable_program(fitting) == fitting);
    CHECK(printable_program("/b" + fitting) == "..." + std::string(61, 'a'));
    // An escape is whole or not there.
    const auto escaped = printable_program("/home/" + std::string(20, '\n') + "x");
    CHECK(escaped.size() <= max_program_size);
    CHECK(escaped ==
          "...\\x0A\\x0A\\x0A\\x0A\\x0A\\x0A\\x0A\\x0A\\x0A\\x0A\\x0A\\x0A\\x0A\\x0A\\x0Ax");
    CHECK(printable_program(std::string(100'000, '\n')).size() <= max_program_size);
}

TEST_CASE("a process knows its own program", "[prompt][request]")
{
    const auto own = std::filesystem::read_symlink("/proc/self/exe").string();
    CHECK(requesting_program() == printable_program(own));
    CHECK(PromptRequest{}.program == requesting_program());
}

TEST_CASE("a locale says the language", "[prompt][request]")
{
    CHECK(language_of("fr_BE.UTF-8") == "fr");
    CHECK(language_of("fr") == "fr");
    CHECK(language_of("nl_BE@euro") == "nl");
    CHECK(language_of("de.UTF-8") == "de");
    CHECK(language_of("en_GB.UTF-8") == "en");
    CHECK(language_of("pt_BR") == "en");
    CHECK(language_of("frp_IT") == "en");
    CHECK(language_of("C.UTF-8") == "en");
    CHECK(language_of("") == "en");
}

TEST_CASE("the most specific variable names the language", "[prompt][request]")
{
    const Variable lang{"LANG", "nl_BE.UTF-8"};
    const Variable no_messages{"LC_MESSAGES", nullptr};
    const Variable no_all{"LC_ALL", ""};
    CHECK(user_language() == "nl");
    const Variable messages{"LC_MESSAGES", "de_BE.UTF-8"};
    CHECK(user_language() == "de");
    const Variable all{"LC_ALL", "fr_BE.UTF-8"};
    CHECK(user_language() == "fr");
    CHECK(PromptRequest{}.language == "fr");
}

TEST_CASE("without a locale the language is English", "[prompt][request]")
{
    const Variable lang{"LANG", nullptr};
    const Variable messages{"LC_MESSAGES", nullptr};
    const Variable all{"LC_ALL", nullptr};
    CHECK(user_language() == "en");
}
