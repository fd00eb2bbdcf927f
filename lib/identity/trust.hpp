// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/certificate.hpp"
#include "crypto/certificate_profile.hpp"
#include "crypto/context.hpp"
#include "identity/card_file.hpp"

#include <openbeid/bytes.hpp>
#include <openbeid/result.hpp>
#include <openbeid/verification.hpp>

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace openbeid::identity {

/// For this room only: how one check ended.
struct Finding {
    Outcome outcome{Outcome::failed};
    Reason reason{Reason::malformed};
    bool used_sha1{false};
    TrustAnchor anchor{TrustAnchor::none};
};

[[nodiscard]] constexpr Finding failed(Reason reason) noexcept
{
    return {.outcome = Outcome::failed, .reason = reason};
}
[[nodiscard]] constexpr Finding not_checked(Reason reason) noexcept
{
    return {.outcome = Outcome::not_checked, .reason = reason};
}
/// How a check ends whose file every genuine card has (card reference §1.6, §2.1), if it is
/// missing.
[[nodiscard]] constexpr Finding without(Reason missing) noexcept
{
    return missing == Reason::not_given ? not_checked(missing) : failed(missing);
}
[[nodiscard]] constexpr Finding absent() noexcept
{
    return {.outcome = Outcome::absent, .reason = Reason::not_on_card};
}
[[nodiscard]] constexpr Finding passed(bool used_sha1, TrustAnchor anchor) noexcept
{
    return {.outcome = Outcome::passed,
            .reason = Reason::none,
            .used_sha1 = used_sha1,
            .anchor = anchor};
}

/// A certificate file, taken apart.
struct CertificateFile {
    std::optional<crypto::Certificate> certificate;
    crypto::CertificateProfile profile; ///< if there is one
    Reason missing{Reason::not_given};  ///< if there is none

    /// The key, or null.
    [[nodiscard]] const crypto::PublicKey* key() const noexcept;
};

/// A certificate and, unless `file` is only that, padding of any kind (card reference §2.3). One of
/// zeros is not_on_card. Fails: crypto_failure.
[[nodiscard]] Result<CertificateFile> open_certificate(const crypto::Context& context,
                                                       const CardFile& file);

/// A key that ends a chain.
struct Anchor {
    TrustAnchor kind{};
    std::string_view common_name; ///< of the root, as issuer; empty: any
    crypto::PublicKey key;
};

/// The keys that end a chain: the Belgian roots', and those that the caller gave.
class Anchors {
public:
    /// Fails: malformed, unsupported (a root of the caller's); crypto_failure.
    [[nodiscard]] static Result<Anchors> create(const crypto::Context& context,
                                                std::span<const Bytes> test_roots);

    /// Which of them signed the certificate. Fails: crypto_failure.
    [[nodiscard]] Result<Finding> issuer_of(const crypto::Context& context,
                                            const crypto::Certificate& certificate) const;
    /// Which of them is this key; none if it is another.
    [[nodiscard]] TrustAnchor find(ByteView spki) const noexcept;

private:
    std::vector<Anchor> anchors_;
};

/// Whether `certificate` bears a signature of `issuer`. Fails: crypto_failure.
[[nodiscard]] Result<Finding> signed_by(const crypto::Context& context,
                                        const crypto::Certificate& certificate,
                                        const crypto::PublicKey& issuer);

} // namespace openbeid::identity
