// SPDX-License-Identifier: Apache-2.0
#include "identity/certificate_checks.hpp"

#include "base/try.hpp"
#include "identity/belgian_roots.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

namespace openbeid::identity {

namespace {

bool name_says_register(ByteView name)
{
    constexpr std::string_view wanted = "RRN"; // Rijksregister, Registre national
    const auto names = crypto::common_names(name);
    return names && std::ranges::any_of(*names, [&](ByteView each) {
               return std::search(each.begin(), each.end(), wanted.begin(), wanted.end()) !=
                      each.end();
           });
}

// Of a certificate that not every card has (card reference §1.6), or that nothing depends on.
Finding may_be_absent(Reason missing)
{
    return missing == Reason::not_on_card ? absent() : without(missing);
}

// What a certificate that certifies no other one must be like; nothing if it is.
std::optional<Finding> end_entity_flaw(const crypto::CertificateProfile& profile,
                                       bool crypto::KeyUsage::*use)
{
    const auto& usage = profile.key_usage;
    if (profile.is_authority || (usage && usage->certificate_signing)) {
        return failed(Reason::acts_as_authority);
    }
    if (!usage || !(*usage.*use)) {
        return failed(Reason::wrong_key_usage);
    }
    return profile.has_unknown_critical ? std::optional{failed(Reason::unknown_constraint)}
                                        : std::nullopt;
}

// The same of one that certifies others. A path length, if any, allows for the leaf: nothing
// stands between (RFC 5280 §4.2.1.9).
std::optional<Finding> authority_flaw(const crypto::CertificateProfile& profile)
{
    if (!profile.is_authority || !profile.key_usage || !profile.key_usage->certificate_signing) {
        return failed(Reason::issuer_not_authority);
    }
    return profile.has_unknown_critical ? std::optional{failed(Reason::unknown_constraint)}
                                        : std::nullopt;
}

} // namespace

Result<Finding> check_register_certificate(const crypto::Context& context,
                                           const CertificateFile& file,
                                           const Anchors& anchors)
{
    if (!file.certificate) {
        return without(file.missing);
    }
    if (const auto flaw = end_entity_flaw(file.profile, &crypto::KeyUsage::digital_signature)) {
        return *flaw;
    }
    if (!name_says_register(file.certificate->subject())) {
        return failed(Reason::wrong_subject_name);
    }
    if (file.key() == nullptr) {
        return failed(Reason::unsupported_algorithm);
    }
    OPENBEID_TRY(const auto issuer, anchors.issuer_of(context, *file.certificate));
    const bool is_its_policy = has_register_policy(file.profile, issuer.anchor);
    return is_its_policy ? issuer : failed(Reason::wrong_policy);
}

bool has_register_policy(const crypto::CertificateProfile& profile, TrustAnchor anchor) noexcept
{
    const auto pinned = belgian_roots();
    const auto root = std::ranges::find(pinned, anchor, &BelgianRoot::anchor);
    if (root == pinned.end() || root->register_policy.empty()) {
        return true;
    }
    return std::ranges::any_of(profile.policies, [&](const Bytes& policy) {
        return std::ranges::equal(policy, root->register_policy);
    });
}

Result<Finding> check_leaf(const crypto::Context& context,
                           const CertificateFile& leaf,
                           const CertificateFile& ca,
                           bool crypto::KeyUsage::*use,
                           const Anchors& anchors)
{
    if (!leaf.certificate) {
        return may_be_absent(leaf.missing);
    }
    if (const auto flaw = end_entity_flaw(leaf.profile, use)) {
        return *flaw;
    }
    if (!ca.certificate && ca.missing == Reason::not_given) {
        return not_checked(Reason::no_key);
    }
    if (ca.key() == nullptr) {
        return failed(Reason::no_key);
    }
    if (const auto flaw = authority_flaw(ca.profile)) {
        return *flaw;
    }
    if (!std::ranges::equal(leaf.certificate->issuer(), ca.certificate->subject())) {
        return failed(Reason::wrong_issuer_name);
    }
    OPENBEID_TRY(const auto own, signed_by(context, *leaf.certificate, *ca.key()));
    if (own.outcome != Outcome::passed) {
        return own;
    }
    OPENBEID_TRY(const auto chain, anchors.issuer_of(context, *ca.certificate));
    return chain.outcome == Outcome::passed ? passed(own.used_sha1 || chain.used_sha1, chain.anchor)
                                            : chain;
}

bool is_of_holder(const crypto::Certificate& leaf, std::string_view national_number)
{
    constexpr std::size_t national_number_size = 11; // digits
    // Test cards have 13 characters in its place (card reference §9.7).
    std::string digits;
    std::ranges::copy_if(national_number, std::back_inserter(digits), [](char each) {
        return each >= '0' && each <= '9';
    });
    if (digits.size() != national_number_size) {
        return true; // there is nothing to compare with
    }
    // One of them may be something else: the specimens of 2017 keep the surname there.
    const auto is_number = [](ByteView value) {
        return value.size() == national_number_size &&
               std::ranges::all_of(value, [](auto each) { return each >= '0' && each <= '9'; });
    };
    const auto names = crypto::serial_numbers(leaf.subject());
    return !names || std::ranges::none_of(*names, is_number) ||
           std::ranges::any_of(*names,
                               [&](ByteView each) { return std::ranges::equal(each, digits); });
}

Result<Finding>
check_root(const crypto::Context& context, const CertificateFile& root, const Anchors& anchors)
{
    if (!root.certificate) {
        return may_be_absent(root.missing);
    }
    const auto anchor = anchors.find(root.certificate->spki());
    if (anchor == TrustAnchor::none || root.key() == nullptr) {
        return failed(Reason::untrusted_issuer);
    }
    if (const auto flaw = authority_flaw(root.profile)) {
        return *flaw;
    }
    OPENBEID_TRY(const auto own, signed_by(context, *root.certificate, *root.key()));
    return own.outcome == Outcome::passed ? passed(false, anchor) : own;
}

} // namespace openbeid::identity
