// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstddef>

namespace openbeid::test {

/// What a process holds, as the kernel counts it.
struct Holdings {
    std::size_t descriptors{0};
    std::size_t threads{0};
    std::size_t resident{0}; ///< KiB of memory

    [[nodiscard]] static Holdings of(pid_t process);
    [[nodiscard]] static Holdings of_this_process();
    [[nodiscard]] static Holdings of_pcscd();
};

} // namespace openbeid::test
