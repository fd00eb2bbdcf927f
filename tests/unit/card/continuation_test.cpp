// SPDX-License-Identifier: Apache-2.0
// Files whose end somebody kept.
#include "card/files.hpp"
#include "file_content.hpp"

using namespace openbeid;
using namespace card::data;
using card::ef_authentication_certificate;
using test::ScriptedTransport;

namespace {

/// Reads the file with `rest` as what is known of it; notes what was asked.
struct Reading {
    std::optional<Bytes> rest;
    Bytes start{};
    std::size_t missing{0};
    int questions{0};

    Bytes read(ScriptedTransport& transport)
    {
        const auto continuation = [this](ByteView some_start, std::size_t some_missing) {
            start.assign(some_start.begin(), some_start.end());
            missing = some_missing;
            ++questions;
            return rest;
        };
        const auto der =
            card_of(0x17).read_der_file(transport, ef_authentication_certificate, continuation);
        REQUIRE(der);
        return der->value_or(Bytes{});
    }
};

Bytes from(const Bytes& bytes, std::size_t offset, std::size_t size)
{
    const auto found = ByteView{bytes}.subspan(offset, size);
    return {found.begin(), found.end()};
}

} // namespace

TEST_CASE("of a file whose end is known only the first block is read", "[card][file]")
{
    const auto file = file_of(1459, 441);
    ScriptedTransport transport{{select_5038, "9000"}, {read(0, 256), part(file, 0, 256)}};
    Reading reading{.rest = from(file, 256, 1203)};
    CHECK(reading.read(transport) == file_of(1459));
    CHECK(reading.start == from(file, 0, 256));
    CHECK(reading.missing == 1203);
    CHECK(reading.questions == 1);
}

TEST_CASE("a file whose end is not known, or not of that length, is read to its end",
          "[card][file]")
{
    const auto file = file_of(600);
    ScriptedTransport transport{{select_5038, "9000"},
                                {read(0, 256), part(file, 0, 256)},
                                {read(256, 256), part(file, 256, 256)},
                                {read(512, 88), part(file, 512, 88)}};
    Reading reading;
    SECTION("not known") {}
    SECTION("too short")
    {
        reading.rest = Bytes(343);
    }
    SECTION("too long")
    {
        reading.rest = Bytes(345);
    }
    CHECK(reading.read(transport) == file);
    CHECK(reading.questions == 1);
}

TEST_CASE("smaller blocks are collected until the first 256 bytes are there", "[card][file]")
{
    const auto file = file_of(1000);
    ScriptedTransport transport{{select_5038, "9000"},
                                {read(0, 256), part(file, 0, 200)},
                                {read(200, 256), part(file, 200, 200)}};
    Reading reading{.rest = from(file, 256, 744)};
    CHECK(reading.read(transport) == file);
    CHECK(reading.start == from(file, 0, 256));
}

TEST_CASE("nobody is asked for the end of a file that has none, or is absent", "[card][file]")
{
    Reading reading{.rest = Bytes(10)};
    SECTION("one block")
    {
        const auto file = "3003020107" + test::repeated(0, 251);
        ScriptedTransport transport{{select_5038, "9000"}, {read(0, 256), file + "9000"}};
        CHECK(reading.read(transport) == test::hex("3003020107"));
    }
    SECTION("absent")
    {
        ScriptedTransport transport{{select_5038, "6A82"}, {select_df_belpic, "9000"}};
        CHECK(reading.read(transport).empty());
    }
    CHECK(reading.questions == 0);
}
