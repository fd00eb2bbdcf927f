// SPDX-License-Identifier: Apache-2.0
#include "crypto/digest_info.hpp"
#include "crypto/handles.hpp"
#include "support.hpp"

#include <openssl/objects.h>
#include <openssl/x509.h>

#include <array>
#include <utility>

using namespace openbeid;
using namespace openbeid::crypto;

namespace {

using SigHandle = OpensslHandle<X509_SIG, X509_SIG_free>;

constexpr std::array<std::pair<Hash, int>, 5> hashes{{{Hash::sha1, NID_sha1},
                                                      {Hash::sha224, NID_sha224},
                                                      {Hash::sha256, NID_sha256},
                                                      {Hash::sha384, NID_sha384},
                                                      {Hash::sha512, NID_sha512}}};

} // namespace

TEST_CASE("a DigestInfo is what OpenSSL reads as one, with NULL parameters",
          "[crypto][digest_info]")
{
    for (const auto& [hash, nid] : hashes) {
        const Bytes value(size_of(hash), 0xA5);
        const auto info = digest_info(hash, value);
        CHECK(info.size() <= max_digest_info_size);

        const auto* end = info.data();
        const SigHandle read{d2i_X509_SIG(nullptr, &end, static_cast<long>(info.size()))};
        REQUIRE(read);
        CHECK(end == info.data() + info.size());
        const X509_ALGOR* algorithm = nullptr;
        const ASN1_OCTET_STRING* octets = nullptr;
        X509_SIG_get0(read.get(), &algorithm, &octets);
        const ASN1_OBJECT* oid = nullptr;
        int parameters = 0;
        X509_ALGOR_get0(&oid, &parameters, nullptr, algorithm);
        CHECK(OBJ_obj2nid(oid) == nid);
        CHECK(parameters == V_ASN1_NULL);
        const ByteView digest{ASN1_STRING_get0_data(octets),
                              static_cast<std::size_t>(ASN1_STRING_length(octets))};
        CHECK(copy(digest) == value);
    }
    CHECK(digest_info(Hash::sha512, Bytes(64)).size() == max_digest_info_size);
}

TEST_CASE("no DigestInfo is made around a digest of another length", "[crypto][digest_info]")
{
    CHECK(digest_info(Hash::sha256, Bytes(31)).empty());
    CHECK(digest_info(Hash::sha256, Bytes(33)).empty());
    CHECK(digest_info(Hash::sha1, {}).empty());
    CHECK(digest_info(static_cast<Hash>(9), {}).empty());
}
