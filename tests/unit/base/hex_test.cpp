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
}

TEST_CASE("text that is not hexadecimal is refused whole", "[base][hex]")
{
    CHECK_FALSE(from_hex("3B9"));
    CHECK_FALSE(from_hex("3B 9G"));
    CHECK_FALSE(from_hex("0x3B"));
}
