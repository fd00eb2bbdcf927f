// SPDX-License-Identifier: Apache-2.0
#include "identity/files.hpp"
#include "support.hpp"

#include <openbeid/identity.hpp>

using namespace openbeid;
using namespace openbeid::identity;
using crypto::hex;

namespace {

std::optional<Address> parsed_or_absent(ByteView file)
{
    auto result = parse_address(file);
    REQUIRE(result);
    return *std::move(result);
}

} // namespace

TEST_CASE("an address has a street, a ZIP code and a municipality", "[identity][address]")
{
    auto file = record(0x01, "Rue de l'Échantillon 12 bte 3");
    file += record(0x02, "4000");
    file += record(0x03, "Liège");
    file.resize(117);
    const auto address = parsed_or_absent(file);
    REQUIRE(address);
    CHECK(address->street_and_number == "Rue de l'Échantillon 12 bte 3");
    CHECK(address->zip == "4000");
    CHECK(address->municipality == "Liège");
}

TEST_CASE("an address of applet 1.8 begins with its structure version", "[identity][address]")
{
    auto file = hex("00 02 0002 01 01 41 02 00 03 01 42");
    file.resize(121);
    const auto address = parsed_or_absent(file);
    REQUIRE(address);
    CHECK(address->street_and_number == "A");
    CHECK(address->zip.empty());
    CHECK(address->municipality == "B");
}

TEST_CASE("a file of zeros, or of nothing but empty fields, is no address", "[identity][address]")
{
    CHECK_FALSE(parsed_or_absent(Bytes(117)));
    CHECK_FALSE(parsed_or_absent(Bytes(121)));
    CHECK_FALSE(parsed_or_absent({}));
    CHECK_FALSE(parsed_or_absent(hex("01 00 02 00 03 00 00 00")));
    CHECK_FALSE(parsed_or_absent(hex("00 02 0002 01 00 02 00 03 00 00 00")));
}

TEST_CASE("unknown fields of an address are kept with their number", "[identity][address]")
{
    const auto address = parsed_or_absent(hex("01 01 41 04 02 0102 01 01 42"));
    REQUIRE(address);
    CHECK(address->street_and_number == "A");
    REQUIRE(address->unknown_fields.size() == 1);
    CHECK(address->unknown_fields[0].tag == 4);
    CHECK(to_hex(address->unknown_fields[0].value) == "0102");
}
