// SPDX-License-Identifier: Apache-2.0
#include "crypto/digest.hpp"
#include "identity/belgian_roots.hpp"
#include "identity/certificate_checks.hpp"
#include "support.hpp"

#include <map>

using namespace openbeid;
using namespace openbeid::identity;

TEST_CASE("the pinned roots are the published keys", "[identity][roots]")
{
    // SHA-256 of SubjectPublicKeyInfo, card reference §4.6.
    const std::map<std::string_view, std::string> published{
        {"Belgium Root CA2", "F8E5F905BC939911267B83D50814A90323B51E183629DB52D4FC2D5468A5A578"},
        {"Belgium Root CA3", "C7BC5E493726BBF531F62FC5F5513AC03EAD813AF4DCD445B3305BA3D3D53374"},
        {"Belgium Root CA4", "B1538A9071705A92D938E506B738DA0CAFD1AE66AEC2EEDDC75479D433BD8776"},
        {"Belgium Root CA6", "894AD2232FE69BB09E8370EF387EC1C66AB6A4CE53C811FD3C8CED5B5158D8C1"}};
    const auto context = crypto::make_context();
    REQUIRE(belgian_roots().size() == published.size());
    for (const auto& root : belgian_roots()) {
        CAPTURE(root.common_name);
        CHECK(to_hex(*crypto::digest(*context, crypto::Hash::sha256, root.spki)) ==
              published.at(root.common_name));
        CHECK(crypto::PublicKey::from_spki(*context, crypto::copy(root.spki)));
        CHECK(root.anchor != TrustAnchor::none);
        CHECK(root.anchor != TrustAnchor::test_root);
        CHECK(root.not_before < root.not_after);
    }
}

TEST_CASE("each name of the verification is its own", "[identity][verification]")
{
    std::map<std::string, int> names;
    const Verification nothing;
    for (const auto& result : nothing.results()) {
        ++names[name_of(result.check)];
        CHECK(result.outcome == Outcome::not_checked);
    }
    CHECK(names.size() == check_count);
    CHECK_FALSE(nothing.authentic());
    CHECK_FALSE(nothing.first_failure());
    CHECK_FALSE(nothing.relies_on_test_root());
    CHECK_FALSE(nothing.relies_on_sha1());
    CHECK_FALSE(nothing.validity(Dated::card));
    for (auto reason = 0U; reason <= static_cast<unsigned>(Reason::other_holder); ++reason) {
        CHECK_FALSE(std::string{name_of(Reason(reason))}.empty());
        CHECK_FALSE(std::string{describe(Reason(reason))}.empty());
    }
    CHECK(name_of(TrustAnchor::belgium_root_ca6) == std::string{"belgium_root_ca6"});
    CHECK(name_of(Dated::trust_anchor) == std::string{"trust_anchor"});
    CHECK(name_of(Validity::not_yet_valid) == std::string{"not_yet_valid"});
    CHECK(name_of(Outcome::absent) == std::string{"absent"});
}

TEST_CASE("a verification needs both the register and the signature, and no failure",
          "[identity][verification]")
{
    Verification verification;
    const auto pass = [&](Check check) {
        verification.set({.check = check, .outcome = Outcome::passed, .reason = Reason::none});
    };
    pass(Check::identity_signature);
    CHECK_FALSE(verification.authentic());
    pass(Check::national_register_certificate);
    CHECK(verification.authentic());
    verification.set({.check = Check::address_signature, .outcome = Outcome::absent});
    CHECK(verification.authentic());
    verification.set(
        {.check = Check::photo_hash, .outcome = Outcome::failed, .reason = Reason::mismatch});
    CHECK_FALSE(verification.authentic());
    CHECK(verification.first_failure() == Check::photo_hash);
}

TEST_CASE("a register's certificate has the policy that is the register's below its root",
          "[identity][roots]")
{
    const auto context = crypto::make_context();
    const auto anchors = [&](const char* specimen) {
        const auto file = open_certificate(*context, test_data(specimen));
        REQUIRE(file);
        REQUIRE(file->certificate);
        std::vector<TrustAnchor> fitting;
        for (const auto anchor : {TrustAnchor::belgium_root_ca2,
                                  TrustAnchor::belgium_root_ca3,
                                  TrustAnchor::belgium_root_ca4,
                                  TrustAnchor::belgium_root_ca6,
                                  TrustAnchor::test_root}) {
            if (has_register_policy(file->profile, anchor)) {
                fitting.push_back(anchor);
            }
        }
        return fitting;
    };
    // 2.16.56.12.1.1.4 is that of CA4; of CA6 none is known, and of test roots none is asked for.
    CHECK(anchors("specimens/v17/503C.bin") == std::vector{TrustAnchor::belgium_root_ca4,
                                                           TrustAnchor::belgium_root_ca6,
                                                           TrustAnchor::test_root});
    // 2.16.56.1.40.40.40.1, of a test hierarchy.
    CHECK(anchors("specimens/v11/503C.bin") ==
          std::vector{TrustAnchor::belgium_root_ca6, TrustAnchor::test_root});
}
