// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file_descriptor.hpp"
#include "crypto/context.hpp"

#include <openbeid/bytes.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace openbeid::cache {

/// What of a card is kept. Each has a file of its own.
enum class Entry : std::uint8_t { authentication, signature, ca, root };

/// What the card in the reader has shown, without which no entry is found or can be read.
struct Proof {
    ByteView serial;      ///< of the chip, 16 bytes
    ByteView first_block; ///< the first 256 bytes of one of its holder's certificates
};

/**
 * What one process of the user leaves to the next in the runtime directory, encrypted with
 * AES-256-GCM under a key that only the card in hand gives: HKDF of a Proof; the file's name comes
 * from it too. Entries of whatever age, origin and state may lie there: what is not exactly what
 * was stored within the last 12 hours is not found.
 *
 * It never fails. Where the directory can't be used nothing is found and nothing is kept, which is
 * told once in the log. No file stays open between calls. Any thread, any number of processes.
 */
class RuntimeCache {
public:
    static constexpr std::size_t max_entry_size = 0x8000; ///< as large as a file on the card can be

    /// @param context  outlives the cache
    explicit RuntimeCache(const crypto::Context& context) noexcept : context_{context} {}

    /// What was stored with the same arguments.
    [[nodiscard]] std::optional<Bytes> find(Entry entry, const Proof& proof);

    /// In place of what was stored before.
    /// @param content  1 to max_entry_size bytes
    void store(Entry entry, const Proof& proof, ByteView content);

    /// Whether a card with that ATR, which we don't know, has proved to be an eID before.
    [[nodiscard]] bool knows_atr(ByteView atr);
    void remember_atr(ByteView atr);

private:
    /// The directory; closed if it can't be used, which is then logged.
    [[nodiscard]] FileDescriptor open();
    /// Deletes what is older than 12 hours; once.
    static void sweep(const FileDescriptor& directory);
    [[nodiscard]] bool
    replace(const FileDescriptor& directory, const std::string& name, ByteView content);
    void tell(const char* reason) noexcept;

    const crypto::Context& context_;
    std::atomic<bool> swept_{false};
    std::atomic<bool> told_{false};
};

} // namespace openbeid::cache
