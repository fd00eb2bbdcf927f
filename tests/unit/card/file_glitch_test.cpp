// SPDX-License-Identifier: Apache-2.0
// Readers that give a wrong answer now and then (card reference §7.4), and cards that always do.
#include "card/files.hpp"
#include "file_content.hpp"

using namespace openbeid;
using namespace card::data;
using card::ef_authentication_certificate;
using test::repeated;
using test::Script;
using test::ScriptedTransport;

TEST_CASE("a glitch in the middle is met by selecting and reading the same place again",
          "[card][glitch]")
{
    const auto* const glitch = GENERATE("6986", "6B00", "6A87", "6D00", "9000");
    CAPTURE(glitch);
    const auto file = file_of(600, 50);
    ScriptedTransport transport{{select_5038, "9000"},
                                {read(0, 256), part(file, 0, 256)},
                                {read(256, 256), glitch},
                                {select_5038, "9000"},
                                {read(256, 256), part(file, 256, 256)},
                                {read(512, 88), part(file, 512, 88)}};
    CHECK(content(read_with(transport)) == file_of(600));
}

TEST_CASE("a glitch at the first block is met too", "[card][glitch]")
{
    const auto* const glitch = GENERATE("6986", "6B00", "6A87", "6D00", "9000");
    ScriptedTransport transport{{select_5038, "9000"},
                                {read(0, 256), glitch},
                                {select_5038, "9000"},
                                {read(0, 256), "3003020107 9000"}};
    CHECK(content(read_with(transport)) == test::hex("3003020107"));
}

TEST_CASE("a failed exchange is repeated with blocks that every reader can do", "[card][glitch]")
{
    const auto file = file_of(600);
    ScriptedTransport transport{{select_5038, "9000"},
                                {read(0, 256), part(file, 0, 256)},
                                {read(256, 256), Errc::io},
                                {select_5038, "9000"},
                                {read(256, 252), part(file, 256, 252)},
                                {read(508, 92), part(file, 508, 92)}};
    CHECK(content(read_with(transport)) == file);
}

TEST_CASE("a file that is gone in the middle of it is a failed exchange, not an absent file",
          "[card][glitch]")
{
    const auto* const gone = GENERATE("6A82", "6283", "6985");
    CAPTURE(gone);
    const auto file = file_of(600);
    const auto script_it = [&](test::Script& script) {
        script.append({{select_5038, "9000"},
                       {read(0, 256), part(file, 0, 256)},
                       {read(256, 256), "6986"},
                       {select_5038, gone}});
        if (gone == std::string{"6A82"}) {
            script.append({{select_df_belpic, "9000"}});
        }
    };
    test::Script der{};
    script_it(der);
    ScriptedTransport transport{der};
    CHECK(error_of(read_with(transport)) == Errc::io);
    test::Script file_script{};
    script_it(file_script);
    ScriptedTransport whole{file_script};
    CHECK(error_of(card_of(0x17).read_file(whole, ef_authentication_certificate, {})) == Errc::io);
}

TEST_CASE("a SELECT that glitches is repeated", "[card][glitch]")
{
    ScriptedTransport transport{{select_5038, "6D00"},
                                {select_df_belpic, "9000"},
                                {select_5038, Errc::io},
                                {select_5038, "9000"},
                                {read(0, 256), "3003020107 9000"}};
    CHECK(content(read_with(transport)) == test::hex("3003020107"));
}

TEST_CASE("6A87 to a right SELECT does no harm", "[card][glitch]")
{
    const auto file = file_of(300);
    ScriptedTransport transport{{select_5038, "9000"},
                                {read(0, 256), part(file, 0, 256)},
                                {read(256, 44), "6986"},
                                {select_5038, "6A87"},
                                {select_5038, "9000"},
                                {read(256, 44), part(file, 256, 44)}};
    CHECK(content(read_with(transport)) == file);
}

TEST_CASE("three glitches are survived wherever they come", "[card][glitch]")
{
    const auto file = file_of(600);
    ScriptedTransport transport{{select_5038, "6D00"},
                                {select_df_belpic, "9000"},
                                {select_5038, "9000"},
                                {read(0, 256), part(file, 0, 256)},
                                {read(256, 256), "9000"},
                                {select_5038, "9000"},
                                {read(256, 256), part(file, 256, 256)},
                                {read(512, 88), "6B00"},
                                {select_5038, "9000"},
                                {read(512, 88), part(file, 512, 88)}};
    CHECK(content(read_with(transport)) == file);
}

TEST_CASE("the fourth glitch is an error, and nothing half read is given", "[card][glitch]")
{
    const auto file = file_of(600);
    ScriptedTransport transport{{select_5038, "9000"},
                                {read(0, 256), part(file, 0, 256)},
                                {read(256, 256), "6986"},
                                {select_5038, "9000"},
                                {read(256, 256), "6986"},
                                {select_5038, "9000"},
                                {read(256, 256), "6986"},
                                {select_5038, "9000"},
                                {read(256, 256), "6986"}};
    const auto failed = read_with(transport);
    CHECK(error_of(failed) == Errc::unexpected_status);
    CHECK(failed.error().sw == 0x6986);
}

TEST_CASE("a file that seems to end before its first byte is asked again", "[card][glitch]")
{
    const auto no_byte = GENERATE("6B00", "9000");
    CAPTURE(no_byte);
    ScriptedTransport transport{{select_5038, "9000"},
                                {read(0, 256), no_byte},
                                {select_5038, "9000"},
                                {read(0, 256), "6C03"},
                                {read(0, 3), "010203 9000"}};
    const auto whole = card_of(0x17).read_file(transport, ef_authentication_certificate, {});
    CHECK(content(whole) == test::hex("010203"));
}

TEST_CASE("a reader that gives less than was asked for does not end the file", "[card][glitch]")
{
    ScriptedTransport transport{{select_5038, "9000"},
                                {read(0, 256), "010203 9000"},
                                {read(3, 256), "0405 9000"},
                                {read(5, 256), "6B00"}};
    const auto whole = card_of(0x17).read_file(transport, ef_authentication_certificate, {});
    CHECK(content(whole) == test::hex("0102030405"));
}

TEST_CASE("empty answers without end are the line's fault, not the certificate's", "[card][glitch]")
{
    ScriptedTransport transport{{select_5038, "9000"},
                                {read(0, 256), "9000"},
                                {select_5038, "9000"},
                                {read(0, 256), "9000"},
                                {select_5038, "9000"},
                                {read(0, 256), "9000"},
                                {select_5038, "9000"},
                                {read(0, 256), "9000"}};
    CHECK(error_of(read_with(transport)) == Errc::io);
}

TEST_CASE("a line that stays broken is given up", "[card][glitch]")
{
    ScriptedTransport transport{{select_5038, Errc::io},
                                {select_5038, Errc::io},
                                {select_5038, Errc::io},
                                {select_5038, Errc::io}};
    CHECK(error_of(read_with(transport)) == Errc::io);
}

TEST_CASE("a file that ends before its certificate does is malformed", "[card][glitch]")
{
    Script script{
        {select_5038, "9000"}, {read(0, 256), part(file_of(300), 0, 256)}, {read(256, 44), "6B00"}};
    for (int again = 0; again < 3; ++again) {
        script.append({{select_5038, "9000"}, {read(256, 44), "6B00"}});
    }
    ScriptedTransport transport{script};
    CHECK(error_of(read_with(transport)) == Errc::malformed);
}

TEST_CASE("a card that is gone or was reset is not asked again", "[card][glitch]")
{
    const auto code = GENERATE(Errc::card_removed, Errc::card_reset, Errc::no_reader);
    ScriptedTransport at_select{{select_5038, code}};
    CHECK(error_of(read_with(at_select)) == code);
    ScriptedTransport at_read{{select_5038, "9000"}, {read(0, 256), code}};
    CHECK(error_of(read_with(at_read)) == code);
}

TEST_CASE("an answer longer than asked for is not believed", "[card][glitch]")
{
    const auto file = file_of(300);
    ScriptedTransport transport{{select_5038, "9000"},
                                {read(0, 256), part(file, 0, 256)},
                                {read(256, 44), repeated(0x11, 45) + "9000"},
                                {select_5038, "9000"},
                                {read(256, 44), part(file, 256, 44)}};
    CHECK(content(read_with(transport)) == file);
}

TEST_CASE("a file that holds something else than a certificate is malformed", "[card][glitch]")
{
    const auto start = GENERATE(std::string{"3103020107"},               // another tag
                                std::string{"30"},                       // no length
                                std::string{"3080020107"},               // indefinite length
                                std::string{"308100"},                   // not the shortest form
                                std::string{"00"} + "3082" + "01020304", // shifted by one byte
                                std::string{"3082FFFF"});                // longer than any file
    CAPTURE(start);
    const auto block = start + "9000";
    Script script{{select_5038, "9000"}, {read(0, 256), block}};
    for (int again = 0; again < 3; ++again) {
        script.append({{select_5038, "9000"}, {read(0, 256), block}});
    }
    ScriptedTransport transport{script};
    CHECK(error_of(read_with(transport)) == Errc::malformed);
}

TEST_CASE("a first block that is garbage once is read again", "[card][glitch]")
{
    ScriptedTransport transport{{select_5038, "9000"},
                                {read(0, 256), "FFFF 9000"},
                                {select_5038, "9000"},
                                {read(0, 256), "3003020107 9000"}};
    CHECK(content(read_with(transport)) == test::hex("3003020107"));
}
