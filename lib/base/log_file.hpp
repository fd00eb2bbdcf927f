// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file_descriptor.hpp"

#include <sys/stat.h>

#include <cstddef>
#include <string_view>

namespace openbeid::log {

/**
 * The log in the runtime directory: `log`, and `log.1` with what came before, 1 MiB together. Many
 * processes write to it at once. Nothing here fails: a line that can't be written is lost.
 *
 * One thread at a time.
 */
class File {
public:
    static constexpr std::size_t max_size = 512 * 1024; ///< of each of the two

    /// False if there is no runtime directory that can be trusted, or no such file in it.
    [[nodiscard]] bool open() noexcept;

    /// @param line  with its end; goes out as one write, so that lines of several processes stay
    ///              whole
    void write(std::string_view line) noexcept;

private:
    [[nodiscard]] bool is_still_ours(struct stat& status) const noexcept;
    void rotate() noexcept;

    FileDescriptor file_;
    dev_t device_{0}; ///< of the file that was opened
    ino_t inode_{0};
};

} // namespace openbeid::log
