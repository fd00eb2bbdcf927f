// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate.hpp"
#include "crypto/digest.hpp"
#include "crypto/digest_info.hpp"
#include "crypto/verify.hpp"
#include "data.hpp"
#include "support.hpp"

using namespace openbeid;
using namespace openbeid::crypto;

namespace {

bool signed_by(std::string_view certificate,
               Hash hash,
               const Bytes& content,
               const Bytes& signature)
{
    const auto context = make_context();
    const auto parsed = Certificate::parse(*context, base64(certificate));
    REQUIRE(parsed);
    REQUIRE(parsed->public_key());
    const auto value = digest(*context, hash, content);
    REQUIRE(value);
    const auto verified =
        verify(*context, **parsed->public_key(), Pkcs1{}, digest_info(hash, *value), signature);
    REQUIRE(verified);
    return *verified;
}

} // namespace

TEST_CASE("the identity file of the 2017 specimen verifies with SHA-256", "[crypto][specimen]")
{
    auto identity = base64(data::id_2017);
    const auto signature = base64(data::sgn_id_2017);
    CHECK(signed_by(data::rrn_2017, Hash::sha256, identity, signature));
    CHECK_FALSE(signed_by(data::rrn_2017, Hash::sha1, identity, signature));
    CHECK_FALSE(signed_by(data::rrn_2009, Hash::sha256, identity, signature));
    identity.back() ^= 0x01U;
    CHECK_FALSE(signed_by(data::rrn_2017, Hash::sha256, identity, signature));
}

TEST_CASE("the identity and address of the 2009 specimen verify with SHA-1", "[crypto][specimen]")
{
    const auto identity = base64(data::id_2009);
    const auto signature = base64(data::sgn_id_2009);
    CHECK(signed_by(data::rrn_2009, Hash::sha1, identity, signature));
    CHECK_FALSE(signed_by(data::rrn_2009, Hash::sha256, identity, signature));

    auto address = base64(data::address_2009);
    const auto address_signature = base64(data::sgn_address_2009);
    CHECK_FALSE(signed_by(data::rrn_2009, Hash::sha1, address, address_signature));
    address.insert(address.end(), signature.begin(), signature.end());
    CHECK(signed_by(data::rrn_2009, Hash::sha1, address, address_signature));
}
