// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>
#include <openbeid/verification.hpp>

namespace openbeid::identity {

/// A file as it was read, padding included where it was read; or why there is nothing to check.
/// A view.
struct CardFile {
    CardFile() noexcept = default;
    /// Empty: not given.
    CardFile(ByteView bytes) noexcept : content{bytes} {}
    CardFile(const Bytes& bytes) noexcept : content{bytes} {}
    /// not_on_card, refused, malformed
    explicit CardFile(Reason why) noexcept : missing{why} {}

    ByteView content{};
    Reason missing{Reason::not_given}; ///< if there is no content
};

} // namespace openbeid::identity
