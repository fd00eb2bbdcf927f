// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace openbeid::crypto {

/// For this room only: a curve that we know. On all of them the order has as many bits as the
/// field.
struct Curve {
    ByteView oid; ///< DER OBJECT IDENTIFIER
    std::size_t bits;
    const char* name; ///< OpenSSL's
};

// RFC 5480 §2.1.1.1 and RFC 5639 §4.1
inline constexpr std::array<std::uint8_t, 10> p256_oid{
    0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07};
inline constexpr std::array<std::uint8_t, 7> p384_oid{0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x22};
inline constexpr std::array<std::uint8_t, 7> p521_oid{0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x23};
inline constexpr std::array<std::uint8_t, 11> brainpool256_oid{
    0x06, 0x09, 0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x07};
inline constexpr std::array<std::uint8_t, 11> brainpool384_oid{
    0x06, 0x09, 0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0B};
inline constexpr std::array<std::uint8_t, 11> brainpool512_oid{
    0x06, 0x09, 0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0D};

inline constexpr std::array<Curve, 6> curves{{{p256_oid, 256, "P-256"},
                                              {p384_oid, 384, "P-384"},
                                              {p521_oid, 521, "P-521"},
                                              {brainpool256_oid, 256, "brainpoolP256r1"},
                                              {brainpool384_oid, 384, "brainpoolP384r1"},
                                              {brainpool512_oid, 512, "brainpoolP512r1"}}};

} // namespace openbeid::crypto
