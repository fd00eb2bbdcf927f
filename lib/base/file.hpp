// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file_descriptor.hpp"

#include <openbeid/bytes.hpp>

#include <cstddef>
#include <optional>

namespace openbeid {

/// What is left to read of `file`; nothing if that fails or is more than `max_size` bytes.
[[nodiscard]] std::optional<Bytes> read_all(const FileDescriptor& file, std::size_t max_size);

/**
 * Writes all of `bytes`, without a signal whatever happens: a host with a limit to the size of its
 * files would be killed by SIGXFSZ.
 * @param size  of the file now
 * Fails (false) for a full disk, the limit, and whatever else write() fails for.
 */
[[nodiscard]] bool write_all(const FileDescriptor& file, ByteView bytes, std::size_t size);

} // namespace openbeid
