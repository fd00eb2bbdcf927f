// SPDX-License-Identifier: Apache-2.0
#include "card/files.hpp"
#include "file_content.hpp"

using namespace openbeid;
using namespace card::data;
using card::ef_authentication_certificate;
using test::repeated;
using test::ScriptedTransport;

namespace {

bool is_absent(const Result<std::optional<Bytes>>& read)
{
    REQUIRE(read);
    return !read->has_value();
}

} // namespace

TEST_CASE("a certificate is read by one SELECT and to its last byte, not into the padding",
          "[card][file]")
{
    const auto file = file_of(1459, 441); // card reference §8.2: seven exchanges
    ScriptedTransport transport{
        {select_5038, "9000"},
        {read(0, 256), part(file, 0, 256)},
        {read(256, 256), part(file, 256, 256)},
        {read(512, 256), part(file, 512, 256)},
        {read(768, 256), part(file, 768, 256)},
        {read(1024, 256), part(file, 1024, 256)},
        {read(1280, 179), part(file, 1280, 179)},
    };
    CHECK(content(read_with(transport)) == file_of(1459));
}

TEST_CASE("the commands of a read are those of the manual", "[card][file]")
{
    const auto file = file_of(512 + 5);
    ScriptedTransport transport{{"00A4080C063F00DF005038", "9000"},
                                {"00B0000000", part(file, 0, 256)},
                                {"00B0010000", part(file, 256, 256)},
                                {"00B0020005", part(file, 512, 5)}};
    CHECK(content(read_with(transport)) == file);
}

TEST_CASE("a certificate that ends with a block costs no further one", "[card][file]")
{
    const auto file = file_of(512, 10);
    ScriptedTransport transport{{select_5038, "9000"},
                                {read(0, 256), part(file, 0, 256)},
                                {read(256, 256), part(file, 256, 256)}};
    CHECK(content(read_with(transport)) == file_of(512));
}

TEST_CASE("a certificate in one block is cut to its length", "[card][file]")
{
    const auto file = "3003020107" + repeated(0, 251);
    ScriptedTransport transport{{select_5038, "9000"}, {read(0, 256), file + "9000"}};
    CHECK(content(read_with(transport)) == test::hex("3003020107"));
}

TEST_CASE("a file that is shorter than a block names its length", "[card][file]")
{
    ScriptedTransport transport{
        {select_5038, "9000"}, {read(0, 256), "6C05"}, {read(0, 5), "3003020107 9000"}};
    CHECK(content(read_with(transport)) == test::hex("3003020107"));
}

TEST_CASE("a reader that gives less than was asked for is asked for the rest", "[card][file]")
{
    const auto file = file_of(600);
    ScriptedTransport transport{{select_5038, "9000"},
                                {read(0, 256), part(file, 0, 200)},
                                {read(200, 256), part(file, 200, 231)},
                                {read(431, 169), part(file, 431, 169)}};
    CHECK(content(read_with(transport)) == file);
}

TEST_CASE("a file of zeros holds no certificate and costs two exchanges", "[card][file]")
{
    ScriptedTransport transport{{select_5038, "9000"}, {read(0, 256), repeated(0, 256) + "9000"}};
    CHECK(is_absent(read_with(transport)));
}

TEST_CASE("a file that is not there, or not activated, holds no certificate", "[card][file]")
{
    const auto* const answer = GENERATE("6283", "6985");
    ScriptedTransport transport{{select_5038, answer}};
    CHECK(is_absent(read_with(transport)));
}

TEST_CASE("a file is missing if its directory is there, which costs two exchanges", "[card][file]")
{
    ScriptedTransport transport{{select_5038, "6A82"}, {select_df_belpic, "9000"}};
    CHECK(is_absent(read_with(transport)));
}

TEST_CASE("when another application is selected, the eID's is selected, and nothing is missing",
          "[card][file]")
{
    const auto* const refusal = GENERATE("6A82", "6A86", "6D00", "6E00");
    CAPTURE(refusal);
    auto card = card_of(0x17);
    ScriptedTransport transport{{select_df_belpic, "9000"}, // teaches the form of the paths
                                {select_5038, refusal},
                                {select_df_belpic, refusal},
                                {select_applet, "9000"},
                                {select_5038, "9000"},
                                {read(0, 256), "3003020107 9000"}};
    CHECK(card.select_belpic(transport));
    CHECK(content(card.read_der_file(transport, ef_authentication_certificate)).size() == 5);
}

TEST_CASE("a card that is not our applet's any more is busy, and nothing of it absent",
          "[card][file]")
{
    auto card = card_of(0x17);
    ScriptedTransport transport{{select_df_belpic, "9000"},
                                {select_5038, "6A82"},
                                {select_df_belpic, "6A82"},
                                {select_applet, "6A82"}};
    CHECK(card.select_belpic(transport));
    CHECK(error_of(card.read_der_file(transport, ef_authentication_certificate)) ==
          Errc::reader_busy);
}

TEST_CASE("a file that can't be selected for another reason is an error", "[card][file]")
{
    const auto* const answer = GENERATE("6400", "6581", "6881", "6999");
    ScriptedTransport transport{{select_5038, answer}};
    const auto failed = read_with(transport);
    REQUIRE_FALSE(failed);
    CHECK(failed.error().code == Errc::unexpected_status);
}

TEST_CASE("a file that can't be read is an error", "[card][file]")
{
    const auto* const answer = GENERATE("6400", "6581", "6E00");
    ScriptedTransport transport{{select_5038, "9000"}, {read(0, 256), answer}};
    const auto failed = read_with(transport);
    REQUIRE_FALSE(failed);
    CHECK(failed.error().code == Errc::unexpected_status);
}

TEST_CASE("a file that the card withholds is left out", "[card][file]")
{
    const auto* const answer = GENERATE("6982", "6985");
    ScriptedTransport transport{{select_5038, "9000"}, {read(0, 256), answer}};
    CHECK(is_absent(read_with(transport)));
    ScriptedTransport whole{{select_5038, "9000"}, {read(0, 256), answer}};
    CHECK(is_absent(card_of(0x17).read_file(whole, ef_authentication_certificate, {})));
}

TEST_CASE("a file ends where the card refuses the offset, in either way", "[card][file]")
{
    const auto* const answer = GENERATE("6B00", "6A86");
    const auto file = file_of(256);
    ScriptedTransport transport{
        {select_5038, "9000"}, {read(0, 256), part(file, 0, 256)}, {read(256, 256), answer}};
    CHECK(content(card_of(0x17).read_file(transport, ef_authentication_certificate, {})) == file);
}

TEST_CASE("a file ends where the card warns of its end", "[card][file]")
{
    const auto file = file_of(300);
    ScriptedTransport transport{{select_5038, "9000"},
                                {read(0, 256), part(file, 0, 256)},
                                {read(256, 256), to_hex(ByteView{file}.last(44)) + "6282"}};
    CHECK(content(card_of(0x17).read_file(transport, ef_authentication_certificate, {})) == file);
    ScriptedTransport short_one{{select_5038, "9000"}, {read(0, 256), "3003020107 6282"}};
    CHECK(content(read_with(short_one)) == test::hex("3003020107"));
    ScriptedTransport without_data{{select_5038, "9000"},
                                   {read(0, 256), part(file_of(256), 0, 256)},
                                   {read(256, 256), "6282"}};
    CHECK(content(card_of(0x17).read_file(without_data, ef_authentication_certificate, {})) ==
          file_of(256));
}

TEST_CASE("a card that can't give 256 bytes at once is asked for fewer", "[card][file]")
{
    const auto file = file_of(300);
    ScriptedTransport transport{{select_5038, "9000"},
                                {read(0, 256), "6700"},
                                {select_5038, "9000"},
                                {read(0, 252), part(file, 0, 252)},
                                {read(252, 48), part(file, 252, 48)},
                                {select_5038, "9000"},
                                {read(0, 252), part(file, 0, 252)},
                                {read(252, 48), part(file, 252, 48)}};
    auto card = card_of(0x17);
    for (int i = 0; i < 2; ++i) {
        CHECK(content(card.read_der_file(transport, ef_authentication_certificate)) == file);
    }
}

TEST_CASE("a card that wants paths as the manual prints them teaches it once", "[card][file]")
{
    const auto* const refusal = GENERATE("6A82", "6A86", "6A87");
    const auto whole = part(test::hex("3003020107"), 0, 5);
    auto card = card_of(0x17);
    ScriptedTransport transport{{select_5038, refusal},
                                {select_df_belpic, refusal},
                                {select_5038_without_mf, "9000"},
                                {read(0, 256), whole},
                                {select_5038_without_mf, "9000"},
                                {read(0, 256), whole},
                                {"00 A4 08 0C 02 DF 00", "9000"}};
    CHECK(content(card.read_der_file(transport, ef_authentication_certificate)).size() == 5);
    CHECK(content(card.read_der_file(transport, ef_authentication_certificate)).size() == 5);
    CHECK(card.select_belpic(transport));
}

TEST_CASE("a card that takes no paths is given one identifier after the other", "[card][file]")
{
    auto card = card_of(0x11);
    ScriptedTransport transport{{select_5038, "6A86"},
                                {select_df_belpic, "6A86"},
                                {select_5038_without_mf, "6A86"},
                                {"00A4020C023F00", "9000"},
                                {"00A4020C02DF00", "9000"},
                                {"00A4020C025038", "9000"},
                                {read(0, 256), "3003020107 9000"},
                                {"00A4020C023F00", "9000"},
                                {"00A4020C02DF00", "9000"}};
    CHECK(content(card.read_der_file(transport, ef_authentication_certificate)).size() == 5);
    CHECK(card.select_belpic(transport));
}

TEST_CASE("a card that refuses every form of a path has taught none", "[card][file]")
{
    auto card = card_of(0x17);
    ScriptedTransport transport{{select_5038, "6A86"},
                                {select_df_belpic, "6A86"},
                                {select_5038_without_mf, "6A82"},
                                {"00A4020C023F00", "6A82"},
                                {select_applet, "6A82"},
                                {select_5038, "9000"},
                                {read(0, 256), "3003020107 9000"}};
    CHECK_FALSE(card.read_der_file(transport, ef_authentication_certificate));
    CHECK(content(card.read_der_file(transport, ef_authentication_certificate)).size() == 5);
}

TEST_CASE("each certificate has its path", "[card][file]")
{
    ScriptedTransport transport{{"00 A4 08 0C 04 3F 00 DF 00", "9000"},
                                {"00 A4 08 0C 06 3F 00 DF 00 50 38", "6A82"},
                                {select_df_belpic, "9000"},
                                {"00 A4 08 0C 06 3F 00 DF 00 50 39", "6A82"},
                                {select_df_belpic, "9000"},
                                {"00 A4 08 0C 06 3F 00 DF 00 50 3A", "6A82"},
                                {select_df_belpic, "9000"},
                                {"00 A4 08 0C 06 3F 00 DF 00 50 3B", "6A82"},
                                {select_df_belpic, "9000"}};
    auto card = card_of(0x18);
    REQUIRE(card.select_belpic(transport)); // teaches the form of the paths
    for (const auto& path : {card::ef_authentication_certificate,
                             card::ef_signature_certificate,
                             card::ef_ca_certificate,
                             card::ef_root_certificate}) {
        CHECK(is_absent(card.read_der_file(transport, path)));
    }
}
