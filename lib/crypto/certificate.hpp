// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/context.hpp"
#include "crypto/public_key.hpp"

#include <openbeid/bytes.hpp>
#include <openbeid/result.hpp>

#include <compare>
#include <cstdint>
#include <memory>

namespace openbeid::crypto {

/// A moment in UTC. Compares in the order of time.
struct UtcTime {
    std::uint16_t year{0}; ///< 0..9999
    std::uint8_t month{0}; ///< 1..12
    std::uint8_t day{0};   ///< 1..31
    std::uint8_t hour{0};
    std::uint8_t minute{0};
    std::uint8_t second{0};

    // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 means the 0 that <=> is compared with
    friend auto operator<=>(const UtcTime&, const UtcTime&) = default;
};

/**
 * What we need of an X.509 certificate: plain bytes, immutable, holding nothing of OpenSSL. Views
 * live as long as the certificate. Nothing is verified: neither signature, nor time, nor purpose.
 * Thread: any.
 */
class Certificate {
public:
    /// @param der  one complete DER certificate and nothing after it, whoever it comes from
    /// Fails: malformed; crypto_failure.
    [[nodiscard]] static Result<Certificate> parse(const Context& context, Bytes der);

    [[nodiscard]] ByteView der() const noexcept { return der_; }
    [[nodiscard]] ByteView subject() const noexcept { return subject_; } ///< DER Name
    [[nodiscard]] ByteView issuer() const noexcept { return issuer_; }   ///< DER Name
    /// DER INTEGER, tag and length included.
    [[nodiscard]] ByteView serial_number() const noexcept { return serial_number_; }
    [[nodiscard]] const UtcTime& not_before() const noexcept { return not_before_; }
    [[nodiscard]] const UtcTime& not_after() const noexcept { return not_after_; }
    [[nodiscard]] ByteView spki() const noexcept { return spki_; } ///< DER SubjectPublicKeyInfo
    /// basicConstraints says CA. A certificate whose extension can't be read is none.
    [[nodiscard]] bool is_authority() const noexcept { return is_authority_; }

    /// The key, never null, or what PublicKey::from_spki() says against it: a certificate may be
    /// shown though its key is of a kind that we can't use.
    [[nodiscard]] const Result<std::shared_ptr<const PublicKey>>& public_key() const noexcept
    {
        return public_key_;
    }

private:
    Certificate() = default;

    [[nodiscard]] Result<void> read_fields();

    Bytes der_;
    Bytes subject_;
    Bytes issuer_;
    Bytes serial_number_;
    UtcTime not_before_;
    UtcTime not_after_;
    Bytes spki_;
    bool is_authority_{false};
    Result<std::shared_ptr<const PublicKey>> public_key_{Error{.code = Errc::unsupported}};
};

} // namespace openbeid::crypto
