// SPDX-License-Identifier: Apache-2.0
#include "base/hex.hpp"
#include "support/catch.hpp"

using namespace openbeid;

TEST_CASE("bytes are spelled as upper-case pairs of digits and read back", "[base][hex]")
{
    const Bytes bytes{0x00, 0x3B, 0x98, 0xFF};
    CHECK(to_hex(bytes) == "003B98FF");
    CHECK(from_hex("00 3b\n98FF") == bytes);
    CHECK(from_hex("") == Bytes{});
    CHECK(to_hex({}).empty());
}

TEST_CASE("every byte is read back from what it is spelled as", "[base][hex]")
{
    Bytes bytes;
    for (unsigned value = 0; value <= 0xFF; ++value) {
        bytes.push_back(static_cast<std::uint8_t>(value));
    }
    CHECK(from_hex(to_hex(bytes)) == bytes);
}

TEST_CASE("white space may stand between any two digits", "[base][hex]")
{
    CHECK(from_hex(" 3 B\t9\r\n8 ") == Bytes{0x3B, 0x98});
    CHECK(from_hex(" \n") == Bytes{});
}

TEST_CASE("text that is not hexadecimal is refused whole", "[base][hex]")
{
    CHECK_FALSE(from_hex("3B9"));
    CHECK_FALSE(from_hex("3B 9G"));
    CHECK_FALSE(from_hex("0x3B"));
    CHECK_FALSE(from_hex("3B:98"));
    CHECK_FALSE(from_hex(std::string_view{"3B\0", 3}));
    CHECK_FALSE(from_hex("3B\v98"));
    CHECK_FALSE(from_hex("\xC3\xA9"));
}
