// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cache/runtime_cache.hpp"
#include "crypto/aead.hpp"

#include <string_view>

namespace openbeid::cache {

/// Name and key of one entry's file.
class EntryKey {
public:
    static constexpr std::string_view name_prefix = "certificate-";

    /// Nothing if OpenSSL fails.
    [[nodiscard]] static std::optional<EntryKey>
    derive(const crypto::Context& context, Entry entry, const Proof& proof);

    [[nodiscard]] const std::string& file_name() const noexcept { return file_name_; }

    /// The content of the file; it holds under this name only.
    [[nodiscard]] std::optional<Bytes> seal(const crypto::Context& context, ByteView plain) const;
    [[nodiscard]] std::optional<Bytes> unseal(const crypto::Context& context,
                                              ByteView sealed) const;

private:
    EntryKey() = default;
    [[nodiscard]] ByteView associated() const noexcept;

    std::string file_name_;
    crypto::AeadKey key_{};
};

} // namespace openbeid::cache
