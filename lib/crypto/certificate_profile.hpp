// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/certificate.hpp"

#include <openbeid/bytes.hpp>
#include <openbeid/result.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace openbeid::crypto {

/// keyUsage (RFC 5280 §4.2.1.3): the bits that matter to us.
struct KeyUsage {
    bool digital_signature{false};
    bool non_repudiation{false};
    bool certificate_signing{false};
};

/// What a certificate's extensions say about what it may be used for.
struct CertificateProfile {
    bool is_authority{false};                 ///< basicConstraints
    std::optional<std::uint32_t> path_length; ///< of an authority; nothing: unlimited
    std::optional<KeyUsage> key_usage;        ///< nothing: it has no such extension
    std::vector<Bytes> policies;              ///< certificatePolicies: the contents of the OIDs
    /// It has a critical extension that is none of basicConstraints, keyUsage, certificatePolicies
    /// and extendedKeyUsage: who does not understand it must not use the certificate.
    bool has_unknown_critical{false};
};

/// Fails: malformed, also if an extension comes twice (RFC 5280 §4.2).
[[nodiscard]] Result<CertificateProfile> read_profile(const Certificate& certificate);

/// The values of the commonName attributes of a DER Name in their order, without regard to the
/// type of string. Views into it. Fails: malformed.
[[nodiscard]] Result<std::vector<ByteView>> common_names(ByteView name);

/// The same of the serialNumber attributes: a holder's national number (card reference §4.4).
[[nodiscard]] Result<std::vector<ByteView>> serial_numbers(ByteView name);

} // namespace openbeid::crypto
