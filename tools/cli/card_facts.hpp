// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "output.hpp"

#include <openbeid/card.hpp>

#include <array>
#include <chrono>
#include <optional>
#include <string>

/// What several commands say of a card in the same words.
namespace openbeid::cli {

inline constexpr std::array all_certificates{CertificateId::authentication,
                                             CertificateId::signature,
                                             CertificateId::ca,
                                             CertificateId::root,
                                             CertificateId::national_register};

/// As in options and --json: authentication, signature, ca, root, national-register.
[[nodiscard]] const char* key_of(CertificateId id) noexcept;
[[nodiscard]] std::optional<CertificateId> certificate_of(std::string_view key) noexcept;

/// For people: "Authentication (to log in)".
[[nodiscard]] std::string title_of(CertificateId id);

/// PKCS#11 names and URIs exist for all but the national register's certificate.
[[nodiscard]] std::string pkcs11_uri(const CardInfo& info, CertificateId id);

/// "1.7" of 0x17.
[[nodiscard]] std::string applet_version(const CardInfo& info);

/// CKA_SERIAL_NUMBER of the token: the last 16 digits of the chip's number.
[[nodiscard]] std::string token_serial(const CardInfo& info);

enum class Period : std::uint8_t { valid, not_yet_valid, expired };

struct CertificateValidity {
    Period period{};
    long days_left{0}; ///< whole days until the end; negative after it
};

[[nodiscard]] CertificateValidity validity_of(const Certificate& certificate,
                                              std::chrono::sys_seconds now);
[[nodiscard]] std::chrono::sys_seconds now();

/// valid, not_yet_valid, expired
[[nodiscard]] const char* key_of(Period period) noexcept;

/// "valid until 2031-05-04, 1620 days left"
[[nodiscard]] std::string validity_text(const Certificate& certificate);

/// {"state", "not_before", "not_after", "days_left"}
[[nodiscard]] Json validity_json(const Certificate& certificate);

[[nodiscard]] std::string iso_date(std::chrono::sys_seconds time);
[[nodiscard]] std::string iso_time(std::chrono::sys_seconds time); ///< 2031-05-04T12:00:00Z

/// One sentence about the PIN, without a try being spent.
[[nodiscard]] std::string pin_text(const PinStatus& status);
[[nodiscard]] Json pin_json(const PinStatus& status);

/// Where a blocked PIN is unblocked: differs with the generation (card reference §5.7).
[[nodiscard]] std::string unblocking_advice(const CardInfo& info);

} // namespace openbeid::cli
