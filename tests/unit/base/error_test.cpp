// SPDX-License-Identifier: Apache-2.0
#include "base/log.hpp"
#include "support/catch.hpp"

#include <set>
#include <string>

using namespace openbeid;

TEST_CASE("every error has a name of its own", "[base][error]")
{
    std::set<std::string> names;
    const auto last = static_cast<unsigned>(Errc::crypto_failure);
    for (unsigned value = 0; value <= last; ++value) {
        names.insert(name_of(static_cast<Errc>(value)));
    }
    CHECK(names.size() == last + 1);
    CHECK(names.count("unknown") == 0);
    CHECK(name_of(static_cast<Errc>(last + 1)) == std::string{"unknown"});
}

TEST_CASE("an error in words says what is known of it and no more", "[base][error]")
{
    CHECK(log::describe({.code = Errc::io}) == "io");
    CHECK(log::describe({.code = Errc::io, .where = "SELECT"}) == "io in SELECT");
    CHECK(log::describe({.code = Errc::not_found, .sw = 0x6A82, .where = "SELECT"}) ==
          "not_found in SELECT, SW=6A82");
    CHECK(
        log::describe({.code = Errc::card_reset, .pcsc = static_cast<std::int32_t>(0x80100068)}) ==
        "card_reset, PC/SC 80100068");
}

TEST_CASE("the tries that are left are told, none of them too", "[base][error]")
{
    CHECK(log::describe({.code = Errc::pin_incorrect, .sw = 0x63C2, .tries_left = 2}) ==
          "pin_incorrect, SW=63C2, 2 tries left");
    CHECK(log::describe({.code = Errc::pin_incorrect, .tries_left = 0}) ==
          "pin_incorrect, 0 tries left");
}
