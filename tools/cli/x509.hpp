// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "output.hpp"

#include <openbeid/bytes.hpp>

#include <optional>
#include <string>
#include <vector>

/// What OpenSSL knows of a certificate. Nothing is verified here.
namespace openbeid::cli {

/// Everything, as OpenSSL prints it; empty if it is no certificate.
[[nodiscard]] std::string describe_certificate(ByteView der);

/// {"subject", "issuer", "serial_number", "signature_algorithm", "key", "extensions", …}.
[[nodiscard]] Json certificate_json(ByteView der);

/// "RSA 2048", "EC P-384"; empty if it is not understood.
[[nodiscard]] std::string key_text(ByteView der);

[[nodiscard]] std::string to_pem(ByteView der);

/// The SubjectPublicKeyInfo of each certificate or public key in a PEM file, or of the one in a DER
/// file. Nothing if it holds none.
[[nodiscard]] std::optional<std::vector<Bytes>> public_keys_of(const std::string& file);

} // namespace openbeid::cli
