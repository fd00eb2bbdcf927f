// SPDX-License-Identifier: Apache-2.0
#include "crypto/digest_info.hpp"

#include <array>
#include <cstdint>
#include <span>

namespace openbeid::crypto {

namespace {

// RFC 8017 §9.2, note 1: everything before the digest, with NULL parameters.
constexpr std::array<std::uint8_t, 15> sha1_prefix{
    0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2B, 0x0E, 0x03, 0x02, 0x1A, 0x05, 0x00, 0x04, 0x14};
constexpr std::array<std::uint8_t, 19> sha224_prefix{0x30,
                                                     0x2D,
                                                     0x30,
                                                     0x0D,
                                                     0x06,
                                                     0x09,
                                                     0x60,
                                                     0x86,
                                                     0x48,
                                                     0x01,
                                                     0x65,
                                                     0x03,
                                                     0x04,
                                                     0x02,
                                                     0x04,
                                                     0x05,
                                                     0x00,
                                                     0x04,
                                                     0x1C};
constexpr std::array<std::uint8_t, 19> sha256_prefix{0x30,
                                                     0x31,
                                                     0x30,
                                                     0x0D,
                                                     0x06,
                                                     0x09,
                                                     0x60,
                                                     0x86,
                                                     0x48,
                                                     0x01,
                                                     0x65,
                                                     0x03,
                                                     0x04,
                                                     0x02,
                                                     0x01,
                                                     0x05,
                                                     0x00,
                                                     0x04,
                                                     0x20};
constexpr std::array<std::uint8_t, 19> sha384_prefix{0x30,
                                                     0x41,
                                                     0x30,
                                                     0x0D,
                                                     0x06,
                                                     0x09,
                                                     0x60,
                                                     0x86,
                                                     0x48,
                                                     0x01,
                                                     0x65,
                                                     0x03,
                                                     0x04,
                                                     0x02,
                                                     0x02,
                                                     0x05,
                                                     0x00,
                                                     0x04,
                                                     0x30};
constexpr std::array<std::uint8_t, 19> sha512_prefix{0x30,
                                                     0x51,
                                                     0x30,
                                                     0x0D,
                                                     0x06,
                                                     0x09,
                                                     0x60,
                                                     0x86,
                                                     0x48,
                                                     0x01,
                                                     0x65,
                                                     0x03,
                                                     0x04,
                                                     0x02,
                                                     0x03,
                                                     0x05,
                                                     0x00,
                                                     0x04,
                                                     0x40};

ByteView prefix_of(Hash hash)
{
    switch (hash) {
    case Hash::sha1: return sha1_prefix;
    case Hash::sha224: return sha224_prefix;
    case Hash::sha256: return sha256_prefix;
    case Hash::sha384: return sha384_prefix;
    case Hash::sha512: return sha512_prefix;
    }
    return {};
}

} // namespace

Bytes digest_info(Hash hash, ByteView digest)
{
    const auto prefix = prefix_of(hash);
    if (prefix.empty() || digest.size() != size_of(hash)) {
        return {};
    }
    Bytes info;
    info.reserve(prefix.size() + digest.size());
    info.insert(info.end(), prefix.begin(), prefix.end());
    info.insert(info.end(), digest.begin(), digest.end());
    return info;
}

} // namespace openbeid::crypto
