// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>

#include <cstddef>
#include <optional>

/// How CCID messages travel on a serial line: 03 06, the message, and the XOR of all bytes. 03 15
/// 16 asks for a repetition.
namespace openbeid::virtual_card {

inline constexpr std::size_t ccid_header_size = 10;
/// What the driver sends at most (its dwMaxCCIDMessageLength), with some room.
inline constexpr std::size_t max_ccid_message = 1024;

[[nodiscard]] Bytes frame(ByteView message);
[[nodiscard]] Bytes frame_that_asks_again();

/// dwLength of a message; a message shorter than its header has none.
[[nodiscard]] std::size_t ccid_data_size(ByteView message);

/// Cuts what comes from the line into messages. Total: bytes that begin no frame are skipped, a
/// message that is too long is none.
class FrameReader {
public:
    struct Received {
        Bytes message;
        bool intact{true}; ///< the last byte was right
    };

    void add(ByteView bytes);
    /// The next message, if it has come whole.
    [[nodiscard]] std::optional<Received> next();

private:
    Bytes waiting_;
};

} // namespace openbeid::virtual_card
