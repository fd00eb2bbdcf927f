// SPDX-License-Identifier: Apache-2.0
#include "identity/files.hpp"
#include "identity/records.hpp"
#include "support.hpp"

using namespace openbeid;
using namespace openbeid::identity;
using crypto::error_of;
using crypto::hex;

namespace {

struct Field {
    unsigned tag;
    std::size_t offset;
    std::string value;

    friend bool operator==(const Field&, const Field&) = default;
    friend std::ostream& operator<<(std::ostream& out, const Field& field)
    {
        return out << field.tag << '@' << field.offset << ' ' << field.value;
    }
};

std::vector<Field> fields_of(ByteView file)
{
    const auto records = parse_records(file);
    REQUIRE(records);
    std::vector<Field> fields;
    for (const auto& record : *records) {
        fields.push_back({record.tag, record.offset, to_hex(record.value)});
    }
    return fields;
}

} // namespace

TEST_CASE("records are told with their place and the value as on the card", "[identity][records]")
{
    CHECK(fields_of(hex("01 02 4142 02 00 2A 01 FF")) ==
          std::vector<Field>{{1, 2, "4142"}, {2, 6, ""}, {0x2A, 8, "FF"}});
}

TEST_CASE("lengths of 255 and more are sums of bytes", "[identity][records]")
{
    for (const std::size_t size : {0U, 1U, 254U, 255U, 256U, 509U, 510U, 511U, 765U, 70'000U}) {
        CAPTURE(size);
        const Bytes value(size, 0x41);
        auto file = record(0x07, value);
        file += record(0x08, "x");
        const auto records = parse_records(file);
        REQUIRE(records);
        REQUIRE(records->size() == 2);
        CHECK((*records)[0].value.size() == size);
        CHECK((*records)[1].tag == 0x08);
    }
}

TEST_CASE("81 and 82 are lengths of their own, not DER's", "[identity][records]")
{
    const Bytes value(0x82, 0x20);
    const auto records = parse_records(record(0x05, value));
    REQUIRE(records);
    CHECK(records->front().value.size() == 0x82);
}

TEST_CASE("tag 00 is the structure version at the start, and padding elsewhere",
          "[identity][records]")
{
    CHECK(fields_of(hex("00 02 0002 01 01 41")) ==
          std::vector<Field>{{0, 2, "0002"}, {1, 6, "41"}});
    CHECK(fields_of(hex("01 01 41 00 02 0002 02 01 42")) == std::vector<Field>{{1, 2, "41"}});
    CHECK(fields_of(hex("03 06 55746F706961 00 00 00")) ==
          std::vector<Field>{{3, 2, "55746F706961"}});
    CHECK(fields_of(hex("00 00 01 01 41")).empty());
    CHECK(fields_of(hex("00")).empty());
    CHECK(fields_of(Bytes(121)).empty());
    CHECK(fields_of({}).empty());
}

TEST_CASE("a record that runs past the end is malformed", "[identity][records]")
{
    for (const auto* const file : {"01",
                                   "01 01",
                                   "01 02 41",
                                   "01 FF",
                                   "01 FF 00",
                                   "00 05 00",
                                   "01 01 41 02",
                                   "FF FF FF FF FF FF FF FF",
                                   "01 FF FF FF FF FF FF FF FF FF FF 01 41"}) {
        CAPTURE(file);
        CHECK(error_of(parse_records(hex(file))) == Errc::malformed);
        CHECK(error_of(parse_identity(hex(file))) == Errc::malformed);
        CHECK(error_of(parse_address(hex(file))) == Errc::malformed);
    }
    CHECK(error_of(parse_records(Bytes(1U << 20U, 0xFF))) == Errc::malformed);
}

TEST_CASE("every file cut short reads as malformed or as the fields that are whole",
          "[identity][records]")
{
    const auto file = test_data("specimens/v17/4031.bin");
    const auto all = fields_of(file);
    for (std::size_t size = 0; size < file.size(); ++size) {
        CAPTURE(size);
        const auto records = parse_records(ByteView{file}.first(size));
        if (records) {
            CHECK(records->size() < all.size());
            CHECK((records->empty() ? 0 : records->back().offset + records->back().value.size()) ==
                  size);
        } else {
            CHECK(records.error().code == Errc::malformed);
        }
    }
}

TEST_CASE("only zeros at the end are padding", "[identity][records]")
{
    CHECK(to_hex(without_padding(hex("00 02 0002 01 01 41 00 00"))) == "00020002010141");
    CHECK(to_hex(without_padding(hex("0100 41"))) == "010041");
    CHECK(without_padding(Bytes(5)).empty());
    CHECK(without_padding({}).empty());
}
