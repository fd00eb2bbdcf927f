// SPDX-License-Identifier: Apache-2.0
#include "crypto/signature_scheme.hpp"
#include "support/catch.hpp"

#include <limits>

using namespace openbeid::crypto;

namespace {

bool fits(Hash hash, std::size_t salt_length, std::size_t modulus_bits)
{
    return pss_fits({.hash = hash, .mgf_hash = hash, .salt_length = salt_length}, modulus_bits);
}

} // namespace

TEST_CASE("a PSS salt fits up to the modulus less the hash and two bytes", "[crypto][pss]")
{
    CHECK(fits(Hash::sha256, 32, 2048));
    CHECK(fits(Hash::sha256, 256 - 2 - 32, 2048));
    CHECK_FALSE(fits(Hash::sha256, 256 - 2 - 32 + 1, 2048));
    CHECK(fits(Hash::sha512, 128 - 2 - 64, 1024));
    CHECK_FALSE(fits(Hash::sha512, 64, 1024));
    CHECK(fits(Hash::sha1, 128 - 2 - 20, 1023));
    CHECK(fits(Hash::sha1, 128 - 2 - 20, 1018));
}

TEST_CASE("a modulus of one bit more than whole bytes leaves one byte less", "[crypto][pss]")
{
    CHECK(fits(Hash::sha1, 128 - 2 - 20, 1025));
    CHECK_FALSE(fits(Hash::sha1, 129 - 2 - 20, 1025));
    CHECK(fits(Hash::sha1, 129 - 2 - 20, 1026));
}

TEST_CASE("no number is too large or too small to be asked about", "[crypto][pss]")
{
    constexpr auto largest = std::numeric_limits<std::size_t>::max();
    CHECK_FALSE(fits(Hash::sha512, 0, 512));
    CHECK_FALSE(fits(Hash::sha1, 0, 0));
    CHECK_FALSE(fits(Hash::sha1, 0, 1));
    CHECK_FALSE(fits(Hash::sha1, largest, 2048));
    CHECK(fits(Hash::sha1, 0, largest));
}
