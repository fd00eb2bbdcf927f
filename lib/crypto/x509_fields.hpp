// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/der_reader.hpp"

#include <openbeid/bytes.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace openbeid::crypto {

/// For this room only: Certificate ::= SEQUENCE { tbs, signatureAlgorithm, signature }
/// (RFC 5280 §4.1).
struct OuterFields {
    DerValue tbs;
    DerValue algorithm;
    DerValue signature;
};

/// TBSCertificate (RFC 5280 §4.1) without version and unique identifiers.
struct TbsFields {
    DerValue serial_number;
    DerValue algorithm;
    DerValue issuer;
    DerValue validity;
    DerValue subject;
    DerValue spki;
    std::optional<DerValue> extensions; ///< [3]
};

struct Extension {
    ByteView oid; ///< DER OBJECT IDENTIFIER
    bool critical{false};
    ByteView value; ///< content of the OCTET STRING
};

struct BasicConstraints {
    bool is_authority{false};
    std::optional<std::uint32_t> path_length; ///< a longer number reads as the largest one
};

// id-ce-basicConstraints and id-ce-keyUsage, RFC 5280 §4.2.1
inline constexpr std::array<std::uint8_t, 5> basic_constraints_oid{0x06, 0x03, 0x55, 0x1D, 0x13};
inline constexpr std::array<std::uint8_t, 5> key_usage_oid{0x06, 0x03, 0x55, 0x1D, 0x0F};

// All of them: nothing if the value is not of that form. Views into what was read.
[[nodiscard]] std::optional<OuterFields> read_outer(ByteView der);
[[nodiscard]] std::optional<TbsFields> read_tbs(const DerValue& tbs);
[[nodiscard]] std::optional<std::vector<Extension>> read_extensions(const TbsFields& tbs);
[[nodiscard]] std::optional<BasicConstraints> read_basic_constraints(ByteView value);

} // namespace openbeid::crypto
