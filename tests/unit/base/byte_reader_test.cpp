// SPDX-License-Identifier: Apache-2.0
#include "base/byte_reader.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <limits>

using namespace openbeid;

namespace {

const Bytes five{0x01, 0x80, 0xFF, 0x04, 0x05};

} // namespace

TEST_CASE("a byte reader gives the bytes in order", "[base][byte-reader]")
{
    ByteReader in{five};
    CHECK(in.remaining() == 5);
    CHECK(in.u8() == 0x01);
    CHECK(in.u16() == 0x80FF);
    const auto rest = in.take(2);
    REQUIRE(rest);
    CHECK(std::ranges::equal(*rest, Bytes{0x04, 0x05}));
    CHECK(in.remaining() == 0);
}

TEST_CASE("a byte reader says that bytes are missing and takes none of them", "[base][byte-reader]")
{
    ByteReader in{five};
    CHECK_FALSE(in.take(6));
    CHECK_FALSE(in.take(std::numeric_limits<std::size_t>::max()));
    CHECK(in.remaining() == 5);
    REQUIRE(in.take(4));
    CHECK_FALSE(in.u16());
    CHECK(in.remaining() == 1);
    CHECK(in.u8() == 0x05);
    CHECK_FALSE(in.u8());
}

TEST_CASE("what a byte reader gives are the caller's own bytes", "[base][byte-reader]")
{
    ByteReader in{five};
    REQUIRE(in.u8());
    CHECK(in.rest().data() == five.data() + 1);
    const auto taken = in.take(2);
    REQUIRE(taken);
    CHECK(taken->data() == five.data() + 1);
    CHECK(in.rest().size() == 2);
}

TEST_CASE("nothing can be taken of nothing, but nothing itself", "[base][byte-reader]")
{
    ByteReader in{{}};
    const auto none = in.take(0);
    REQUIRE(none);
    CHECK(none->empty());
    CHECK_FALSE(in.u8());
    CHECK_FALSE(in.u16());
    CHECK(in.rest().empty());
}
