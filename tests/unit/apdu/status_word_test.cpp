// SPDX-License-Identifier: Apache-2.0
#include "apdu/status_word.hpp"
#include "support/catch.hpp"

using namespace openbeid::apdu;

TEST_CASE("63Cx tells the tries that are left, no other status word does", "[apdu][status-word]")
{
    CHECK(tries_left(Sw{0x63C0}) == 0);
    CHECK(tries_left(Sw{0x63C3}) == 3);
    CHECK(tries_left(Sw{0x63CF}) == 15);
    CHECK_FALSE(tries_left(Sw{0x6300}));
    CHECK_FALSE(tries_left(Sw{0x63D0}));
    CHECK_FALSE(tries_left(Sw{0x6983}));
    CHECK_FALSE(tries_left(Sw::ok));
}

TEST_CASE("a status word is two bytes, the high one first", "[apdu][status-word]")
{
    CHECK(sw1(Sw{0x6C1F}) == 0x6C);
    CHECK(sw2(Sw{0x6C1F}) == 0x1F);
    CHECK(raw(Sw{0x6C1F}) == 0x6C1F);
}
