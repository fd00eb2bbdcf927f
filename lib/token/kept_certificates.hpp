// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cache/runtime_cache.hpp"
#include "card/card.hpp"
#include "token/certificates.hpp"

#include <array>
#include <cstddef>
#include <memory>
#include <optional>

namespace openbeid::token {

/**
 * The certificates of one card in the runtime cache. What is kept there of the holder's own ones is
 * useless without their first blocks, which the card alone gives; the authorities' are kept whole,
 * but found by such a block too. What is found is believed only where one certificate verifies the
 * next, so that a byte that a reader once got wrong does not live on: without the CA, in the cache
 * or read during this insertion, nothing is.
 *
 * Any thread. Never fails; without a cache nothing is found.
 */
class KeptCertificates {
public:
    /// @param runtime_cache  may be null
    /// @param serial         of the chip; outlives this, as the others do
    KeptCertificates(const crypto::Context& crypto,
                     cache::RuntimeCache* runtime_cache,
                     const std::array<std::uint8_t, 16>& serial) noexcept
        : crypto_{crypto}, runtime_cache_{runtime_cache}, serial_{serial}
    {
    }

    /// How a holder's certificate goes on after its first block, if the CA verifies the whole.
    /// @param read  what was read of the card during this insertion
    [[nodiscard]] std::optional<Bytes> rest_of(CertificateId id,
                                               ByteView first_block,
                                               std::size_t missing,
                                               const CertificateCache& read) const;

    /// `CA` or `Root`, null if it has to be read from the card. Found only if a holder's
    /// certificate is in `read`, the CA verifies that, and the Root the CA.
    [[nodiscard]] std::shared_ptr<const crypto::Certificate>
    find(CertificateId id, const CertificateCache& read) const;

    /// Keeps what was just read from the card, if it could be of use.
    void store(CertificateId id,
               const crypto::Certificate& certificate,
               const CertificateCache& read) const;

private:
    using Certificate = std::shared_ptr<const crypto::Certificate>;

    [[nodiscard]] cache::Proof proof_by(ByteView der) const noexcept;
    [[nodiscard]] bool issued(const crypto::Certificate& issuer,
                              const crypto::Certificate& certificate) const;
    /// An authority's certificate as it is kept, found by `leaf`; null if there is none.
    [[nodiscard]] Certificate load(CertificateId id, const crypto::Certificate& leaf) const;
    /// The CA that verifies `leaf`: the one that was read, else the one that is kept with `anchor`.
    [[nodiscard]] Certificate ca_of(const crypto::Certificate& leaf,
                                    const crypto::Certificate& anchor,
                                    const CertificateCache& read) const;

    const crypto::Context& crypto_;
    cache::RuntimeCache* const runtime_cache_;
    const std::array<std::uint8_t, 16>& serial_;
};

} // namespace openbeid::token
