// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "tlv/der.hpp"

using namespace openbeid;
using tlv::parse_der_header;

namespace {

struct Case {
    Bytes bytes;
    std::uint8_t tag;
    std::size_t header_size;
    std::size_t content_size;
};

} // namespace

TEST_CASE("a DER header tells tag and lengths, with or without the content", "[tlv][der]")
{
    const auto [bytes, tag, header_size, content_size] =
        GENERATE(Case{{0x30, 0x00}, 0x30, 2, 0},
                 Case{{0x02, 0x01}, 0x02, 2, 1},
                 Case{{0x30, 0x7F}, 0x30, 2, 0x7F},
                 Case{{0x30, 0x81, 0x80}, 0x30, 3, 0x80},
                 Case{{0x04, 0x81, 0xFF}, 0x04, 3, 0xFF},
                 Case{{0x30, 0x82, 0x01, 0x00}, 0x30, 4, 0x100},
                 Case{{0x30, 0x82, 0x05, 0xB3, 0x30, 0x82}, 0x30, 4, 0x5B3},
                 Case{{0x30, 0x82, 0xFF, 0xFF}, 0x30, 4, 0xFFFF},
                 Case{{0xA3, 0x03, 0x01, 0x02, 0x03, 0xFF}, 0xA3, 2, 3},
                 Case{{0x1E, 0x02}, 0x1E, 2, 2},
                 Case{{0xFE, 0x02}, 0xFE, 2, 2});
    const auto header = parse_der_header(bytes);
    REQUIRE(header);
    CHECK(header->tag == tag);
    CHECK(header->header_size == header_size);
    CHECK(header->content_size == content_size);
    CHECK(header->total_size() == header_size + content_size);
}

TEST_CASE("a header that ends too early is none, wherever it ends", "[tlv][der]")
{
    const Bytes whole =
        GENERATE(Bytes{0x30, 0x7F}, Bytes{0x30, 0x81, 0x80}, Bytes{0x30, 0x82, 0x01, 0x00});
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(whole, size);
        CHECK_FALSE(parse_der_header(ByteView{whole}.first(size)));
    }
    CHECK(parse_der_header(whole));
}

TEST_CASE("a length that is not in its shortest form is refused", "[tlv][der]")
{
    CHECK_FALSE(parse_der_header(Bytes{0x30, 0x81, 0x00}));
    CHECK_FALSE(parse_der_header(Bytes{0x30, 0x81, 0x7F}));
    CHECK_FALSE(parse_der_header(Bytes{0x30, 0x82, 0x00, 0x00}));
    CHECK_FALSE(parse_der_header(Bytes{0x30, 0x82, 0x00, 0x7F}));
    CHECK_FALSE(parse_der_header(Bytes{0x30, 0x82, 0x00, 0xFF}));
}

TEST_CASE("an indefinite length is refused", "[tlv][der]")
{
    CHECK_FALSE(parse_der_header(Bytes{0x30, 0x80}));
    CHECK_FALSE(parse_der_header(Bytes{0x30, 0x80, 0x02, 0x01, 0x00, 0x00, 0x00}));
}

TEST_CASE("a length of more than two bytes is refused: no file is so long", "[tlv][der]")
{
    CHECK_FALSE(parse_der_header(Bytes{0x30, 0x83, 0x01, 0x00, 0x00}));
    CHECK_FALSE(parse_der_header(Bytes{0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF}));
    CHECK_FALSE(parse_der_header(Bytes{0x30, 0xFF, 0x01, 0x01, 0x01, 0x01}));
}

TEST_CASE("a tag of more than one byte is refused", "[tlv][der]")
{
    for (const unsigned tag : {0x1FU, 0x3FU, 0x5FU, 0x7FU, 0x9FU, 0xBFU, 0xDFU, 0xFFU}) {
        CHECK_FALSE(parse_der_header(Bytes{static_cast<std::uint8_t>(tag), 0x02, 0x01}));
    }
}

TEST_CASE("values are taken one after the other, each only if it is all there", "[tlv][der]")
{
    const Bytes bytes{0x02, 0x01, 0x05, 0x30, 0x00, 0x04, 0x02, 0x01};
    ByteReader in{bytes};
    const auto number = tlv::take_der(in);
    REQUIRE(number);
    CHECK(number->tag == 0x02);
    CHECK(number->whole.size() == 3);
    CHECK(number->content.size() == 1);
    CHECK(number->content[0] == 0x05);
    const auto sequence = tlv::take_der(in);
    REQUIRE(sequence);
    CHECK(sequence->tag == tlv::der_sequence);
    CHECK(sequence->content.empty());
    CHECK_FALSE(tlv::take_der(in));
    CHECK(in.remaining() == 3);
}
