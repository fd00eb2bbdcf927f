// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/mutex.hpp"
#include "card/file_reader.hpp"
#include "card/files.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <utility>

namespace openbeid::token {

/// The files of a card that are neither a key nor a certificate of its holder (card reference
/// §2.1).
enum class DataFile : std::uint8_t {
    identity,
    address,
    photo,
    rn_certificate, ///< the National Register's, which signs the identity
    identity_signature,
    address_signature,
    basic_key, ///< applet 1.8 only
    token_info,
};

[[nodiscard]] const card::FilePath& file_of(DataFile file) noexcept;

/// Whether the file is one DER value with padding behind it, which is not read.
[[nodiscard]] bool is_der(DataFile file) noexcept;

/// Where the file ends.
/// @param signature_size  bytes of a signature of the National Register, if its key is known
[[nodiscard]] card::FileEnd end_of(DataFile file, std::optional<std::size_t> signature_size);

/// What was read of a token's files during this insertion. Any thread.
class DataFileCache {
public:
    /// Null inside the optional: the card has no such thing. No optional: not read yet.
    using Entry = std::optional<std::shared_ptr<const Bytes>>;

    [[nodiscard]] Entry find(DataFile file) const;
    void store(DataFile file, std::shared_ptr<const Bytes> content);
    void forget();

    /// A record that was read by itself.
    [[nodiscard]] Entry find_record(DataFile file, std::uint8_t tag) const;
    void store_record(DataFile file, std::uint8_t tag, std::shared_ptr<const Bytes> value);

private:
    mutable Mutex mutex_;
    std::array<Entry, 8> entries_ OPENBEID_GUARDED_BY(mutex_);
    std::map<std::pair<DataFile, std::uint8_t>, std::shared_ptr<const Bytes>>
        records_ OPENBEID_GUARDED_BY(mutex_);
};

} // namespace openbeid::token
