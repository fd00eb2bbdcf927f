// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/context.hpp"
#include "crypto/handles.hpp"
#include "crypto/hash.hpp"

#include <openbeid/bytes.hpp>
#include <openbeid/result.hpp>

namespace openbeid::crypto {

/// A hash computed part by part. Thread: one at a time. A moved-from digest only fails.
class Digest {
public:
    /// Fails: crypto_failure.
    [[nodiscard]] static Result<Digest> start(const Context& context, Hash hash);

    /// Fails: crypto_failure, also after finish().
    [[nodiscard]] Result<void> update(ByteView part);

    /// size_of(hash()) bytes, once. Fails: crypto_failure, also the second time.
    [[nodiscard]] Result<Bytes> finish();

    [[nodiscard]] Hash hash() const noexcept { return hash_; }

private:
    Digest(Hash hash, MdContextHandle state) noexcept : hash_{hash}, state_{std::move(state)} {}

    Hash hash_;
    MdContextHandle state_; // null after finish()
};

/// The digest of `data`: size_of(hash) bytes. Fails: crypto_failure.
[[nodiscard]] Result<Bytes> digest(const Context& context, Hash hash, ByteView data);

} // namespace openbeid::crypto
