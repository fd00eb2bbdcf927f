// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate.hpp"
#include "crypto/digest.hpp"
#include "crypto/ecdsa.hpp"
#include "crypto/error_queue_guard.hpp"
#include "crypto/hmac.hpp"
#include "crypto/verify.hpp"
#include "data.hpp"
#include "openssl_key.hpp"
#include "support.hpp"

#include <openssl/err.h>

#include <vector>

using namespace openbeid;
using namespace openbeid::crypto;

namespace {

// Empties the queue.
std::vector<unsigned long> errors()
{
    std::vector<unsigned long> all;
    while (const auto error = ERR_get_error()) {
        all.push_back(error);
    }
    return all;
}

// Every public function, most of them so that OpenSSL complains.
void use_everything()
{
    const auto context = make_context();
    const auto parsed = Certificate::parse(*context, base64(data::rrn_2017));
    REQUIRE(parsed);
    const auto& rsa = **parsed->public_key();
    const Pss pss{.hash = Hash::sha256, .mgf_hash = Hash::sha256, .salt_length = 32};
    static_cast<void>(verify(*context, rsa, Pkcs1{}, Bytes(20), Bytes(256, 0xFF)));
    static_cast<void>(verify(*context, rsa, pss, Bytes(32), Bytes(256, 0x01)));
    static_cast<void>(Certificate::parse(*context, Bytes(300, 0x30)));
    auto damaged = base64(data::ca);
    damaged.at(200) ^= 0x10U;
    static_cast<void>(Certificate::parse(*context, damaged));
    static_cast<void>(PublicKey::from_spki(*context, Bytes(300, 0x31)));
    static_cast<void>(ecdsa_to_der(Bytes(64, 0x01)));
    static_cast<void>(ecdsa_from_der(Bytes(64, 0x01), 32));
    static_cast<void>(digest(*context, Hash::sha1, Bytes(3)));
    static_cast<void>(hmac_sha256(*context, {}, {}));
    Bytes random(5);
    static_cast<void>(random_bytes(*context, random));
}

void raise(int reason)
{
    ERR_raise(ERR_LIB_USER, reason);
}

} // namespace

TEST_CASE("an empty error queue stays empty", "[crypto][errors]")
{
    ERR_clear_error();
    use_everything();
    CHECK(errors().empty());
}

TEST_CASE("the host's errors stay as they were", "[crypto][errors]")
{
    ERR_clear_error();
    raise(101);
    raise(102);
    raise(103);
    use_everything();
    const auto found = errors();
    REQUIRE(found.size() == 3);
    CHECK(ERR_GET_REASON(found.at(0)) == 101);
    CHECK(ERR_GET_REASON(found.at(1)) == 102);
    CHECK(ERR_GET_REASON(found.at(2)) == 103);
}

TEST_CASE("the host's mark stays where it was", "[crypto][errors]")
{
    ERR_clear_error();
    raise(101);
    REQUIRE(ERR_set_mark() == 1);
    use_everything();
    raise(102);
    CHECK(ERR_pop_to_mark() == 1);
    const auto found = errors();
    REQUIRE(found.size() == 1);
    CHECK(ERR_GET_REASON(found.at(0)) == 101);
}

TEST_CASE("a guard takes away what was raised under it", "[crypto][errors]")
{
    ERR_clear_error();
    raise(101);
    {
        const ErrorQueueGuard guard;
        CHECK(guard.openssl_is_usable());
        raise(102);
    }
    CHECK(errors().size() == 1);
}
