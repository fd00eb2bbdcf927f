// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate_profile.hpp"
#include "crypto/certificate_signature.hpp"
#include "data.hpp"
#include "support.hpp"

#include <algorithm>

using namespace openbeid;
using namespace openbeid::crypto;

namespace {

// The last place where `part` stands in `whole`.
std::size_t last_of(const Bytes& whole, const Bytes& part)
{
    const auto found = std::find_end(whole.begin(), whole.end(), part.begin(), part.end());
    REQUIRE(found != whole.end());
    return static_cast<std::size_t>(found - whole.begin());
}

} // namespace

TEST_CASE("a certificate that its own key signed verifies with that key only",
          "[crypto][certificate]")
{
    const auto context = make_context();
    const auto ca = parsed(*context, base64(data::ca));
    const auto& own = **ca.public_key();
    CHECK(*signature_hash(*context, ca, own) == Hash::sha256);

    const auto other = parsed(*context, base64(data::rrn_2017));
    CHECK(*signature_hash(*context, other, own) == std::nullopt);                  // RSA signature
    CHECK(*signature_hash(*context, ca, **other.public_key()) == std::nullopt);    // RSA key
    CHECK(*signature_hash(*context, other, **other.public_key()) == std::nullopt); // not its issuer
}

TEST_CASE("what is signed and the signature can't be changed", "[crypto][certificate]")
{
    const auto context = make_context();
    const auto der = base64(data::ca);
    const auto key = **parsed(*context, der).public_key();
    std::size_t changed = 0;
    for (std::size_t i = 0; i < der.size(); ++i) {
        auto other = der;
        other[i] ^= 0x04U;
        const auto certificate = Certificate::parse(*context, other);
        if (!certificate) {
            continue;
        }
        const auto hash = signature_hash(*context, *certificate, key);
        CAPTURE(i);
        CHECK((!hash || !*hash));
        CHECK((hash || hash.error().code != Errc::crypto_failure));
        ++changed;
    }
    CHECK(changed > 100);
}

TEST_CASE("a certificate that names two algorithms is malformed", "[crypto][certificate]")
{
    const auto context = make_context();
    auto der = base64(data::ca);
    const auto key = **parsed(*context, der).public_key();
    // ecdsa-with-SHA256 becomes ecdsa-with-SHA384 outside of what is signed.
    const auto algorithm = hex("06082A8648CE3D040302");
    der[last_of(der, algorithm) + algorithm.size() - 1] = 0x03;
    CHECK(error_of(signature_hash(*context, parsed(*context, der), key)) == Errc::malformed);
}

TEST_CASE("a signature of unused bits is malformed", "[crypto][certificate]")
{
    const auto context = make_context();
    auto der = base64(data::ca);
    const auto key = **parsed(*context, der).public_key();
    const auto signature = hex("03670030"); // BIT STRING, 0 unused bits, SEQUENCE
    der[last_of(der, signature) + 2] = 0x01;
    CHECK(error_of(signature_hash(*context, parsed(*context, der), key)) == Errc::malformed);
}

TEST_CASE("a signature of a kind that we don't know is unsupported", "[crypto][certificate]")
{
    const auto context = make_context();
    const auto key = **parsed(*context, base64(data::ca)).public_key();
    const auto other = parsed(*context, base64(data::ed25519));
    CHECK(error_of(signature_hash(*context, other, key)) == Errc::unsupported);
}

TEST_CASE("a certificate's profile is what its extensions say", "[crypto][certificate]")
{
    const auto context = make_context();
    const auto rrn = read_profile(parsed(*context, base64(data::rrn_2017)));
    REQUIRE(rrn);
    CHECK_FALSE(rrn->is_authority);
    CHECK_FALSE(rrn->path_length);
    CHECK_FALSE(rrn->has_unknown_critical);
    REQUIRE(rrn->key_usage);
    CHECK(rrn->key_usage->digital_signature);
    CHECK(rrn->key_usage->non_repudiation);
    CHECK_FALSE(rrn->key_usage->certificate_signing);

    const auto ca = read_profile(parsed(*context, base64(data::ca)));
    REQUIRE(ca);
    CHECK(ca->is_authority);
    CHECK_FALSE(ca->key_usage);

    const auto none = read_profile(parsed(*context, base64(data::ed25519)));
    REQUIRE(none);
    CHECK_FALSE(none->is_authority);
}

TEST_CASE("an extension that comes twice makes the profile malformed", "[crypto][certificate]")
{
    const auto context = make_context();
    auto der = base64(data::ca);
    // subjectKeyIdentifier, which comes later, becomes a second basicConstraints.
    der[last_of(der, hex("0603551D0E")) + 4] = 0x13;
    CHECK(error_of(read_profile(parsed(*context, der))) == Errc::malformed);
}

TEST_CASE("common names are found wherever they stand in a name", "[crypto][certificate]")
{
    const auto names_of = [](std::string_view name) {
        const auto bytes = hex(name);
        const auto names = common_names(bytes);
        REQUIRE(names);
        std::vector<std::string> texts;
        for (const auto& each : *names) {
            texts.emplace_back(each.begin(), each.end());
        }
        return texts;
    };
    CHECK(names_of("3000").empty());
    CHECK(names_of("300D 310B 3009 0603550406 1302 4245").empty()); // C=BE
    CHECK(names_of("300C 310A 3008 0603550403 0C01 41") == std::vector<std::string>{"A"});
    // Two in one set, and one more in another.
    CHECK(names_of("3022 3114 3008 0603550403 0C01 41 3008 0603550403 1301 42"
                   "310A 3008 0603550403 0C01 43") == std::vector<std::string>{"A", "B", "C"});
    const auto numbered = hex("300C 310A 3008 0603550405 1301 37"); // serialNumber=7
    CHECK(common_names(numbered)->empty());
    CHECK(serial_numbers(numbered)->front()[0] == '7');
    for (const auto* const name : {"",
                                   "30",
                                   "3100",
                                   "3002 3000",
                                   "300C 310A 3008 0603550403 0C02 41",
                                   "300B 3109 3007 0603550403 0C00 00",
                                   "300D 310B 3009 0603550403 0C01 41 00"}) {
        CAPTURE(name);
        CHECK(error_of(common_names(hex(name))) == Errc::malformed);
    }
}
