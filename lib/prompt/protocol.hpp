// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "prompt/request.hpp"

#include <openbeid/bytes.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

/**
 * What passes between the module and openbeid-pin-prompt, over two pipes: the request on the
 * helper's standard input, the reply on its standard output. Both come from the same release.
 *
 * Request: `length (2 bytes, big-endian)` and so many bytes:
 *   `version` `key` `purpose` `tries left, or FF` `time-out in s (2)` `language (2)`
 *   `length (2)` program `length (2)` pinentry.
 * The module keeps its end of that pipe open; when it is closed, nobody waits any more and the
 * helper ends.
 *
 * Reply: `status` `length` and so many bytes, then the end of the pipe. With Status::pin the bytes
 * are the digits; with Status::failed they are libgpg-error's number (4, big-endian); otherwise
 * there are none.
 */
namespace openbeid::prompt {

inline constexpr std::uint8_t protocol_version = 1;

/// Of a request without its length. Below PIPE_BUF, so writing one to an empty pipe never blocks.
inline constexpr std::size_t max_request_size = 2048;
inline constexpr std::size_t max_path_size = 1024;

/// How the helper's work ended.
enum class Status : std::uint8_t {
    pin = 1,         ///< the user entered one
    cancelled = 2,   ///< the user does not want to
    timed_out = 3,   ///< nobody entered one
    malformed = 4,   ///< what was entered could not be a PIN, three times
    no_pinentry = 5, ///< no pinentry is installed
    failed = 6,      ///< pinentry ended, or answered with an error
    bad_request = 7, ///< the request breaks this protocol
};

inline constexpr std::size_t reply_header_size = 2;
inline constexpr std::size_t failure_size = 4;

/// A request and the pinentry to run; none: whichever is installed.
struct HelperRequest {
    PromptRequest prompt;
    std::string pinentry;
};

/// The request with its length. Nothing if it does not fit, or what it says is out of range.
[[nodiscard]] std::optional<Bytes> encode(const HelperRequest& request);

/// What encode() made, without the length. Nothing for anything else.
[[nodiscard]] std::optional<HelperRequest> decode_request(ByteView bytes);

/// A reply taken apart; its body is part of the bytes it was made from.
struct Reply {
    Status status{};
    ByteView body;
};

/// The longest reply. One byte more must not fit where replies are read, or must be noticed.
inline constexpr std::size_t max_reply_size = reply_header_size + 12;

/// Nothing unless `bytes` is one whole reply.
[[nodiscard]] std::optional<Reply> decode_reply(ByteView bytes) noexcept;

} // namespace openbeid::prompt
