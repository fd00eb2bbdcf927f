// SPDX-License-Identifier: Apache-2.0
#include "token/kept_certificates.hpp"

#include "crypto/issuance.hpp"

#include <algorithm>

namespace openbeid::token {

namespace {

cache::Entry entry_of(CertificateId id) noexcept
{
    constexpr std::array entries{cache::Entry::authentication,
                                 cache::Entry::signature,
                                 cache::Entry::ca,
                                 cache::Entry::root};
    return entries[static_cast<std::size_t>(id)];
}

bool is_leaf(CertificateId id) noexcept
{
    return id == CertificateId::authentication || id == CertificateId::signature;
}

/// The holder's certificate that the authorities' are found by; null if none was read.
std::shared_ptr<const crypto::Certificate> leaf_in(const CertificateCache& read)
{
    for (const auto id : {CertificateId::authentication, CertificateId::signature}) {
        if (const auto known = read.find(id); known && *known) {
            return *known;
        }
    }
    return nullptr;
}

} // namespace

cache::Proof KeptCertificates::proof_by(ByteView der) const noexcept
{
    return {.serial = serial_,
            .first_block = der.first(std::min(der.size(), card::first_block_size))};
}

bool KeptCertificates::issued(const crypto::Certificate& issuer,
                              const crypto::Certificate& certificate) const
{
    const auto answer = crypto::is_issued_by(crypto_, certificate, issuer);
    return answer && *answer;
}

KeptCertificates::Certificate KeptCertificates::load(CertificateId id,
                                                     const crypto::Certificate& leaf) const
{
    auto der = runtime_cache_->find(entry_of(id), proof_by(leaf.der()));
    if (!der) {
        return nullptr;
    }
    auto parsed = crypto::Certificate::parse(crypto_, *std::move(der));
    return parsed ? std::make_shared<const crypto::Certificate>(*std::move(parsed)) : nullptr;
}

KeptCertificates::Certificate KeptCertificates::ca_of(const crypto::Certificate& leaf,
                                                      const crypto::Certificate& anchor,
                                                      const CertificateCache& read) const
{
    const auto known = read.find(CertificateId::ca);
    auto ca = known ? *known : load(CertificateId::ca, anchor);
    return ca && issued(*ca, leaf) ? ca : nullptr;
}

std::optional<Bytes> KeptCertificates::rest_of(CertificateId id,
                                               ByteView first_block,
                                               std::size_t missing,
                                               const CertificateCache& read) const
{
    if (runtime_cache_ == nullptr || !is_leaf(id)) {
        return std::nullopt;
    }
    auto rest = runtime_cache_->find(entry_of(id), proof_by(first_block));
    if (!rest || rest->size() != missing) {
        return std::nullopt;
    }
    Bytes der{first_block.begin(), first_block.end()};
    der.insert(der.end(), rest->begin(), rest->end());
    const auto leaf = crypto::Certificate::parse(crypto_, std::move(der));
    if (!leaf) {
        return std::nullopt;
    }
    const auto anchor = leaf_in(read);
    return ca_of(*leaf, anchor ? *anchor : *leaf, read) ? std::move(rest) : std::nullopt;
}

KeptCertificates::Certificate KeptCertificates::find(CertificateId id,
                                                     const CertificateCache& read) const
{
    const auto leaf = runtime_cache_ != nullptr && !is_leaf(id) ? leaf_in(read) : nullptr;
    auto ca = leaf ? ca_of(*leaf, *leaf, read) : nullptr;
    if (!ca || id == CertificateId::ca) {
        return ca;
    }
    auto root = load(CertificateId::root, *leaf);
    return root && issued(*root, *ca) ? root : nullptr;
}

void KeptCertificates::store(CertificateId id,
                             const crypto::Certificate& certificate,
                             const CertificateCache& read) const
{
    if (runtime_cache_ == nullptr) {
        return;
    }
    const auto der = certificate.der();
    if (is_leaf(id)) {
        if (der.size() > card::first_block_size) {
            runtime_cache_->store(entry_of(id), proof_by(der), der.subspan(card::first_block_size));
        }
        return;
    }
    const auto leaf = leaf_in(read);
    const auto ca = leaf ? ca_of(*leaf, *leaf, read) : nullptr;
    if (ca && (id == CertificateId::ca || issued(certificate, *ca))) {
        runtime_cache_->store(entry_of(id), proof_by(leaf->der()), der);
    }
}

} // namespace openbeid::token
