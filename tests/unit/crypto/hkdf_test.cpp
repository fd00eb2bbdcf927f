// SPDX-License-Identifier: Apache-2.0
#include "crypto/hkdf.hpp"
#include "support.hpp"

using namespace openbeid;
using namespace openbeid::crypto;

TEST_CASE("HKDF with SHA-256 is that of RFC 5869, appendix A", "[crypto][hkdf]")
{
    struct Vector {
        Bytes secret;
        Bytes salt;
        Bytes info;
        const char* output;
    };
    const std::array<Vector, 2> vectors{
        // A.1 and A.3
        {{Bytes(22, 0x0B),
          hex("000102030405060708090A0B0C"),
          hex("F0F1F2F3F4F5F6F7F8F9"),
          "3CB25F25FAACD57A90434F64D0362F2A2D2D0A90CF1A5A4C5DB02D56ECC4C5BF34007208D5B887185865"},
         {Bytes(22, 0x0B),
          {},
          {},
          "8DA4E775A563C18F715F802A063C5A31B8A11F5C5EE1879EC3454E5F3C738D2D9D201395FAA4B61A96C8"}}};
    const auto context = make_context();
    for (const auto& vector : vectors) {
        Bytes output(42);
        REQUIRE(hkdf_sha256(*context, vector.secret, vector.salt, vector.info, output));
        CHECK(to_hex(output) == vector.output);
    }
}

TEST_CASE("HKDF gives no more than it can, and nothing from nothing", "[crypto][hkdf]")
{
    const auto context = make_context();
    Bytes most(255U * 32U);
    CHECK(hkdf_sha256(*context, text_bytes("secret"), {}, {}, most));
    Bytes more(255U * 32U + 1);
    CHECK_FALSE(hkdf_sha256(*context, text_bytes("secret"), {}, {}, more));
    Bytes output(32);
    CHECK_FALSE(hkdf_sha256(*context, {}, {}, {}, output));
}
