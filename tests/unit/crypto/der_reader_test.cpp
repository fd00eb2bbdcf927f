// SPDX-License-Identifier: Apache-2.0
#include "crypto/der_reader.hpp"
#include "support.hpp"

using namespace openbeid;
using namespace openbeid::crypto;

namespace {

bool reads(std::string_view text)
{
    const auto bytes = hex(text);
    return DerReader{bytes}.next().has_value();
}

bool well_formed(const Bytes& bytes)
{
    return is_well_formed(bytes);
}

} // namespace

TEST_CASE("values are read one after the other", "[crypto][der]")
{
    auto bytes = hex("020105 0500 04820100");
    bytes.resize(bytes.size() + 256);
    DerReader in{bytes};
    const auto number = in.next();
    REQUIRE(number);
    CHECK(number->tag == DerTag::integer);
    CHECK(to_hex(number->whole) == "020105");
    CHECK(to_hex(number->content) == "05");
    CHECK_FALSE(in.next(DerTag::sequence));
    CHECK(in.next(DerTag::null));
    CHECK_FALSE(in.at_end());
    const auto octets = in.next(DerTag::octet_string);
    REQUIRE(octets);
    CHECK(octets->content.size() == 256);
    CHECK(in.at_end());
    CHECK_FALSE(in.next());
    CHECK_FALSE(in.next(DerTag::octet_string));
}

TEST_CASE("lengths and tags that are not DER are not read", "[crypto][der]")
{
    CHECK(reads("0400"));
    CHECK_FALSE(reads(""));
    CHECK_FALSE(reads("04"));
    CHECK_FALSE(reads("0401"));
    CHECK_FALSE(reads("3080 0000"));       // indefinite
    CHECK_FALSE(reads("048101 00"));       // shorter form possible
    CHECK_FALSE(reads("04820001 00"));     // leading zero
    CHECK_FALSE(reads("0481"));            // length cut
    CHECK_FALSE(reads("0484FFFFFFFF 00")); // far too long
    CHECK_FALSE(reads("0488FFFFFFFFFFFFFFFF 00"));
    CHECK_FALSE(reads("04FF00"));
    CHECK_FALSE(reads("1F2000")); // tag of two bytes
}

TEST_CASE("constructed values must hold values, not too deep", "[crypto][der]")
{
    CHECK(well_formed({}));
    CHECK(well_formed(hex("3003 020105 0500")));
    CHECK_FALSE(well_formed(hex("3003 020205")));
    CHECK_FALSE(well_formed(hex("3003 020105 05")));
    Bytes nested;
    for (int depth = 0; depth < 17; ++depth) {
        CHECK(well_formed(nested));
        nested.insert(nested.begin(), {0x30, static_cast<std::uint8_t>(nested.size())});
    }
    CHECK_FALSE(well_formed(nested));
}

TEST_CASE("an only value leaves no byte", "[crypto][der]")
{
    CHECK(only_value(hex("0500"), DerTag::null));
    CHECK_FALSE(only_value(hex("0500 00"), DerTag::null));
    CHECK_FALSE(only_value(hex("0500 0500"), DerTag::null));
    CHECK_FALSE(only_value(hex("0500"), DerTag::integer));
    CHECK_FALSE(only_value({}, DerTag::null));
}

TEST_CASE("integers have their shortest form", "[crypto][der]")
{
    const auto minimal = [](std::string_view text) {
        const auto bytes = hex(text);
        const auto value = DerReader{bytes}.next();
        REQUIRE(value);
        return is_minimal_integer(*value);
    };
    CHECK(minimal("020100"));
    CHECK(minimal("02020080"));
    CHECK(minimal("0201FF"));
    CHECK(minimal("0202FF7F"));
    CHECK_FALSE(minimal("0200"));
    CHECK_FALSE(minimal("0202007F"));
    CHECK_FALSE(minimal("0202FF80"));
    CHECK_FALSE(minimal("040100"));
}
