// SPDX-License-Identifier: Apache-2.0
#include "crypto/issuance.hpp"
#include "data.hpp"
#include "support.hpp"

using namespace openbeid;
using namespace openbeid::crypto;

namespace {

Certificate parsed(const Context& context, std::string_view text)
{
    return parsed(context, base64(text));
}

bool issued_by(const Context& context, const Certificate& certificate, const Certificate& issuer)
{
    const auto answer = is_issued_by(context, certificate, issuer);
    REQUIRE(answer);
    return *answer;
}

} // namespace

TEST_CASE("an issuer is told by its name and its signature", "[crypto][issuance]")
{
    const auto context = make_context();
    const auto leaf = parsed(*context, data::issued);
    const auto issuer = parsed(*context, data::issuer);
    const auto namesake = parsed(*context, data::ca);
    CHECK(issued_by(*context, leaf, issuer));
    CHECK(issued_by(*context, issuer, issuer));
    CHECK(issued_by(*context, namesake, namesake));
    CHECK_FALSE(issued_by(*context, leaf, namesake));
    CHECK_FALSE(issued_by(*context, namesake, issuer));
    CHECK_FALSE(issued_by(*context, issuer, leaf));
    CHECK_FALSE(issued_by(*context, parsed(*context, data::rrn_2017), issuer));
}

TEST_CASE("a certificate that was changed was issued by nobody", "[crypto][issuance]")
{
    const auto context = make_context();
    const auto issuer = parsed(*context, data::issuer);
    const auto der = base64(data::issued);
    int still_parsed = 0;
    for (std::size_t at = 0; at < der.size(); ++at) {
        auto changed = der;
        changed[at] ^= 0x01U;
        const auto certificate = Certificate::parse(*context, changed);
        if (certificate) {
            ++still_parsed;
            CHECK_FALSE(issued_by(*context, *certificate, issuer));
        }
    }
    CHECK(still_parsed > 100);
}
