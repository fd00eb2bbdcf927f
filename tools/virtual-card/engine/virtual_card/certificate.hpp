// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "virtual_card/private_key.hpp"

#include <openbeid/bytes.hpp>
#include <openbeid/result.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace openbeid::virtual_card {

/// A relative distinguished name: OpenSSL's short name of the attribute and its UTF-8 value.
struct NameEntry {
    const char* attribute;
    std::string value;
};
using Name = std::vector<NameEntry>;

/// In days from now, negative in the past: a time_t of 32 bits ends before some certificates.
struct Validity {
    int begin{0};
    int end{0};
};

/// A certification authority: its key and its certificate, DER.
struct Authority {
    PrivateKey key;
    Bytes certificate;
};

struct CertificateTemplate {
    Name subject;
    Validity validity;
    /// Sections of an OpenSSL configuration; `[extensions]` is the one that is used.
    std::string extensions;
    const char* digest{"SHA256"};
};

/// A certificate for `key`, DER. Without issuer it is self-signed.
[[nodiscard]] Result<Bytes>
issue(const CertificateTemplate& wanted, const PrivateKey& key, const Authority* issuer);

[[nodiscard]] Result<std::string> certificate_to_pem(ByteView der);
[[nodiscard]] Result<Bytes> certificate_from_pem(std::string_view pem);

/// A digest by OpenSSL's name.
[[nodiscard]] Bytes digest(const char* name, ByteView data);

} // namespace openbeid::virtual_card
