// SPDX-License-Identifier: Apache-2.0
#include "identity/authenticity.hpp"

#include "base/try.hpp"
#include "crypto/digest.hpp"
#include "identity/certificate_checks.hpp"
#include "identity/files.hpp"
#include "identity/register_signature.hpp"
#include "identity/trust.hpp"
#include "identity/validity.hpp"

#include <algorithm>
#include <optional>

namespace openbeid::identity {

namespace {

/// One verification under way. Every step is one check.
class Verifier {
public:
    Verifier(const crypto::Context& context, const CardFiles& files, const Anchors& anchors)
        : context_{context}, files_{files}, anchors_{anchors}
    {
    }

    [[nodiscard]] Result<Verification> run(const crypto::UtcTime& now)
    {
        OPENBEID_CHECK(open());
        OPENBEID_CHECK(check_signatures());
        OPENBEID_CHECK(check_fields());
        OPENBEID_CHECK(check_certificates());
        add_validities(now);
        return std::move(verification_);
    }

private:
    [[nodiscard]] Result<void> open()
    {
        OPENBEID_TRY(register_, open_certificate(context_, files_.national_register_certificate));
        OPENBEID_TRY(authentication_,
                     open_certificate(context_, files_.authentication_certificate));
        OPENBEID_TRY(signature_, open_certificate(context_, files_.signature_certificate));
        OPENBEID_TRY(ca_, open_certificate(context_, files_.ca_certificate));
        OPENBEID_TRY(root_, open_certificate(context_, files_.root_certificate));
        if (!files_.identity.content.empty()) {
            if (auto parsed = parse_identity(files_.identity.content)) {
                identity_ = *std::move(parsed);
            }
        }
        return {};
    }

    [[nodiscard]] Result<void> set(Check check, const Result<Finding>& finding)
    {
        OPENBEID_TRY(const auto found, finding);
        verification_.set({.check = check,
                           .outcome = found.outcome,
                           .reason = found.reason,
                           .used_sha1 = found.used_sha1,
                           .anchor = found.anchor});
        return {};
    }

    // Card reference §4.3, steps 2 to 4.
    [[nodiscard]] Result<void> check_signatures()
    {
        OPENBEID_CHECK(set(Check::national_register_certificate,
                           check_register_certificate(context_, register_, anchors_)));
        const auto identity_signature = check_identity_signature(
            context_, register_.key(), files_.identity, files_.identity_signature);
        // Signed or not, it must be one.
        const bool broken = !files_.identity.content.empty() && !identity_;
        OPENBEID_CHECK(
            set(Check::identity_signature,
                broken && identity_signature ? failed(Reason::malformed) : identity_signature));
        return set(Check::address_signature,
                   check_address_signature(context_,
                                           register_.key(),
                                           files_.address,
                                           files_.identity_signature,
                                           files_.address_signature));
    }

    // What the identity file says about photo, chip and key (§4.3, steps 5 to 7).
    [[nodiscard]] Result<void> check_fields()
    {
        if (files_.identity.content.empty()) {
            return {}; // there is nothing to compare with
        }
        const Identity none;
        const auto& identity = identity_ ? *identity_ : none;
        OPENBEID_CHECK(set(Check::photo_hash, photo(identity.photo_hash)));
        OPENBEID_CHECK(set(Check::chip_number, chip_number(identity.chip_number)));
        OPENBEID_CHECK(set(Check::basic_key_hash,
                           check_basic_key(context_, files_.basic_key, identity.basic_key_hash)));
        return set(Check::chip_proof,
                   check_chip_proof(
                       context_, files_.chip_proof, files_.basic_key, identity.basic_key_hash));
    }

    // The length of the hash tells which it is (card reference §3.2, tag 11).
    [[nodiscard]] Result<Finding> photo(ByteView expected) const
    {
        if (files_.photo.content.empty()) {
            const bool has_none = expected.empty() && files_.photo.missing == Reason::not_on_card;
            return has_none ? absent() : without(files_.photo.missing);
        }
        for (const auto hash : {crypto::Hash::sha1, crypto::Hash::sha256, crypto::Hash::sha384}) {
            if (crypto::size_of(hash) == expected.size()) {
                OPENBEID_TRY(const auto value,
                             crypto::digest(context_, hash, files_.photo.content));
                return std::ranges::equal(value, expected)
                           ? passed(hash == crypto::Hash::sha1, TrustAnchor::none)
                           : failed(Reason::mismatch);
            }
        }
        return failed(expected.empty() ? Reason::unsigned_data : Reason::unsupported_algorithm);
    }

    [[nodiscard]] Finding chip_number(ByteView expected) const
    {
        if (files_.chip_serial.empty()) {
            return not_checked(Reason::not_given);
        }
        return std::ranges::equal(files_.chip_serial, expected)
                   ? passed(false, TrustAnchor::none)
                   : failed(expected.empty() ? Reason::unsigned_data : Reason::mismatch);
    }

    [[nodiscard]] Result<void> check_certificates()
    {
        OPENBEID_CHECK(set(Check::authentication_certificate,
                           leaf(authentication_, &crypto::KeyUsage::digital_signature)));
        OPENBEID_CHECK(set(Check::signature_certificate,
                           leaf(signature_, &crypto::KeyUsage::non_repudiation)));
        return set(Check::root_certificate, check_root(context_, root_, anchors_));
    }

    [[nodiscard]] Result<Finding> leaf(const CertificateFile& file,
                                       bool crypto::KeyUsage::*use) const
    {
        OPENBEID_TRY(const auto chain, check_leaf(context_, file, ca_, use, anchors_));
        const bool of_another = chain.outcome == Outcome::passed && identity_ &&
                                !identity_->national_number.empty() &&
                                !is_of_holder(*file.certificate, identity_->national_number);
        return of_another ? failed(Reason::other_holder) : chain;
    }

    void add_validities(const crypto::UtcTime& now)
    {
        if (!files_.identity.content.empty()) {
            verification_.add({.what = Dated::card, .validity = card_validity(identity_, now)});
        }
        const auto add = [&](Dated what, const CertificateFile& file) {
            if (file.certificate) {
                verification_.add({.what = what,
                                   .validity = validity_between(file.certificate->not_before(),
                                                                file.certificate->not_after(),
                                                                now)});
            }
        };
        add(Dated::national_register_certificate, register_);
        add(Dated::authentication_certificate, authentication_);
        add(Dated::signature_certificate, signature_);
        add(Dated::ca_certificate, ca_);
        const auto anchor = verification_.result(Check::national_register_certificate).anchor;
        const auto on_card = verification_.result(Check::root_certificate).anchor;
        if (anchor == TrustAnchor::test_root && on_card == anchor) {
            add(Dated::trust_anchor, root_);
        } else if (anchor != TrustAnchor::none) {
            verification_.add(
                {.what = Dated::trust_anchor, .validity = anchor_validity(anchor, now)});
        }
    }

    const crypto::Context& context_;
    const CardFiles& files_;
    const Anchors& anchors_;
    std::optional<Identity> identity_; // nothing if not given or malformed
    CertificateFile register_;
    CertificateFile authentication_;
    CertificateFile signature_;
    CertificateFile ca_;
    CertificateFile root_;
    Verification verification_;
};

} // namespace

Result<Verification> verify(const crypto::Context& context,
                            const CardFiles& files,
                            const crypto::UtcTime& now,
                            std::span<const Bytes> test_roots)
{
    OPENBEID_TRY(const auto anchors, Anchors::create(context, test_roots));
    return Verifier{context, files, anchors}.run(now);
}

} // namespace openbeid::identity
