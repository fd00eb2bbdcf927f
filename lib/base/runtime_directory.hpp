// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file_descriptor.hpp"

namespace openbeid {

/**
 * `$XDG_RUNTIME_DIR/openbeid/`, where what must not outlive the user's login is kept. To be opened
 * for each use and never held: hosts close descriptors that they don't know, and the numbers then
 * name other files.
 */
struct RuntimeDirectory {
    FileDescriptor directory{};
    const char* refusal{nullptr}; ///< why it is not open; static storage
};

/**
 * Opens the directory; makes it if need be. Refused unless user_is_trusted(), and unless both it
 * and
 * `$XDG_RUNTIME_DIR` are directories, no symbolic links, of our own with mode 0700: so that nobody
 * else can put a file there or read one.
 */
[[nodiscard]] RuntimeDirectory open_runtime_directory() noexcept;

/// The file of that name in it, if it is a regular file of our own that nobody else may touch.
/// @param flags  of open(2), besides those for safety
[[nodiscard]] FileDescriptor
open_private_file(const FileDescriptor& directory, const char* name, int flags) noexcept;

} // namespace openbeid
