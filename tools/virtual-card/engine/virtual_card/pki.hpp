// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "virtual_card/certificate.hpp"

#include <openbeid/bytes.hpp>
#include <openbeid/result.hpp>

#include <map>
#include <optional>
#include <string>

namespace openbeid::virtual_card {

/// Which of the test hierarchies: the number of the Belgian root whose style it follows.
enum class PkiStyle : std::uint8_t {
    ca2, ///< RSA-2048, SHA-1; register RSA-1024
    ca4, ///< RSA-4096, SHA-256; register RSA-2048
    ca6, ///< P-384, SHA-384
};

/// A root and what it certified. Specimen data: every name says "OpenBeID Test".
struct Pki {
    PkiStyle style;
    Authority root;
    Authority citizen;
    std::optional<Authority> foreigner;
    Authority national_register; ///< signs identity and address
};

[[nodiscard]] const char* name_of(PkiStyle style);
[[nodiscard]] const char* digest_of(PkiStyle style);

/// Makes keys and certificates.
[[nodiscard]] Result<Pki> generate_pki(PkiStyle style);

enum class LeafUse : std::uint8_t { authentication, signature };

struct LeafSubject {
    std::string surname;
    std::string given_names;
    std::string national_number;
    Validity validity;
    bool foreigner{false};
};

/// A certificate for a key on the card (card reference 4.4).
[[nodiscard]] Result<Bytes>
issue_leaf(const Pki& pki, LeafUse use, const LeafSubject& subject, const PrivateKey& key);

/// A signature of the national register over `data`, as in SGN#ID and SGN#Address (4.2).
[[nodiscard]] Result<Bytes> register_signature(const Pki& pki, ByteView data);

} // namespace openbeid::virtual_card
