// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "identity/authenticity.hpp"
#include "support.hpp"
#include "virtual_card/persona.hpp"

#include <string_view>
#include <vector>

namespace openbeid {

/// The files of a virtual card as a program reads them, certificates without their padding; and a
/// chip proof of a card that can give one.
struct VirtualFiles {
    explicit VirtualFiles(std::string_view persona_name);

    [[nodiscard]] identity::CardFiles views() const;
    /// With the root on the card as test root, now.
    [[nodiscard]] Verification verify() const;
    [[nodiscard]] Verification verify(const crypto::UtcTime& time,
                                      const std::vector<Bytes>& roots) const;

    Bytes identity;
    Bytes identity_signature;
    Bytes address;
    Bytes address_signature;
    Bytes photo;
    Bytes register_certificate;
    Bytes basic_key;
    Bytes chip_serial;
    Bytes authentication_certificate;
    Bytes signature_certificate;
    Bytes ca_certificate;
    Bytes root_certificate;
    Bytes challenge;
    Bytes answer;
    std::vector<Bytes> test_roots;
};

/// The moment of the test: the certificates of virtual cards are made around it.
[[nodiscard]] crypto::UtcTime now();

/// The context of all tests of a program.
[[nodiscard]] const crypto::Context& shared_context();

} // namespace openbeid
