// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "output.hpp"
#include "revocation/answer.hpp"

#include <openbeid/card.hpp>

#include <vector>

/// Whether the certificates of a card were revoked, which only their issuers know.
namespace openbeid::cli {

/// A certificate to ask about, and who answers for it.
struct Question {
    CertificateId id{};
    Bytes certificate{};
    Bytes issuer{}; ///< empty: the card has none that is trusted
};

/// Of the certificates that are trusted and in their time: the holder's, the CA above them, and the
/// national register's. The addresses to ask stand in them, so an untrusted one is not asked about.
[[nodiscard]] std::vector<Question> questions_of(Card& card, const Verification& verification);

/// The OCSP responder is asked first, the list of revoked certificates where it has no answer.
struct RevocationResult {
    CertificateId id{};
    Answer answer{};                   ///< the one that counts
    bool by_list{false};               ///< it is the list's
    std::optional<Doubt> ocsp_doubt{}; ///< why the responder's did not count
};

/// Goes online.
[[nodiscard]] std::vector<RevocationResult> ask(const std::vector<Question>& questions);

/// The worst of them.
[[nodiscard]] Revocation worst_of(const std::vector<RevocationResult>& results) noexcept;

/// good, not_asked, unreachable, not_trustworthy, unknown, revoked
[[nodiscard]] const char* key_of(Revocation status) noexcept;

/// "not revoked (OCSP, as of 2031-05-04T12:00:00Z)"
[[nodiscard]] std::string revocation_text(const RevocationResult& result);

/// {"certificate", "status", "source", "doubt", "as_of", "revoked_at", "reason", "nonce", …}
[[nodiscard]] Json revocation_json(const RevocationResult& result);

} // namespace openbeid::cli
