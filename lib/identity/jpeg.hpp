// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>

#include <cstddef>
#include <cstdint>

namespace openbeid::identity {

enum class JpegState : std::uint8_t {
    complete,   ///< its last byte is among those given
    incomplete, ///< as far as one can see it is a JPEG, and goes on
    not_jpeg,
};

struct JpegExtent {
    JpegState state{JpegState::not_jpeg};
    /// complete: bytes of the JPEG. incomplete: how many must be known at least to say more, always
    /// more than were given. not_jpeg: 0.
    std::size_t size{0};
};

/**
 * Where the JPEG ends that starts with these bytes, to know when to stop reading a photo: the card
 * does not tell a file's length. Walks from marker to marker (ITU-T T.81, annex B); what looks like
 * an end within a segment, a thumbnail's for example, is none. The picture itself is not decoded.
 */
[[nodiscard]] JpegExtent measure_jpeg(ByteView first_bytes) noexcept;

} // namespace openbeid::identity
