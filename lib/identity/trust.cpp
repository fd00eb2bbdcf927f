// SPDX-License-Identifier: Apache-2.0
#include "identity/trust.hpp"

#include "base/try.hpp"
#include "crypto/certificate_signature.hpp"
#include "identity/belgian_roots.hpp"
#include "identity/records.hpp"
#include "tlv/der.hpp"

#include <algorithm>

namespace openbeid::identity {

namespace {

bool has_common_name(ByteView name, std::string_view wanted)
{
    const auto names = crypto::common_names(name);
    return names && std::ranges::any_of(*names, [&](ByteView each) {
               return std::ranges::equal(each, wanted, {}, {}, [](char character) {
                   return static_cast<std::uint8_t>(character);
               });
           });
}

} // namespace

const crypto::PublicKey* CertificateFile::key() const noexcept
{
    return certificate && certificate->public_key() ? certificate->public_key()->get() : nullptr;
}

Result<CertificateFile> open_certificate(const crypto::Context& context, const CardFile& file)
{
    CertificateFile opened;
    opened.missing = file.missing;
    if (file.content.empty()) {
        return opened;
    }
    opened.missing =
        without_padding(file.content).empty() ? Reason::not_on_card : Reason::malformed;
    ByteReader in{file.content};
    const auto der = tlv::take_der(in);
    if (!der) {
        return opened;
    }
    auto certificate =
        crypto::Certificate::parse(context, Bytes{der->whole.begin(), der->whole.end()});
    if (!certificate) {
        return certificate.error().code == Errc::malformed ? Result{std::move(opened)}
                                                           : certificate.error();
    }
    const auto profile = crypto::read_profile(*certificate);
    if (profile) {
        opened.certificate = *std::move(certificate);
        opened.profile = *profile;
    }
    return opened;
}

Result<Finding> signed_by(const crypto::Context& context,
                          const crypto::Certificate& certificate,
                          const crypto::PublicKey& issuer)
{
    const auto hash = crypto::signature_hash(context, certificate, issuer);
    if (hash) {
        return *hash ? passed(**hash == crypto::Hash::sha1, TrustAnchor::none)
                     : failed(Reason::mismatch);
    }
    const auto code = hash.error().code;
    if (code != Errc::malformed && code != Errc::unsupported) {
        return hash.error();
    }
    return failed(code == Errc::malformed ? Reason::malformed : Reason::unsupported_algorithm);
}

Result<Anchors> Anchors::create(const crypto::Context& context, std::span<const Bytes> test_roots)
{
    Anchors anchors;
    for (const auto& root : belgian_roots()) {
        OPENBEID_TRY(
            auto key,
            crypto::PublicKey::from_spki(context, Bytes{root.spki.begin(), root.spki.end()}));
        anchors.anchors_.push_back(
            {.kind = root.anchor, .common_name = root.common_name, .key = std::move(key)});
    }
    for (const auto& root : test_roots) {
        OPENBEID_TRY(auto key, crypto::PublicKey::from_spki(context, root));
        anchors.anchors_.push_back(
            {.kind = TrustAnchor::test_root, .common_name = {}, .key = std::move(key)});
    }
    return anchors;
}

Result<Finding> Anchors::issuer_of(const crypto::Context& context,
                                   const crypto::Certificate& certificate) const
{
    Finding best = failed(Reason::untrusted_issuer);
    for (const auto& anchor : anchors_) {
        OPENBEID_TRY(auto finding, signed_by(context, certificate, anchor.key));
        if (finding.outcome == Outcome::passed) {
            if (anchor.common_name.empty() ||
                has_common_name(certificate.issuer(), anchor.common_name)) {
                finding.anchor = anchor.kind;
                return finding;
            }
            best = failed(Reason::wrong_issuer_name);
        } else if (finding.reason != Reason::mismatch) {
            return finding; // nothing that another key could mend
        }
    }
    return best;
}

TrustAnchor Anchors::find(ByteView spki) const noexcept
{
    const auto found = std::ranges::find_if(
        anchors_, [&](const Anchor& each) { return std::ranges::equal(each.key.spki(), spki); });
    return found == anchors_.end() ? TrustAnchor::none : found->kind;
}

} // namespace openbeid::identity
