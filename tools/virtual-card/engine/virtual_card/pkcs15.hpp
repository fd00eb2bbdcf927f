// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>

#include <array>
#include <cstdint>

namespace openbeid::virtual_card {

// The PKCS#15 directory files, byte for byte as in card reference 2.2.

[[nodiscard]] Bytes make_dir();
[[nodiscard]] Bytes make_odf();
[[nodiscard]] Bytes make_aodf();

/// `versions`: graphical, electrical, electrical interface, reserved.
[[nodiscard]] Bytes make_token_info(ByteView serial, std::array<std::uint8_t, 4> versions);

enum class PrkdfForm : std::uint8_t { rsa, ec };
[[nodiscard]] Bytes make_prkdf(PrkdfForm form, std::uint16_t key_bits);

enum class CdfForm : std::uint8_t {
    brief,      ///< 163 bytes with all four certificates
    with_trust, ///< 175 bytes: with the member implicitTrust
};
/// Without a certificate its entry is left out and the tail of the file is zero.
[[nodiscard]] Bytes make_cdf(CdfForm form, bool authentication, bool signature);

} // namespace openbeid::virtual_card
