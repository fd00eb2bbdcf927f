// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/mutex.hpp"
#include "card/files.hpp"
#include "crypto/certificate.hpp"

#include <array>
#include <memory>
#include <optional>

namespace openbeid::token {

/// The certificates of a token, by their place on the card.
enum class CertificateId : std::uint8_t { authentication, signature, ca, root };

[[nodiscard]] const card::FilePath& file_of(CertificateId id) noexcept;

/// Its name among the objects: a label of the official middleware. Static storage.
[[nodiscard]] const char* name_of(CertificateId id) noexcept;

/// What was read of a token's certificates and its basic key during this insertion. Any thread.
class CertificateCache {
public:
    /// Null inside the optional: the card holds no such certificate. No optional: not read yet.
    using Entry = std::optional<std::shared_ptr<const crypto::Certificate>>;

    /// The basic key, in the same way.
    using KeyEntry = std::optional<std::shared_ptr<const crypto::PublicKey>>;

    [[nodiscard]] KeyEntry find_basic_key() const;
    void store_basic_key(std::shared_ptr<const crypto::PublicKey> key);

    [[nodiscard]] Entry find(CertificateId id) const;
    /// @param garbled  there is something else than a certificate
    void store(CertificateId id,
               std::shared_ptr<const crypto::Certificate> certificate,
               bool garbled = false);
    [[nodiscard]] bool is_garbled(CertificateId id) const;

    /// As if nothing had been read.
    void forget();

private:
    mutable Mutex mutex_;
    std::array<Entry, 4> entries_ OPENBEID_GUARDED_BY(mutex_);
    std::array<bool, 4> garbled_ OPENBEID_GUARDED_BY(mutex_){};
    KeyEntry basic_key_ OPENBEID_GUARDED_BY(mutex_);
};

} // namespace openbeid::token
